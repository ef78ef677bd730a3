package org.kernsync.kernel.report;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A file that appears under its name when it is whole, and not before.
 *
 * <p>Opening it creates a temporary file beside the target, so that a path that cannot be written
 * is found out at once. {@link #write} moves it in place; closing without that removes it, and a
 * file that was there before stays as it was. A target that is no regular file, such as a pipe or
 * {@code /dev/stdout}, is written directly. Writing is not disturbed by an interrupt of the thread.
 */
final class OutputFile implements AutoCloseable {
  private static final int BUFFER = 1 << 16;

  private final String option;
  private final Path target;
  private final Path temporary;
  private final OutputStream stream;
  private boolean done;

  private OutputFile(String option, Path target, Path temporary, OutputStream stream) {
    this.option = option;
    this.target = target;
    this.temporary = temporary;
    this.stream = stream;
  }

  /** Opens what {@code option} has named, or says why nothing can be written there. */
  static OutputFile open(String option, String path) throws OutputException {
    if (path.isBlank()) {
      throw new OutputException(option + " needs the name of a file, but got an empty one");
    }
    FileDescriptor standard = standardStream(path);
    if (standard != null) {
      return new OutputFile(option, Path.of(path), null, leftOpen(standard));
    }
    Path target = resolve(option, path);
    if (Files.isDirectory(target)) {
      throw refuse(option, path, "is a directory", "name a file in it");
    }
    if (!Files.exists(target)) {
      checkParent(option, path, target.getParent());
    } else if (!Files.isWritable(target)) {
      throw refuse(option, path, "is write-protected", "choose another file");
    } else if (isDevice(target)) {
      OutputStream stream = stream(option, path, target, StandardOpenOption.WRITE);
      return new OutputFile(option, target, null, stream);
    }
    Path temporary = beside(target);
    // must be new: never follow a file or link that somebody else has put there
    OutputStream stream =
        stream(option, path, temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    temporary.toFile().deleteOnExit(); // the run may end by exit() with the file still open
    return new OutputFile(option, target, temporary, stream);
  }

  /** The place itself where a link points to it, so that the link survives the move. */
  private static Path resolve(String option, String path) throws OutputException {
    try {
      Path target = Path.of(path).toAbsolutePath().normalize();
      return Files.exists(target) && !isDevice(target) ? target.toRealPath() : target;
    } catch (InvalidPathException e) {
      throw new OutputException(
          option + ": \"" + path + "\" is no file name: " + e.getReason() + "; choose another", e);
    } catch (IOException e) {
      throw refuse(option, path, "cannot be reached (" + reason(e) + ")", "choose another file");
    }
  }

  private static void checkParent(String option, String path, Path parent) throws OutputException {
    if (!Files.exists(parent)) {
      throw refuse(option, path, "lies in a folder that does not exist", "create it first");
    }
    if (!Files.isDirectory(parent)) {
      throw refuse(option, path, "lies below something that is no folder", "choose another file");
    }
  }

  private static boolean isDevice(Path target) {
    return Files.exists(target) && !Files.isRegularFile(target) && !Files.isDirectory(target);
  }

  /** The process's own streams are used as they are: a file behind them must not be replaced. */
  private static FileDescriptor standardStream(String path) {
    return switch (path) {
      case "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1" -> FileDescriptor.out;
      case "/dev/stderr", "/dev/fd/2", "/proc/self/fd/2" -> FileDescriptor.err;
      default -> null;
    };
  }

  private static OutputStream leftOpen(FileDescriptor descriptor) {
    return new BufferedOutputStream(new FileOutputStream(descriptor), BUFFER) {
      @Override
      public void close() throws IOException {
        flush();
      }
    };
  }

  private static Path beside(Path target) {
    String unique = ProcessHandle.current().pid() + "-" + Long.toHexString(System.nanoTime());
    return target.resolveSibling("." + target.getFileName() + "." + unique + ".tmp");
  }

  /** No file channel: an interrupt of the writing thread would close it. */
  private static OutputStream stream(String option, String path, Path file, OpenOption... how)
      throws OutputException {
    try {
      return new BufferedOutputStream(Files.newOutputStream(file, how), BUFFER);
    } catch (IOException e) {
      throw refuse(option, path, "cannot be written", "choose a file in a writable folder");
    }
  }

  private static OutputException refuse(String option, String path, String what, String wayOut) {
    return new OutputException(option + ": " + path + " " + what + "; " + wayOut);
  }

  String target() {
    return target.toString();
  }

  /** Whether the target is a file of its own; a pipe or terminal may take several outputs. */
  boolean isReplaced() {
    return temporary != null;
  }

  /** Whether the target is the process's own standard output. */
  boolean isStandardOutput() {
    return standardStream(target.toString()) == FileDescriptor.out;
  }

  /** Writes everything and puts it in its place, or leaves no trace. */
  void write(OutputFiles.Content content) throws OutputException {
    try {
      content.writeTo(stream);
      stream.close();
      if (temporary != null) {
        move(temporary, target);
      }
      done = true;
    } catch (IOException e) {
      throw new OutputException(
          option + ": " + target + " could not be written (" + reason(e) + "); check the disk", e);
    } finally {
      close();
    }
  }

  private static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static String reason(IOException e) {
    if (e instanceof FileSystemException failed && failed.getReason() != null) {
      return failed.getReason();
    }
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  /** Removes the temporary file unless it was put in its place. */
  @Override
  public void close() {
    if (done) {
      return;
    }
    done = true;
    try {
      stream.close();
    } catch (IOException e) {
      // what could not be flushed was to be thrown away
    }
    if (temporary != null) {
      temporary.toFile().delete(); // a failure leaves it to deleteOnExit
    }
  }
}
