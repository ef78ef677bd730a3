package org.kernsync.ref;

import java.util.Objects;

/**
 * What can go wrong with a reference count, and who is told. Each is a bug of the code that counts.
 * When it is told, the count is saturated already: the object leaks, and is never freed while
 * somebody uses it.
 *
 * <p>The handler is one per process. Unless another is set, it throws an {@link
 * IllegalStateException} that names the misuse and the state. A program that would rather go on and
 * leak sets one that writes to its log:
 *
 * <pre>{@code
 * RefCountMisuse.setHandler(
 *     (misuse, count, before) -> log.log(Level.SEVERE, misuse + " of " + count));
 * }</pre>
 *
 * <p><b>Context:</b> a handler runs in the thread that misused the count, within the operation, and
 * maybe under the caller's locks. It may throw anything: that ends the operation and changes no
 * count. If it misuses a count itself, it is called again, within itself. Every operation on a
 * count that should have moved it and found it saturated is told again, with a negative {@code
 * before}.
 *
 * <p><b>Differences from Linux:</b> there a warning, once per kind, and the operation goes on.
 */
public enum RefCountMisuse {
  /** A conditional increment on a full count, or a saturated one. The reference was given. */
  ADD_NOT_ZERO_OVERFLOW("conditional increment beyond the largest count; the object leaks"),

  /** An increment on a full count, or a saturated one. */
  ADD_OVERFLOW("increment beyond the largest count; the object leaks"),

  /** An increment on zero: somebody uses an object that was released. */
  ADD_ON_ZERO("increment of a dead count; the object was in use after its release"),

  /** A decrement below zero: one put too many, or one get too few. */
  UNDERFLOW("decrement below zero; a reference was given back that nobody had"),

  /** A decrement to zero, or below, by an operation that nobody would hear it from. */
  DECREMENT_TO_ZERO("decrement to zero without a test; nobody would release the object");

  /** Whom a misuse is told to. */
  @FunctionalInterface
  public interface Handler {
    /**
     * A count was misused and is saturated now.
     *
     * @param misuse how
     * @param count the {@link RefCount} or {@link Kref}
     * @param before its value before the operation; negative if it was saturated
     */
    void report(RefCountMisuse misuse, Object count, int before);
  }

  // RC3: written by #setHandler, read by #report only; publishes the handler.
  private static volatile Handler handler = RefCountMisuse::throwException;

  private final String description;

  RefCountMisuse(String description) {
    this.description = description;
  }

  /**
   * Sets who is told from now on.
   *
   * @param next the handler; null for the one that throws
   * @return the one before; never null
   */
  public static synchronized Handler setHandler(Handler next) {
    Handler former = handler; // volatile: plain would do, in the monitor
    // volatile: RC3, pairs with #report; the handler, to threads that misuse a count from now on
    handler = Objects.requireNonNullElse(next, RefCountMisuse::throwException);
    return former;
  }

  /** Tells the handler. Whoever calls has made the count safe before. */
  void report(Object count, int before) {
    handler.report(this, count, before); // volatile: RC3, pairs with #setHandler; the handler
  }

  private static void throwException(RefCountMisuse misuse, Object count, int before) {
    throw new IllegalStateException(misuse.description + ": was " + before + ", now " + count);
  }
}
