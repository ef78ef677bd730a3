package org.kernsync.kernel.report;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A folder of its own that a run fills at its end.
 *
 * <p>Opening it checks, before anything runs, that it is there or can be made, that it can be
 * written, and that it holds nothing but what an earlier run has put there: that is what {@link
 * #write} replaces. A folder that was made and not written is removed again.
 */
final class OutputFolder implements AutoCloseable {
  private final String option;
  private final Path folder;
  private final Predicate<String> own;
  private final boolean made;
  private boolean written;

  private OutputFolder(String option, Path folder, Predicate<String> own, boolean made) {
    this.option = option;
    this.folder = folder;
    this.own = own;
    this.made = made;
  }

  /** Opens what {@code option} has named; {@code own} knows the paths that a run writes in it. */
  static OutputFolder open(
      String option, String path, Predicate<String> own, Path input, Collection<OutputFile> others)
      throws OutputException {
    if (path.isBlank()) {
      throw new OutputException(option + " needs the name of a folder, but got an empty one");
    }
    Path folder = resolve(option, path);
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw refuse(option, path, "is no folder", "choose another name");
    }
    if (!Files.exists(folder) && !Files.isDirectory(folder.getParent())) {
      throw refuse(option, path, "lies in a folder that does not exist", "create it first");
    }
    try {
      boolean made = !Files.exists(folder);
      if (made) {
        Files.createDirectory(folder);
      }
      OutputFolder opened = new OutputFolder(option, folder, own, made);
      opened.checkContent(path, input, others);
      Files.delete(Files.createTempFile(folder, ".", ".tmp")); // or it is write-protected
      return opened;
    } catch (IOException e) {
      throw refuse(option, path, "cannot be written", "choose a writable folder");
    }
  }

  private static Path resolve(String option, String path) throws OutputException {
    try {
      Path folder = Path.of(path).toAbsolutePath().normalize();
      return Files.exists(folder) ? folder.toRealPath() : folder;
    } catch (InvalidPathException e) {
      throw new OutputException(
          option + ": \"" + path + "\" is no file name: " + e.getReason() + "; choose another", e);
    } catch (IOException e) {
      throw refuse(option, path, "cannot be reached", "choose another folder");
    }
  }

  private static OutputException refuse(String option, String path, String what, String wayOut) {
    return new OutputException(option + ": " + path + " " + what + "; " + wayOut);
  }

  private void checkContent(String path, Path input, Collection<OutputFile> others)
      throws OutputException, IOException {
    if (input != null && covers(input)) {
      throw refuse(
          option, path, "holds the workload itself, " + input, "choose a folder of its own");
    }
    for (OutputFile other : others) {
      if (contains(Path.of(other.target()))) {
        throw refuse(
            option,
            path,
            "would hold another output, " + other.target(),
            "choose a folder of its own");
      }
    }
    for (Path file : files()) {
      String name = nameOf(file);
      if (!own.test(name)) {
        throw refuse(
            option, path, "holds other files, " + name + " first", "choose a folder of its own");
      }
    }
  }

  /** What is no folder in it, sorted. */
  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(file -> !Files.isDirectory(file)).sorted().toList();
    }
  }

  private String nameOf(Path file) {
    return folder.relativize(file).toString().replace('\\', '/');
  }

  /** Whether a file is one that {@link #write} would write or remove, by whatever name. */
  boolean covers(Path file) {
    try {
      Path path = file.toAbsolutePath();
      return isOwn(path.getParent().toRealPath().resolve(path.getFileName()))
          || isOwn(path.toRealPath());
    } catch (IOException unanswered) {
      return false;
    }
  }

  private boolean isOwn(Path file) {
    return contains(file) && own.test(nameOf(file));
  }

  /** Whether a path lies in it. */
  boolean contains(Path file) {
    return file.startsWith(folder);
  }

  /** Replaces what there is: removes it first, so that no link is followed. */
  void write(Map<String, String> texts) throws OutputException {
    written = true;
    try {
      for (Path old : files()) {
        if (isOwn(old)) {
          remove(old);
        }
      }
      for (Map.Entry<String, String> text : texts.entrySet()) {
        Path file = folder.resolve(text.getKey());
        Files.createDirectories(file.getParent());
        Files.writeString(file, text.getValue(), StandardOpenOption.CREATE_NEW);
      }
    } catch (IOException e) {
      String reason =
          e instanceof FileSystemException failed && failed.getReason() != null
              ? failed.getReason()
              : e.getClass().getSimpleName();
      throw new OutputException(
          option + ": " + folder + " could not be written (" + reason + "); check the disk", e);
    }
  }

  private void remove(Path file) throws IOException {
    Files.delete(file);
    if (!file.getParent().equals(folder)) {
      file.getParent().toFile().delete(); // stays where it holds something else
    }
  }

  @Override
  public void close() {
    if (made && !written) {
      folder.toFile().delete(); // stays where somebody has put something
    }
  }
}
