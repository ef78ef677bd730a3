package org.kernsync.kernel.locking;

import org.kernsync.sleep.Mutex;

/**
 * The big kernel lock as a sleeping lock, as in Linux from 2.6.11 with {@code CONFIG_PREEMPT_BKL}:
 * holder and waiters can be preempted. A preempted holder keeps it; a sleeping one does not.
 */
public final class SleepingBigKernelLock extends BigKernelLock {
  final Mutex mutex = new Mutex();

  /** Makes a free lock. */
  public SleepingBigKernelLock() {}

  @Override
  void acquire(Holder self) {
    self.cpu().mightSleep();
    mutex.lock();
  }

  @Override
  void release(Holder self) {
    mutex.unlock();
  }

  @Override
  public String toString() {
    return "big kernel lock over " + mutex;
  }
}
