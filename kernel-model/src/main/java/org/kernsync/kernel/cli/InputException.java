package org.kernsync.kernel.cli;

/** What was asked for cannot be done; the message is one sentence that names the way out. */
final class InputException extends Exception {
  private static final long serialVersionUID = 1L;

  InputException(String message) {
    super(message);
  }

  InputException(String message, Throwable cause) {
    super(message, cause);
  }
}
