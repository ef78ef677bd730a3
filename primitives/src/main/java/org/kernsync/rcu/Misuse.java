package org.kernsync.rcu;

/** Where errors go that have no caller to be thrown at. */
final class Misuse {
  private Misuse() {}

  /**
   * Hands it to the uncaught-exception handler of the current thread, which goes on. That handler
   * cannot make it worse: what it throws is dropped, as the JVM does. Nothing is added to {@code
   * thrown} either: handlers throw what they were given, which cannot suppress itself.
   */
  static void uncaught(Throwable thrown) {
    Thread self = Thread.currentThread();
    try {
      self.getUncaughtExceptionHandler().uncaughtException(self, thrown);
    } catch (RuntimeException | Error ofTheHandler) {
      // dropped
    }
  }

  /** For who closes a section that another thread is in. */
  static IllegalStateException sectionOf(Thread owner) {
    return new IllegalStateException(
        Thread.currentThread() + " ends a read section of " + owner + ", who alone may");
  }
}
