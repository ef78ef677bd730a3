package org.kernsync.benchmarks.compare;

/** A fork gave no score; the message says in one sentence what is known. */
final class ForkException extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean last;

  ForkException(String message) {
    this(message, null);
  }

  ForkException(String message, Throwable cause) {
    this(message, cause, false);
  }

  private ForkException(String message, Throwable cause, boolean last) {
    super(message, cause);
    this.last = last;
  }

  /** No other fork would do better. */
  static ForkException ofAll(String message, Throwable cause) {
    return new ForkException(message, cause, true);
  }

  /** Whether the campaign ends here. */
  boolean isLast() {
    return last;
  }
}
