package org.kernsync.spin;

/**
 * How a spinning primitive waits: the one hook between a primitive and whoever runs its threads.
 * The primitive decides what it waits for and when it looks again; the hook decides what the thread
 * does meanwhile. Ordinary threads use {@link #host}; a scheduler that owns its threads brings its
 * own, which may for example poll for interrupts or halt a processor.
 *
 * <p><b>Context:</b> called by a thread that waits in a primitive, never by a holder.
 *
 * <p><b>Progress:</b> each call returns after a bounded time, so a primitive looks again and again.
 *
 * <p><b>Memory effects:</b> none: the primitive reads what it waits for with an order of its own.
 *
 * <p><b>Differences from Linux:</b> it takes the place of {@code cpu_relax} and of the paravirtual
 * wait and kick, for here any thread may lose its processor at any time.
 *
 * <p><b>Contract of an implementation.</b> It serves any number of threads at once and keeps no
 * state of a single wait. Both methods may return early for any reason, must return after a bounded
 * time and must not throw: a primitive that already queued cannot leave the queue, so it finishes
 * the acquisition, releases, and only then lets the exception out. A waiter that published itself
 * is woken with {@link java.util.concurrent.locks.LockSupport#unpark} of the thread that called the
 * primitive.
 */
public interface SpinWait {
  /** The first step that no longer spins: a waiter that has others before it begins here. */
  int YIELD_STEP = 16;

  /** The first step that no longer yields either. */
  int PARK_STEP = 64;

  /**
   * Waits one step: the waiter is next, or the change is near. Nobody will wake it. The host's
   * pauses below {@link #YIELD_STEP}, about 25 ns each, yields below {@link #PARK_STEP}, and then
   * parks for some ten microseconds at a time.
   *
   * @param step how many steps of this wait came before, from 0
   */
  void pause(int step);

  /**
   * Waits for a wake-up. The waiter has published its thread to a waker and has looked again since.
   *
   * @param blocker what the thread waits for, as {@code LockSupport.getBlocker} shows it
   * @param maxNanos the longest wait in nanoseconds, positive
   */
  void park(Object blocker, long maxNanos);

  /**
   * The strategy for threads that the JVM and the operating system schedule, platform and virtual
   * alike.
   *
   * @return the one instance
   */
  static SpinWait host() {
    return HostSpinWait.INSTANCE;
  }
}
