package org.kernsync.kernel.syscall;

import org.kernsync.kernel.lib.ListHead;
import org.kernsync.kernel.locking.LockClass;
import org.kernsync.kernel.locking.SpinLock;
import org.kernsync.kernel.sched.Scheduler;
import org.kernsync.kernel.sched.Task;
import org.kernsync.wait.WaitQueue;

/**
 * A condition variable built from a {@link WaitQueue}: FIFO, without memory of signals that nobody
 * waited for.
 *
 * <p>A waiter that a signal (of the kill kind) takes away passes a wake-up on that had already been
 * given to it.
 */
final class UserCondition {
  private static final LockClass LOCK_CLASS = new LockClass("condition.lock");

  private static final class Waiter {
    final ListHead<Waiter> entry = new ListHead<>(this); // under lock
    volatile boolean signalled; // written under lock; volatile for the waiter's own test (label U1)
  }

  private final Scheduler scheduler;
  private final SpinLock lock = new SpinLock(LOCK_CLASS); // tasks only
  private final ListHead<Waiter> waiters = new ListHead<>(); // under lock, first come first
  private final WaitQueue queue = new WaitQueue();

  UserCondition(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  /**
   * Queues the caller, runs {@code unlock}, and sleeps until it is signalled; returns false where
   * it was killed instead. A signal sent after {@code unlock} reaches the caller, since it is
   * queued before.
   */
  boolean await(Task self, Runnable unlock) {
    Waiter waiter = new Waiter();
    try (var _ = lock.guard(self.cpu())) {
      waiters.addTail(waiter.entry);
    }
    unlock.run();
    scheduler.sleepInterruptibly(
        self,
        () ->
            queue.waitEventInterruptibly(
                () -> waiter.signalled)); // volatile: U1, pairs with #signal
    return waiter.signalled && !self.signals().isPending() || leave(self, waiter);
  }

  /**
   * The caller was killed: takes it off, or passes its wake-up on. Returns whether it was neither.
   */
  private boolean leave(Task self, Waiter waiter) {
    boolean waited;
    try (var _ = lock.guard(self.cpu())) {
      waited = !waiter.entry.isEmpty();
      if (waited) {
        waiter.entry.delInit();
      }
    }
    if (!waited) {
      signal(self);
    }
    return false;
  }

  void signal(Task self) {
    wake(self, 1);
  }

  void broadcast(Task self) {
    wake(self, Integer.MAX_VALUE);
  }

  private void wake(Task self, int most) {
    int woken = 0;
    try (var _ = lock.guard(self.cpu())) {
      while (woken < most && !waiters.isEmpty()) {
        Waiter waiter = waiters.first();
        waiter.entry.delInit();
        waiter.signalled = true; // volatile: U1, pairs with #await
        woken++;
      }
    }
    if (woken > 0) {
      queue.wakeAll();
    }
  }

  boolean isAtRest() {
    return waiters.isEmpty() && !queue.hasWaiters() && !lock.isLocked();
  }
}
