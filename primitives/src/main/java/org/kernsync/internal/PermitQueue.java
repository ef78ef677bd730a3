package org.kernsync.internal;

import java.util.concurrent.locks.LockSupport;

/**
 * A count of permits and the threads that wait for one, first in, first out: what a counting
 * semaphore and a completion have in common. A permit given while threads wait goes to the first of
 * them directly and never shows up in the count, so nobody can overtake.
 */
public abstract non-sealed class PermitQueue extends PermitWatch {
  /*
   * field    written by               written with   read with
   * tail     the holder of the guard  plain          plain, under the guard
   *
   * The words, their bounds and the conservation of permits: PermitCount.
   *
   * Why a giver raises the count and hands over in one section: were a permit under way to the list
   * after state has told of it, takeAll could empty the count meanwhile and a thread come that waits
   * after that; it would be let through by what was given before the reset.
   *
   * Fairness: a permit that finds threads on the list goes to the first; state > 0 means that the
   * list is empty.
   *
   * Visibility: P1 and P2 of PermitCount; a grant is N1 of WaitNode.
   */

  /** Without a node a thread polls: first this long, then twice as long, up to the longest. */
  private static final long POLL_NANOS = 50_000;

  private static final long LONGEST_POLL_NANOS = 1_000_000;

  private WaitNode tail;

  /**
   * Makes a queue that nobody waits on.
   *
   * @param permits the permits to begin with, 0 or more
   */
  protected PermitQueue(int permits) {
    super(permits);
  }

  /**
   * Gives permits, to waiters first.
   *
   * @param permits how many, at least 1
   * @return true if given; false if the count would exceed {@link #MAX}, then nothing changed
   */
  public final boolean tryGive(int permits) {
    for (; ; ) {
      int seen = stateAcquire();
      if (seen > MAX - permits) {
        return false;
      }
      if (seen < 0) {
        StackReserve.ensure();
        return giveGuarded(permits);
      }
      if (weakCasState(seen, seen + permits)) {
        return true;
      }
    }
  }

  /** Gives a permit to every waiter and sets the count to {@link #MAX}. */
  public final void giveAll() {
    for (; ; ) {
      int seen = stateAcquire();
      if (seen < 0) {
        StackReserve.ensure();
        giveAllGuarded();
        return;
      }
      if (weakCasState(seen, MAX)) {
        return;
      }
    }
  }

  /**
   * Takes a permit, waiting for it if need be. A thread may watch for a permit for a moment before
   * it has a place in line.
   *
   * @param owner the primitive, which tools show as what the thread waits for
   * @param interruptible whether an interrupt ends the wait; else its flag is set again at the end
   * @param nanos how long to wait at most; {@link WaitOutcome#FOREVER} for no limit
   * @return how the wait ended. A hand-over that races with an interrupt or a timeout wins: the
   *     thread has the permit, and the interrupt's flag is set
   */
  public final WaitOutcome take(Object owner, boolean interruptible, long nanos) {
    boolean forEver = nanos == WaitOutcome.FOREVER;
    long deadline = forEver ? 0 : System.nanoTime() + nanos;
    if (nanos > WATCH_NANOS && watch()) {
      return WaitOutcome.ACQUIRED;
    }
    StackReserve.ensure(); // after the watch, which changes nothing but to take a permit
    if (tryTake()) {
      return WaitOutcome.ACQUIRED;
    }
    return waitFor(owner, interruptible, forEver, deadline);
  }

  private WaitOutcome waitFor(Object owner, boolean interruptible, boolean forEver, long deadline) {
    Object event = ContendedWaits.begin();
    WaitNode node = WaitNode.allocateOrNull();
    WaitOutcome outcome =
        node != null
            ? takeQueued(node, owner, interruptible, forEver, deadline)
            : takeByPolling(owner, interruptible, forEver, deadline);
    ContendedWaits.end(event, owner, null);
    return outcome;
  }

  private WaitOutcome takeQueued(
      WaitNode node, Object owner, boolean interruptible, boolean forEver, long deadline) {
    if (!enqueue(node)) {
      return WaitOutcome.ACQUIRED;
    }
    WaitOutcome outcome = WaitOutcome.ACQUIRED;
    boolean interrupted = false;
    while (!node.isGranted()) {
      StackOverflowError noRoom;
      if (forEver) {
        noRoom = Parking.park(owner);
      } else {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          outcome = withdraw(node) ? WaitOutcome.TIMED_OUT : WaitOutcome.ACQUIRED;
          break;
        }
        noRoom = Parking.parkNanos(owner, left);
      }
      if (noRoom != null) {
        if (!withdraw(node)) {
          break; // the permit is here
        }
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
        throw noRoom;
      }
      if (Thread.interrupted()) {
        interrupted = true;
        if (interruptible) {
          outcome = withdraw(node) ? WaitOutcome.INTERRUPTED : WaitOutcome.ACQUIRED;
          break;
        }
      }
    }
    if (interrupted && outcome != WaitOutcome.INTERRUPTED) {
      Thread.currentThread().interrupt();
    }
    return outcome;
  }

  /** Without memory for a node: polls, and leaves the permits to the waiters on the list. */
  private WaitOutcome takeByPolling(
      Object owner, boolean interruptible, boolean forEver, long deadline) {
    long pollNanos = POLL_NANOS;
    boolean interrupted = false;
    WaitOutcome outcome = WaitOutcome.ACQUIRED;
    while (!tryTake()) {
      long left = forEver ? pollNanos : deadline - System.nanoTime();
      if (left <= 0) {
        outcome = WaitOutcome.TIMED_OUT;
        break;
      }
      LockSupport.parkNanos(owner, Math.min(left, pollNanos));
      pollNanos = Math.min(2 * pollNanos, LONGEST_POLL_NANOS);
      if (Thread.interrupted()) {
        interrupted = true;
        if (interruptible) {
          outcome = WaitOutcome.INTERRUPTED;
          break;
        }
      }
    }
    if (interrupted && outcome != WaitOutcome.INTERRUPTED) {
      Thread.currentThread().interrupt();
    }
    return outcome;
  }

  /** Appends the node; false if there was a permit. */
  private boolean enqueue(WaitNode node) {
    lockGuard();
    boolean waits = waitGuarded();
    if (waits) {
      tail = WaitNode.append(tail, node);
    }
    unlockGuard();
    return waits;
  }

  /** Leaves the list, unless the permit is here already. */
  private boolean withdraw(WaitNode node) {
    lockGuard();
    boolean served = node.isGranted();
    if (!served) {
      tail = WaitNode.remove(tail, node);
      withdrawState();
    }
    unlockGuard();
    return !served;
  }

  /** Gives permits, where threads were seen to wait; false if the count would exceed its bound. */
  private boolean giveGuarded(int permits) {
    lockGuard();
    int seen = stateAcquire();
    while (seen <= MAX - permits && !weakCasState(seen, seen + permits)) {
      seen = stateAcquire();
    }
    boolean given = seen <= MAX - permits;
    WaitNode chain = given ? handOver(Math.min(permits, -seen)) : null;
    unlockGuard();
    wake(chain);
    return given;
  }

  private void giveAllGuarded() {
    lockGuard();
    int seen = stateAcquire();
    while (!weakCasState(seen, MAX)) {
      seen = stateAcquire();
    }
    WaitNode chain = handOver(-seen);
    unlockGuard();
    wake(chain);
  }

  /**
   * Under the guard: grants so many permits, to those who have waited longest; they are on the
   * list. Returns the chain of nodes to wake.
   */
  private WaitNode handOver(int permits) {
    WaitNode wakeFirst = null;
    WaitNode wakeLast = null;
    for (int left = permits; left > 0; left--) {
      WaitNode node = WaitNode.first(tail);
      tail = WaitNode.remove(tail, node);
      wakeLast = node.chainBehind(wakeLast);
      wakeFirst = wakeFirst == null ? node : wakeFirst;
      node.setStatusVolatile(WaitNode.GRANTED);
    }
    return wakeFirst;
  }

  /** Outside the guard: unpark may cost microseconds or run a scheduler. */
  private static void wake(WaitNode chain) {
    WaitNode node = chain;
    while (node != null) {
      WaitNode successor = node.unchain();
      LockSupport.unpark(node.thread);
      node = successor;
    }
  }

  /**
   * How many threads wait.
   *
   * @return the length of the list
   */
  public final int queueLength() {
    StackReserve.ensure(); // or the guard could stay locked
    lockGuard();
    int length = WaitNode.length(tail);
    unlockGuard();
    return length;
  }
}
