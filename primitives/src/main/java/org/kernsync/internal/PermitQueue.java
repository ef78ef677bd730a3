package org.kernsync.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

/**
 * A count of permits and the threads that wait for one, first in, first out: what a counting
 * semaphore and a completion have in common. A permit given while threads wait goes to the first of
 * them directly and never shows up in the count, so nobody can overtake.
 */
public abstract class PermitQueue {
  /*
   * field    written by                             written with       read with
   * state    takers, givers, waiters that give up   volatile RMW       acquire, opaque
   * guard    who enters or leaves the section       CAS, release       opaque
   * tail     the holder of the guard                plain              plain, under the guard
   * balance  the holder of the guard                plain              plain, under the guard
   *
   * state    permits given less permits claimed. Above 0: permits to be had. Below 0: so many
   *          claims have no permit yet.
   * balance  above 0: permits whose claimant has not reached the list yet; it takes one there.
   *          Below 0: permits on their way to the list whose claimant gave up; dropped there.
   *
   * A taker claims a permit by lowering state: from above 0 it has one, else it has a claim and goes
   * to the list for it. A giver raises state: from 0 or more the permit is there for anybody, from
   * below 0 it belongs to a claim, and the giver goes to the list to hand it over. So there are
   * never more permits on their way to the list than claims, and each one meets a claim there.
   *
   * Giving up means to give a permit to oneself: state goes up by one. From below 0 that withdraws a
   * claim without a permit, and all is done. From 0 or more every claim had its permit, so one is on
   * its way for a claim that no longer exists: balance goes down, and one hand-over is dropped.
   * Claims are alike, hence it does not matter whose.
   *
   * Conservation: permits + handed over = given - dropped, claims = served + withdrawn, each change
   * by one atomic step. While the list is not empty balance is not above 0.
   *
   * Fairness: a permit that finds threads on the list goes to the first; state > 0 means that every
   * thread on the list has its permit under way.
   *
   * Visibility: the volatile RMWs on state are called P1; a grant is N1 of WaitNode; the guard's
   * pair is called P2.
   */

  /** The highest count. */
  public static final int MAX = Integer.MAX_VALUE;

  /** Up to here an unconditional add cannot overflow: there are not that many threads. */
  private static final int FAR_FROM_MAX = 1 << 30;

  /** How long the first in line watches for its permit before it parks. */
  private static final long SPIN_NANOS = 5_000;

  private static final int SPIN_PAUSES = SpinCalibration.pausesWithin(SPIN_NANOS);

  /** Without a node a thread polls: first this long, then twice as long, up to the longest. */
  private static final long POLL_NANOS = 50_000;

  private static final long LONGEST_POLL_NANOS = 1_000_000;

  private volatile int state;
  private volatile int guard;
  private int balance;
  private WaitNode tail;

  /**
   * Makes a queue that nobody waits on.
   *
   * @param permits the permits to begin with, 0 or more
   */
  protected PermitQueue(int permits) {
    state = permits; // volatile: as good as any, the object is not shared yet
  }

  /**
   * Whether a count of {@link #MAX} is inexhaustible.
   *
   * @return true if taking a permit from a full count leaves it full
   */
  protected abstract boolean isFullSticky();

  /**
   * Takes a permit, or a claim to one in the same step; not for a queue that {@link #isFullSticky}.
   *
   * @return true if the permit is taken; false if {@link #takeClaimed} must follow
   */
  public final boolean claim() {
    // volatile: P1, pairs with every RMW on state; what the givers did before. No load before the
    // add: it would wait for the store buffer, and the add does so anyway
    return (int) STATE.getAndAdd(this, -1) > 0;
  }

  /**
   * Gives one permit, to the first waiter if any; not for a queue that {@link #isFullSticky}.
   *
   * @return true if given; false if the count is {@link #MAX}, then nothing changed
   */
  public final boolean giveOne() {
    if (stateOpaque() > FAR_FROM_MAX) {
      return tryGive(1);
    }
    // volatile: P1, pairs with every RMW on state; publishes what the giver did
    if ((int) STATE.getAndAdd(this, 1) < 0) {
      handOver(1);
    }
    return true;
  }

  /**
   * Takes a permit if there is one; never overtakes a waiter.
   *
   * @return true if taken
   */
  public final boolean tryTake() {
    for (; ; ) {
      int seen = stateAcquire();
      if (seen <= 0) {
        return false;
      }
      if (seen == MAX && isFullSticky() || weakCasState(seen, seen - 1)) {
        return true;
      }
    }
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
      if (weakCasState(seen, seen + permits)) {
        if (seen < 0) {
          handOver(Math.min(permits, -seen));
        }
        return true;
      }
    }
  }

  /** Gives a permit to every waiter and sets the count to {@link #MAX}. */
  public final void giveAll() {
    int seen = stateAcquire();
    while (!weakCasState(seen, MAX)) {
      seen = stateAcquire();
    }
    if (seen < 0) {
      handOver(-seen);
    }
  }

  /**
   * Publishes what the caller did to those who find the count at {@link #MAX}, without raising it.
   *
   * @return true if the count was {@link #MAX}
   */
  public final boolean giveToFull() {
    return weakCasState(MAX, MAX);
  }

  /**
   * Takes all permits that are there.
   *
   * @return how many
   */
  public final int takeAll() {
    for (; ; ) {
      int seen = stateAcquire();
      if (seen <= 0) {
        return 0;
      }
      if (weakCasState(seen, 0)) {
        return seen;
      }
    }
  }

  /**
   * Takes a permit, waiting for it if need be.
   *
   * @param owner the primitive, which tools show as what the thread waits for
   * @param interruptible whether an interrupt ends the wait; else its flag is set again at the end
   * @param nanos how long to wait at most; {@link WaitOutcome#FOREVER} for no limit
   * @return how the wait ended. A hand-over that races with an interrupt or a timeout wins: the
   *     thread has the permit, and the interrupt's flag is set
   */
  public final WaitOutcome take(Object owner, boolean interruptible, long nanos) {
    for (; ; ) {
      if (tryTake()) {
        return WaitOutcome.ACQUIRED;
      }
      int seen = stateAcquire();
      if (seen <= 0 && weakCasState(seen, seen - 1)) {
        return takeClaimed(owner, interruptible, nanos);
      }
    }
  }

  /**
   * Waits for the permit that the thread has a claim to.
   *
   * @param owner the primitive, which tools show as what the thread waits for
   * @param interruptible whether an interrupt ends the wait; else its flag is set again at the end
   * @param nanos how long to wait at most; {@link WaitOutcome#FOREVER} for no limit
   * @return how the wait ended, as in {@link #take}; the claim is gone
   */
  public final WaitOutcome takeClaimed(Object owner, boolean interruptible, long nanos) {
    Object event = ContendedWaits.begin();
    WaitNode node = WaitNode.allocateOrNull();
    WaitOutcome outcome;
    if (node != null) {
      outcome = takeQueued(node, owner, interruptible, nanos);
    } else if (withdraw(null)) {
      outcome = takeByPolling(owner, interruptible, nanos);
    } else {
      outcome = WaitOutcome.ACQUIRED;
    }
    ContendedWaits.end(event, owner, null);
    return outcome;
  }

  private WaitOutcome takeQueued(WaitNode node, Object owner, boolean interruptible, long nanos) {
    long deadline = nanos == WaitOutcome.FOREVER ? 0 : System.nanoTime() + nanos;
    if (!enqueue(node)) {
      return WaitOutcome.ACQUIRED;
    }
    WaitOutcome outcome = WaitOutcome.ACQUIRED;
    boolean interrupted = false;
    while (!node.isGranted()) {
      if (nanos == WaitOutcome.FOREVER) {
        LockSupport.park(owner);
      } else {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          outcome = withdraw(node) ? WaitOutcome.TIMED_OUT : WaitOutcome.ACQUIRED;
          break;
        }
        LockSupport.parkNanos(owner, left);
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

  /** Appends the node, or takes the permit that came before it. */
  private boolean enqueue(WaitNode node) {
    lockGuard();
    if (balance > 0) {
      balance--;
      unlockGuard();
      return false;
    }
    boolean first = tail == null;
    tail = WaitNode.append(tail, node);
    unlockGuard();
    return !(first && spinForGrant(node));
  }

  /** The first in line is served next: it watches for a moment, the others park at once. */
  private static boolean spinForGrant(WaitNode node) {
    if (ThreadKinds.isVirtual(node.thread)) {
      return false; // parking costs it less than the spin, and frees its carrier
    }
    for (int i = 0; i < SPIN_PAUSES; i++) {
      if (node.isGranted()) {
        return true;
      }
      SpinCalibration.pause();
    }
    return false;
  }

  /** Gives up the claim, unless its permit is here already. Without a node it never was listed. */
  private boolean withdraw(WaitNode node) {
    lockGuard();
    boolean served;
    if (node == null) {
      served = balance > 0;
      balance -= served ? 1 : 0;
    } else {
      served = node.isGranted();
      tail = served ? tail : WaitNode.remove(tail, node);
    }
    if (!served && giveToOneself() >= 0) {
      balance--;
    }
    unlockGuard();
    return !served;
  }

  /** Raises state by one, unless it is inexhaustible; returns what it was. */
  private int giveToOneself() {
    int seen = stateAcquire();
    while (!weakCasState(seen, seen == MAX ? MAX : seen + 1)) {
      seen = stateAcquire();
    }
    return seen;
  }

  /** Hands permits over to the first waiters, or leaves them for claimants that will come. */
  private void handOver(int permits) {
    WaitNode wakeFirst = null;
    WaitNode wakeLast = null;
    lockGuard();
    for (int left = permits; left > 0; left--) {
      if (balance < 0 || tail == null) {
        balance++;
        continue;
      }
      WaitNode node = WaitNode.first(tail);
      tail = WaitNode.remove(tail, node);
      wakeLast = node.chainBehind(wakeLast);
      wakeFirst = wakeFirst == null ? node : wakeFirst;
      node.setStatusVolatile(WaitNode.GRANTED);
    }
    unlockGuard();
    wake(wakeFirst);
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

  /** Without memory for a node: polls, and leaves the permits to the waiters on the list. */
  private WaitOutcome takeByPolling(Object owner, boolean interruptible, long nanos) {
    long deadline = nanos == WaitOutcome.FOREVER ? 0 : System.nanoTime() + nanos;
    long pollNanos = POLL_NANOS;
    boolean interrupted = false;
    WaitOutcome outcome = WaitOutcome.ACQUIRED;
    while (!tryTake()) {
      long left = nanos == WaitOutcome.FOREVER ? pollNanos : deadline - System.nanoTime();
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

  /**
   * The permits that are there.
   *
   * @return the count, 0 if threads wait
   */
  public final int permits() {
    return Math.max(0, stateAcquire());
  }

  /**
   * Whether threads wait.
   *
   * @return true if some claim has no permit yet
   */
  public final boolean hasWaiters() {
    return stateOpaque() < 0;
  }

  /**
   * How many threads wait.
   *
   * @return the length of the list
   */
  public final int queueLength() {
    lockGuard();
    int length = WaitNode.length(tail);
    unlockGuard();
    return length;
  }

  private void lockGuard() {
    int attempt = 0;
    while (guardOpaque() != 0 || !weakCasGuardAcquire()) {
      ListGuard.pause(attempt++);
    }
    ListGuard.entered(attempt);
  }

  private void unlockGuard() {
    GUARD.setRelease(this, 0); // release: P2, pairs with #weakCasGuardAcquire; the list and state
  }

  private int guardOpaque() {
    return (int) GUARD.getOpaque(this); // opaque: a hint, the CAS decides
  }

  private boolean weakCasGuardAcquire() {
    // acquire: P2, pairs with #unlockGuard; the list as the last section left it
    return GUARD.weakCompareAndSetAcquire(this, 0, 1);
  }

  private int stateAcquire() {
    return (int) STATE.getAcquire(this); // acquire: P1, pairs with every RMW on state
  }

  private int stateOpaque() {
    return (int) STATE.getOpaque(this); // opaque: a hint, nothing is read because of it
  }

  private boolean weakCasState(int expected, int newState) {
    // volatile: P1, pairs with every RMW on state; a giver publishes what it did, a taker sees what
    // every giver before it did. Acquire alone would not do for takers: Java does not say that an
    // acquire CAS passes on the release that it read from
    return STATE.weakCompareAndSet(this, expected, newState);
  }

  private static final VarHandle STATE;
  private static final VarHandle GUARD;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      STATE = lookup.findVarHandle(PermitQueue.class, "state", int.class).withInvokeExactBehavior();
      GUARD = lookup.findVarHandle(PermitQueue.class, "guard", int.class).withInvokeExactBehavior();
    } catch (ReflectiveOperationException missing) {
      throw new ExceptionInInitializerError(missing);
    }
  }
}
