package org.kernsync.kernel.mm;

/**
 * An access to user memory that cannot go on: there is no page for it, or the task is to die
 * anyway. It unwinds the program's step; the task never returns to user mode.
 */
public final class UserFault extends RuntimeException {
  private static final long serialVersionUID = 1;

  /**
   * Makes one. Without a stack trace: it is a way out, and no bug.
   *
   * @param message what failed
   */
  public UserFault(String message) {
    super(message, null, false, false);
  }
}
