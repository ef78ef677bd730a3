package org.kernsync.kernel.locking;

import org.kernsync.kernel.cpu.CurrentCpu;

/**
 * The big kernel lock: {@code lock_kernel} and {@code unlock_kernel} of Linux before 2.6.39, which
 * once stood for every other lock.
 *
 * <p>What made it bearable: a task may take it again and again ({@code lock_depth} in the task
 * counts), and it may sleep with it. The scheduler gives the lock back where its holder sleeps, and
 * takes it again, to the same depth, before the task goes on. So whatever it guards may change in
 * every call that may sleep.
 *
 * <p>Nothing in the model needs it: it is here to be seen at work. Do not use it for anything new.
 *
 * <p><b>Context.</b> Tasks only, outside of atomic sections; the spin form also inside of them.
 *
 * <p><b>Progress.</b> A task that waits can be preempted, at whatever depth the lock's holder is.
 * The spin form is not fair, the mutex form is as {@code Mutex} of the library.
 *
 * <p><b>Memory effects.</b> As the lock inside: giving it back happens-before the next taking, also
 * where the scheduler does both.
 */
public abstract sealed class BigKernelLock permits SpinningBigKernelLock, SleepingBigKernelLock {
  /** What may hold the lock: a task. */
  public interface Holder extends CurrentCpu.Context {
    /**
     * {@code lock_depth}.
     *
     * @return how often the task has taken the lock, less one: -1 where it does not hold it
     */
    int lockDepth();

    /**
     * Changes {@code lock_depth}. For the lock only.
     *
     * @param depth the new depth
     */
    void setLockDepth(int depth);
  }

  BigKernelLock() {}

  /** Takes the lock itself; the task does not hold it. */
  abstract void acquire(Holder self);

  /** Gives the lock itself back. */
  abstract void release(Holder self);

  /**
   * {@code lock_kernel}: takes the lock, or takes it once more.
   *
   * @param self the current task
   */
  public final void lock(Holder self) {
    int depth = self.lockDepth();
    if (depth < 0) {
      acquire(self);
    }
    self.setLockDepth(depth + 1);
  }

  /**
   * {@code unlock_kernel}: gives it back as often as it was taken.
   *
   * @param self the current task
   * @throws IllegalMonitorStateException if the task does not hold the lock
   */
  public final void unlock(Holder self) {
    int depth = self.lockDepth();
    if (depth < 0) {
      throw new IllegalMonitorStateException("unlock_kernel by " + self + " without lock_kernel");
    }
    self.setLockDepth(depth - 1);
    if (depth == 0) {
      release(self);
    }
  }

  /**
   * {@code release_kernel_lock}: gives the lock back whole, for the time of a sleep. For the
   * scheduler.
   *
   * @param self the current task, which holds the lock
   * @return its depth, for {@link #reacquire}
   */
  public final int releaseForSleep(Holder self) {
    int depth = self.lockDepth();
    self.setLockDepth(-1);
    release(self);
    return depth;
  }

  /**
   * {@code reacquire_kernel_lock}: the sleep is over. For the scheduler.
   *
   * @param self the current task
   * @param depth what {@link #releaseForSleep} returned
   */
  public final void reacquire(Holder self, int depth) {
    acquire(self);
    self.setLockDepth(depth);
  }
}
