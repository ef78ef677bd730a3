package org.kernsync.kernel.report;

/** An output cannot be written; the message is one sentence that names it and the way out. */
public final class OutputException extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * Reports an output.
   *
   * @param message one sentence for the user
   */
  public OutputException(String message) {
    super(message);
  }

  /**
   * Reports an output that failed.
   *
   * @param message one sentence for the user
   * @param cause what the file system said
   */
  public OutputException(String message, Throwable cause) {
    super(message, cause);
  }
}
