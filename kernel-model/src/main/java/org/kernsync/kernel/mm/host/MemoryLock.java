package org.kernsync.kernel.mm.host;

/**
 * The spinlock of an allocator: interrupts are off while it is held, where there are interrupts.
 *
 * <pre>{@code
 * long flags = lock.lock();
 * try {
 *   ...
 * } finally {
 *   lock.unlock(flags);
 * }
 * }</pre>
 *
 * <p><b>Context.</b> Anywhere, in interrupt handlers too. Not reentrant. What holds it does not
 * sleep.
 *
 * <p><b>Memory effects.</b> An unlock happens-before every later lock.
 */
public interface MemoryLock {
  /**
   * Takes the lock: {@code spin_lock_irqsave}.
   *
   * @return how interrupts were, for {@link #unlock}
   */
  long lock();

  /**
   * Gives the lock back: {@code spin_unlock_irqrestore}.
   *
   * @param flags what {@link #lock} returned
   */
  void unlock(long flags);

  /**
   * Whether the caller holds it, for assertions.
   *
   * @return true if so
   */
  boolean isHeldHere();

  /**
   * Whether anybody holds it, for checks at rest.
   *
   * @return true if so
   */
  boolean isLocked();
}
