package org.kernsync.kernel.trace;

/** Text that claims to be a trace has a line that is none; the message names the line. */
public final class FtraceFormatException extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * Reports a line.
   *
   * @param lineNumber its number, from 1
   * @param reason what is wrong with it
   */
  public FtraceFormatException(int lineNumber, String reason) {
    super("line " + lineNumber + ": " + reason);
  }
}
