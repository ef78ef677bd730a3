package org.kernsync.kernel.report;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The files that a run will write, opened before it starts.
 *
 * <pre>{@code
 * try (OutputFiles files = new OutputFiles()) {
 *   files.open("--json", path);               // throws before anything has run
 *   RunReport report = run();
 *   files.write("--json", out -> ReportJson.write(report, out));
 * }                                           // what was not written leaves no trace
 * }</pre>
 */
public final class OutputFiles implements AutoCloseable {
  private final Map<String, OutputFile> files = new LinkedHashMap<>();
  private final Map<String, String> optionOfPath = new LinkedHashMap<>();
  private final Map<String, OutputFolder> folders = new LinkedHashMap<>();
  private Path input; // null where nothing is read

  /** Starts with no files. */
  public OutputFiles() {}

  /** Something that can write itself. */
  @FunctionalInterface
  public interface Content {
    /**
     * Writes itself.
     *
     * @param out where to; not to be closed
     * @throws IOException if {@code out} fails
     */
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Names a file that is read and must not be written over.
   *
   * @param file what the run reads
   */
  public void protect(Path file) {
    input = file;
  }

  /**
   * Opens a file; nothing happens if the option was not given.
   *
   * @param option the option that named it, which is its key here
   * @param path where it shall be, or null
   * @throws OutputException if nothing can be written there, or the input or another option has the
   *     same file
   */
  public void open(String option, String path) throws OutputException {
    if (path == null) {
      return;
    }
    if (isInput(path)) {
      throw new OutputException(
          option + " names " + path + ", which is the workload itself; choose another file");
    }
    OutputFile file = OutputFile.open(option, path);
    String other = file.isReplaced() ? optionOfPath.putIfAbsent(file.target(), option) : null;
    if (other != null) {
      file.close();
      throw new OutputException(
          other + " and " + option + " both name " + path + "; choose two different files");
    }
    files.put(option, file);
  }

  /**
   * Opens a folder, after all files; nothing happens if the option was not given.
   *
   * @param option the option that named it, which is its key here
   * @param path where it shall be, or null
   * @param own knows the paths in it that {@link #write(String, Map)} may replace
   * @throws OutputException if nothing can be written there, it holds other files, or the input or
   *     another output lies in it
   */
  public void openFolder(String option, String path, Predicate<String> own) throws OutputException {
    if (path == null) {
      return;
    }
    OutputFolder folder = OutputFolder.open(option, path, own, input, files.values());
    folders.put(option, folder);
  }

  /** The same file by whatever name or link. What cannot be asked is left to the opening. */
  private boolean isInput(String path) {
    try {
      Path output = Path.of(path);
      return input != null && Files.isRegularFile(input) && Files.isSameFile(input, output);
    } catch (IOException | InvalidPathException unanswered) {
      return false;
    }
  }

  /**
   * Whether an option has named a file or folder.
   *
   * @param option the option
   * @return true if it is open
   */
  public boolean has(String option) {
    return files.containsKey(option) || folders.containsKey(option);
  }

  /**
   * Whether one of the files is standard output, which then belongs to that file alone.
   *
   * @return true if so, until it is written
   */
  public boolean takeStandardOutput() {
    return files.values().stream().anyMatch(OutputFile::isStandardOutput);
  }

  /**
   * Writes a file and puts it in its place; nothing happens if the option was not given.
   *
   * @param option the option that named the file
   * @param content what to write
   * @throws OutputException if that fails; then nothing is left of it
   */
  public void write(String option, Content content) throws OutputException {
    OutputFile file = files.remove(option);
    if (file == null) {
      return;
    }
    file.write(content);
  }

  /**
   * Fills a folder; nothing happens if the option was not given.
   *
   * @param option the option that named the folder
   * @param texts the files by their paths in it
   * @throws OutputException if that fails
   */
  public void write(String option, Map<String, String> texts) throws OutputException {
    OutputFolder folder = folders.remove(option);
    if (folder != null) {
      folder.write(texts);
    }
  }

  /** Removes what was opened and not written. */
  @Override
  public void close() {
    files.values().forEach(OutputFile::close);
    files.clear();
    folders.values().forEach(OutputFolder::close);
    folders.clear();
  }
}
