package org.kernsync.kernel.syscall;

import org.kernsync.kernel.locking.LockClass;
import org.kernsync.kernel.locking.SpinLock;
import org.kernsync.kernel.sched.Scheduler;
import org.kernsync.kernel.sched.Task;
import org.kernsync.wait.WaitQueue;

/**
 * A counting barrier: the last of {@code parties} to come lets all go. Used again for the next
 * round.
 */
final class UserBarrier {
  private static final LockClass LOCK_CLASS = new LockClass("barrier.lock");

  private final Scheduler scheduler;
  private final int parties;
  private final SpinLock lock = new SpinLock(LOCK_CLASS); // tasks only
  private int arrived; // under lock
  private volatile long round; // written under lock; volatile for the waiters' test (label U2)
  private final WaitQueue queue = new WaitQueue();

  UserBarrier(Scheduler scheduler, int parties) {
    this.scheduler = scheduler;
    this.parties = parties;
  }

  /** Returns false where the caller was killed while it waited; it no longer counts then. */
  boolean await(Task self) {
    long mine;
    boolean last;
    try (var _ = lock.guard(self.cpu())) {
      mine = round;
      last = ++arrived >= parties;
      if (last) {
        arrived = 0;
        round = mine + 1; // volatile: U2, pairs with the predicate below
      }
    }
    if (last) {
      queue.wakeAll();
      return true;
    }
    boolean slept =
        scheduler.sleepInterruptibly(
            self, () -> queue.waitEventInterruptibly(() -> round != mine)); // volatile: U2
    return slept || leave(self, mine);
  }

  private boolean leave(Task self, long mine) {
    try (var _ = lock.guard(self.cpu())) {
      boolean passed = round != mine;
      if (!passed) {
        arrived--;
      }
      return passed;
    }
  }

  boolean isAtRest() {
    return arrived == 0 && !queue.hasWaiters() && !lock.isLocked();
  }
}
