package org.kernsync.sleep;

import java.util.Date;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import org.kernsync.internal.StackReserve;
import org.kernsync.internal.WaitNode;
import org.kernsync.internal.WaitOutcome;

/** A condition of a lock that has one owner, which a subclass says. */
abstract sealed class OwnerCondition implements Condition
    permits MutexCondition, RwSemaphoreCondition {
  /*
   * first, last and the nodes' conditionNext belong to the owner of the lock.
   *
   * A waiter's node is decided by one CAS on its status: a signaller moves it from CONDITION to
   * WAITING and appends it to the lock's list, or the waiter moves it to CANCELLED because of a
   * timeout or an interrupt. So a wait that gave up has not eaten a signal, and one that was
   * signalled does not report a timeout or throw. One node serves both lists, after a signal and after
   * giving up alike; nothing is allocated between the unlock and the lock that follows.
   *
   * Stack: made sure of before the node is listed, for the lock at the end above all, which must not
   * fail. The unlock asks again, from some frames deeper: where it then throws, the node is taken off. A
   * signaller makes sure before it takes a node.
   */
  private static final long NO_DATE = Long.MIN_VALUE;

  private WaitNode first;
  private WaitNode last;

  OwnerCondition() {}

  /** The lock, for messages. */
  abstract Object ownedLock();

  /** Whether the calling thread owns the lock. */
  abstract boolean isOwned();

  /** Lets the lock go. If it throws, the caller still owns it. */
  abstract void release();

  /**
   * Appends the node of another thread, which is on no list, to those that wait for the lock. The
   * caller owns the lock: when it lets go, that thread is served in its turn.
   */
  abstract void enqueueSignalled(WaitNode node);

  /**
   * Gets the lock back with a node that a signaller appended. Must look before it parks: the
   * wake-up may have ended the park on the condition.
   */
  abstract void lockSignalled(WaitNode node);

  /**
   * Gets the lock back with a node that gave up and is on no list. Needs no memory, and no more
   * stack than the wait has made sure of.
   */
  abstract void lockCancelled(WaitNode node);

  @Override
  public void await() throws InterruptedException {
    await(true, WaitOutcome.FOREVER, NO_DATE);
  }

  @Override
  public void awaitUninterruptibly() {
    requireHeld();
    WaitOutcome outcome = awaitHeld(false, WaitOutcome.FOREVER, NO_DATE);
    assert outcome == WaitOutcome.ACQUIRED;
  }

  @Override
  public long awaitNanos(long nanosTimeout) throws InterruptedException {
    long begin = System.nanoTime();
    await(true, nanosTimeout, NO_DATE);
    long left = nanosTimeout - (System.nanoTime() - begin);
    return left <= nanosTimeout ? left : Long.MIN_VALUE; // no wrap-around to a time to come
  }

  @Override
  public boolean await(long time, TimeUnit unit) throws InterruptedException {
    return await(true, unit.toNanos(time), NO_DATE);
  }

  @Override
  public boolean awaitUntil(Date deadline) throws InterruptedException {
    return await(true, WaitOutcome.FOREVER, Math.max(0, deadline.getTime())); // 1970 is over, too
  }

  @Override
  public void signal() {
    requireHeld();
    ensureStackToSignal();
    boolean signalled = false;
    while (first != null && !signalled) {
      signalled = signalFirst(); // one that had given up does not count
    }
  }

  @Override
  public void signalAll() {
    requireHeld();
    ensureStackToSignal();
    while (first != null) {
      signalFirst();
    }
  }

  @Override
  public String toString() {
    return "Condition of " + ownedLock();
  }

  /** How many nodes are listed; for tests, which hold the lock. */
  int listed() {
    int count = 0;
    for (WaitNode node = first; node != null; node = node.conditionNext) {
      count++;
    }
    return count;
  }

  private boolean await(boolean interruptible, long nanos, long untilMillis)
      throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    requireHeld();
    WaitOutcome outcome = awaitHeld(interruptible, nanos, untilMillis);
    if (outcome == WaitOutcome.INTERRUPTED) {
      throw new InterruptedException();
    }
    return outcome == WaitOutcome.ACQUIRED;
  }

  private WaitOutcome awaitHeld(boolean interruptible, long nanos, long untilMillis) {
    StackReserve.ensure();
    WaitNode node = WaitNode.allocate(WaitNode.CONDITION); // may throw: the caller holds the lock
    append(node);
    try {
      release();
    } catch (StackOverflowError stillHeld) {
      unlink(node); // or it would eat a signal, and stand in the lock's line for nobody
      throw stillHeld;
    }
    long deadline = nanos == WaitOutcome.FOREVER ? 0 : System.nanoTime() + Math.max(0, nanos);
    boolean interrupted = false;
    WaitOutcome outcome = WaitOutcome.ACQUIRED;
    while (node.statusVolatile() == WaitNode.CONDITION) {
      long left = left(nanos, deadline, untilMillis);
      if (left <= 0) {
        outcome = giveUp(node, WaitOutcome.TIMED_OUT);
        break;
      }
      park(left);
      if (Thread.interrupted()) {
        interrupted = true;
        if (interruptible) {
          outcome = giveUp(node, WaitOutcome.INTERRUPTED);
          break;
        }
      }
    }
    if (outcome == WaitOutcome.ACQUIRED) {
      lockSignalled(node);
    } else {
      lockCancelled(node);
      unlink(node);
    }
    if (interrupted && outcome != WaitOutcome.INTERRUPTED) {
      Thread.currentThread().interrupt();
    }
    return outcome;
  }

  private static long left(long nanos, long deadline, long untilMillis) {
    if (untilMillis != NO_DATE) {
      return TimeUnit.MILLISECONDS.toNanos(untilMillis - System.currentTimeMillis());
    }
    return nanos == WaitOutcome.FOREVER ? nanos : deadline - System.nanoTime();
  }

  private void park(long nanos) {
    if (nanos == WaitOutcome.FOREVER) {
      LockSupport.park(this);
    } else {
      LockSupport.parkNanos(this, nanos);
    }
  }

  private static WaitOutcome giveUp(WaitNode node, WaitOutcome reason) {
    return node.casStatus(WaitNode.CONDITION, WaitNode.CANCELLED) ? reason : WaitOutcome.ACQUIRED;
  }

  private void append(WaitNode node) {
    if (last == null) {
      first = node;
    } else {
      last.conditionNext = node;
    }
    last = node;
  }

  /**
   * Or a node could get stuck on its way to the lock's list, and its thread would wait for ever.
   */
  private void ensureStackToSignal() {
    if (first != null) {
      StackReserve.ensure();
    }
  }

  /** Takes the first node off and signals it; false if its thread had given up. */
  private boolean signalFirst() {
    WaitNode node = first;
    first = node.conditionNext;
    node.conditionNext = null;
    if (first == null) {
      last = null;
    }
    if (!node.casStatus(WaitNode.CONDITION, WaitNode.WAITING)) {
      return false;
    }
    enqueueSignalled(node);
    return true;
  }

  /** Takes a node off that gave up, unless a signaller did when it skipped it. */
  private void unlink(WaitNode node) {
    WaitNode before = null;
    for (WaitNode each = first; each != null; each = each.conditionNext) {
      if (each == node) {
        if (before == null) {
          first = node.conditionNext;
        } else {
          before.conditionNext = node.conditionNext;
        }
        if (last == node) {
          last = before;
        }
        node.conditionNext = null;
        return;
      }
      before = each;
    }
  }

  private void requireHeld() {
    if (!isOwned()) {
      throw new IllegalMonitorStateException("the caller does not hold the lock: " + ownedLock());
    }
  }
}
