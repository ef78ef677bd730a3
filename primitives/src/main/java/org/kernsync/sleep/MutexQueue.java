package org.kernsync.sleep;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.AbstractOwnableSynchronizer;
import java.util.concurrent.locks.LockSupport;
import org.kernsync.internal.ContendedWaits;
import org.kernsync.internal.HeavyFence;
import org.kernsync.internal.ListGuard;
import org.kernsync.internal.Parking;
import org.kernsync.internal.SlowPathClasses;
import org.kernsync.internal.SpinCalibration;
import org.kernsync.internal.StackReserve;
import org.kernsync.internal.ThreadKinds;
import org.kernsync.internal.WaitNode;
import org.kernsync.internal.WaitOutcome;

/** The state word, the list of waiters and the slow paths of {@link Mutex}. */
abstract sealed class MutexQueue extends AbstractOwnableSynchronizer permits Mutex {
  /*
   * field    written by                              written with  read with
   * state    who locks (FREE -> LOCKED); for it,     CAS           acquire
   *          who hands over; the holder (-> FREE)    release
   * demand   the holder of the guard                 opaque        opaque; plain under the guard
   * owner    the holder; who hands the lock over,    plain         plain, racy but for the holder
   * (super)  for it                                                itself
   * guard    who enters or leaves the section        CAS, release  opaque
   * tail     the holder of the guard                 plain         plain; racy in hasWaiters
   *
   * demand bit   meaning
   * 1 WAKE       threads wait and none of them is awake to look: the next unlock wakes the first
   * 2 HANDOFF    the first waiter has lost for too long: the next unlock makes it the holder
   *
   * Exclusion: state goes from FREE to LOCKED by CAS only, and back by the holder only. A hand-over
   * leaves it LOCKED and makes one other thread the holder.
   *
   * No lost wake-up: while the list is not empty, demand is not 0, or the first waiter is awake (was
   * woken and has not looked again under the guard). Appending to an empty list and becoming first
   * set WAKE in the guarded section; a waker clears it only to wake the first; the first, when it
   * finds the lock taken, sets it again before it parks; who leaves while first sets it for the next.
   * Whoever sets a bit while another thread holds the lock then looks at state again, and the holder
   * looks at demand after it freed the lock: store-load on both sides, label M3. One of the two sees
   * the other. The unlock runs often, the setting once per sleep: so the setter pays for both, with
   * HeavyFence.
   *
   * Who is awake takes the lock from running threads by CAS like everyone (barging), for
   * HANDOFF_NANOS after its first loss; then it sets HANDOFF.
   *
   * Visibility: the release/acquire pair on state is called M1, the guard's M2; a hand-over is
   * published by N1 of WaitNode.
   *
   * The holder may read owner plainly: the only write of its own identity that it can see and that
   * is not overwritten (by itself, in unlock) is the one that made it the holder.
   */
  private static final long serialVersionUID = 1L;

  static final int FREE = 0;
  private static final int LOCKED = 1;

  private static final int WAKE = 1;
  private static final int HANDOFF = 2;

  /** How long the first waiter loses to running threads before it gets the lock handed over. */
  private static final long HANDOFF_NANOS = 1_000_000;

  /** How long a thread watches a holder that runs. */
  private static final long WATCH_NANOS = 5_000;

  /** How much of that it keeps its processor, if it may be away for longer than it watches. */
  private static final long SPIN_NANOS = 400;

  /** What it does with the rest: each takes 200 to 500 ns where nobody else wants to run. */
  private static final int YIELDS = 8;

  private static final int WATCH_PAUSES = SpinCalibration.pausesWithin(WATCH_NANOS);

  private static final int SPIN_PAUSES = SpinCalibration.pausesWithin(SPIN_NANOS);

  /** Without a node a thread polls: first this long, then twice as long, up to the longest. */
  private static final long POLL_NANOS = 50_000;

  private static final long LONGEST_POLL_NANOS = 1_000_000;

  /** Package-private for the store that must not make a call; else see the accessors. */
  transient volatile int state;

  private transient volatile int demand;
  private transient volatile int guard;
  private transient WaitNode tail;

  MutexQueue() {}

  /** Takes the lock if it is free, also past waiters. */
  final boolean tryAcquire() {
    if (stateAcquire() != FREE || !casLockedAcquire()) {
      return false;
    }
    try {
      setExclusiveOwnerThread(Thread.currentThread());
    } catch (StackOverflowError noOwner) {
      state = FREE; // volatile: M1, as setStateFreeRelease, without a call
      throw noOwner;
    }
    return true;
  }

  /**
   * Waits for the lock.
   *
   * @param nanos how long at most; {@link WaitOutcome#FOREVER} for no limit
   * @return how it ended; a hand-over that races with an interrupt or a timeout wins
   */
  final WaitOutcome acquire(boolean interruptible, long nanos) {
    Thread holder = getExclusiveOwnerThread();
    if (watch(nanos == WaitOutcome.FOREVER)) {
      return WaitOutcome.ACQUIRED;
    }
    StackReserve.ensure();
    Object event = ContendedWaits.begin();
    WaitNode node = WaitNode.allocateOrNull();
    WaitOutcome outcome;
    if (node == null) {
      outcome = acquireByPolling(interruptible, nanos);
    } else if (enqueue(node)) {
      outcome = acquireQueued(node, interruptible, nanos);
    } else {
      outcome = WaitOutcome.ACQUIRED;
    }
    ContendedWaits.end(event, this, holder);
    return outcome;
  }

  /** Waits for the lock with a node of the calling thread that is at hand. */
  final void acquireWith(WaitNode node) {
    if (!watch(true) && enqueue(node)) {
      acquireQueued(node, false, WaitOutcome.FOREVER);
    }
  }

  /**
   * Watches a holder that runs, for it may soon be done. Not for virtual threads: parking costs
   * them less than this spin and frees their carrier; and whether a virtual holder runs cannot be
   * asked cheaply (its state is read under a lock that its carrier needs to unmount it).
   *
   * @param mayYield whether the wait has no deadline, which a yield might miss by milliseconds
   */
  private boolean watch(boolean mayYield) {
    if (WATCH_PAUSES == 0 || ThreadKinds.isVirtual(Thread.currentThread())) {
      return false;
    }
    int pauses = mayYield ? SPIN_PAUSES : WATCH_PAUSES;
    for (int i = 0; i < pauses; i++) {
      if (tryAcquire()) {
        return true;
      }
      if (!holderMayRelease()) {
        return false;
      }
      SpinCalibration.pause();
    }
    return mayYield && watchYielding();
  }

  /**
   * Watches on, letting others run: a holder that is RUNNABLE and has not unlocked by now may stand
   * behind the caller for its processor. To sleep instead costs two switches, and leaves a
   * processor idle where the first in the list cannot run yet.
   */
  private boolean watchYielding() {
    for (int i = 0; i < YIELDS; i++) {
      if (tryAcquire()) {
        return true;
      }
      if (!holderMayRelease()) {
        return false;
      }
      Thread.yield();
    }
    return tryAcquire();
  }

  /** Whether to watch on: the lock is not promised to a sleeper, and its holder may be running. */
  private boolean holderMayRelease() {
    return (demandOpaque() & HANDOFF) == 0 && holderMayRun();
  }

  private boolean holderMayRun() {
    Thread holder = getExclusiveOwnerThread(); // plain, racy: a wrong guess costs a spin or a park
    return holder == null // between taking the lock and saying so
        || !ThreadKinds.isVirtual(holder) && holder.getState() == Thread.State.RUNNABLE;
  }

  /** Appends the node; returns false if the lock turned out free and is now held. */
  private boolean enqueue(WaitNode node) {
    lockGuard();
    boolean first = tail == null;
    tail = WaitNode.append(tail, node);
    if (first) {
      setDemandOpaque(WAKE);
    }
    unlockGuard();
    return !(first && lockedMeanwhile(node));
  }

  /**
   * After a bit was set for the first node: whether the lock was freed, and the node has it now.
   */
  private boolean lockedMeanwhile(WaitNode node) {
    HeavyFence.heavy(); // heavy: M3, pairs with Mutex#unlock; demand before state
    return stateAcquire() == FREE && acquireAsFirst(node, false);
  }

  /**
   * Appends the node of another thread, for which the holder of the lock signals a condition. The
   * holder's unlock will wake it in its turn.
   */
  final void enqueueSignalled(WaitNode node) {
    lockGuard();
    if (tail == null) {
      setDemandOpaque(WAKE); // M3 needs no fence: the caller is who will look at it
    }
    tail = WaitNode.append(tail, node);
    unlockGuard();
  }

  /** Waits on the list until the node's thread holds the lock, or gives up. */
  final WaitOutcome acquireQueued(WaitNode node, boolean interruptible, long nanos) {
    long deadline = nanos == WaitOutcome.FOREVER ? 0 : System.nanoTime() + nanos;
    long lostFirstAt = 0;
    boolean interrupted = false;
    WaitOutcome outcome = WaitOutcome.ACQUIRED;
    while (!node.isGranted()) {
      StackOverflowError noRoom;
      if (nanos == WaitOutcome.FOREVER) {
        noRoom = Parking.park(this);
      } else {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          outcome = leave(node, WaitOutcome.TIMED_OUT);
          break;
        }
        noRoom = Parking.parkNanos(this, left);
      }
      if (noRoom != null) {
        if (leave(node, WaitOutcome.TIMED_OUT) == WaitOutcome.ACQUIRED) {
          break; // a grant was faster
        }
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
        throw noRoom;
      }
      if (Thread.interrupted()) {
        interrupted = true;
        if (interruptible) {
          outcome = leave(node, WaitOutcome.INTERRUPTED);
          break;
        }
      }
      if (node.isGranted()) {
        break;
      }
      long now = System.nanoTime();
      boolean lostLong = lostFirstAt != 0 && now - lostFirstAt >= HANDOFF_NANOS;
      if (acquireAsFirst(node, lostLong)) {
        break;
      }
      if (lostFirstAt == 0) {
        lostFirstAt = now | 1; // never 0, which stands for not yet
      }
    }
    if (interrupted && outcome != WaitOutcome.INTERRUPTED) {
      Thread.currentThread().interrupt();
    }
    return outcome;
  }

  /** If the node is first: takes the lock, or asks for the next wake-up or hand-over. */
  final boolean acquireAsFirst(WaitNode node, boolean demandHandOver) {
    int request = demandHandOver ? WAKE | HANDOFF : WAKE;
    for (; ; ) {
      lockGuard();
      if (node.isGranted() || WaitNode.first(tail) != node) {
        boolean granted = node.isGranted();
        unlockGuard();
        return granted;
      }
      if (stateAcquire() == FREE && casLockedAcquire()) {
        tail = WaitNode.remove(tail, node);
        setDemandOpaque(tail == null ? 0 : WAKE); // M3 needs no fence: this thread will look at it
        unlockGuard();
        setExclusiveOwnerThread(node.thread);
        return true;
      }
      boolean requested = (demand & request) == request; // volatile: plain would do, M2
      setDemandOpaque(demand | request); // volatile: as above
      unlockGuard();
      if (requested) {
        return false; // whoever set the bits has looked at state since, or is the holder
      }
      HeavyFence.heavy(); // heavy: M3, pairs with Mutex#unlock; demand before state
      if (stateAcquire() != FREE) {
        return false;
      }
    }
  }

  /** Gives up, unless a hand-over was faster. A first waiter that leaves passes its duties on. */
  private WaitOutcome leave(WaitNode node, WaitOutcome reason) {
    lockGuard();
    if (node.isGranted()) {
      unlockGuard();
      return WaitOutcome.ACQUIRED;
    }
    boolean wasFirst = WaitNode.first(tail) == node;
    tail = WaitNode.remove(tail, node);
    boolean duties = wasFirst && tail != null;
    if (wasFirst) {
      setDemandOpaque(duties ? WAKE : 0);
    }
    unlockGuard();
    if (duties) {
      HeavyFence.heavy(); // heavy: M3, pairs with Mutex#unlock; demand before state
      if (stateAcquire() == FREE) {
        wakeFirst();
      }
    }
    return reason;
  }

  /** Unlocks when somebody has asked for a wake-up or a hand-over. */
  final void releaseContended() {
    StackReserve.ensure();
    setExclusiveOwnerThread(null);
    if ((demandOpaque() & HANDOFF) != 0) {
      handOver();
    } else {
      setStateFreeRelease();
      wakeFirst(); // M3 needs no fence: it looks under the guard
    }
  }

  /** Makes the first waiter the holder, if it still demands it; else frees the lock. */
  private void handOver() {
    lockGuard();
    WaitNode first = WaitNode.first(tail);
    if (first == null || (demand & HANDOFF) == 0) { // volatile: plain would do, M2
      unlockGuard();
      setStateFreeRelease();
      wakeFirst(); // sees demand as the guard left it
      return;
    }
    tail = WaitNode.remove(tail, first);
    setDemandOpaque(tail == null ? 0 : WAKE); // M3 needs no fence: the new holder gets it with N1
    Thread wake = first.thread;
    setExclusiveOwnerThread(wake);
    first.setStatusVolatile(WaitNode.GRANTED);
    unlockGuard();
    LockSupport.unpark(wake); // outside the guard: it may cost microseconds or run a scheduler
  }

  /** Wakes the first waiter, unless that has been done. It will look at the lock by itself. */
  final void wakeFirst() {
    Thread wake = null;
    lockGuard();
    if ((demand & WAKE) != 0) { // volatile: plain would do, M2
      setDemandOpaque(demand & ~WAKE); // volatile: as above
      wake = WaitNode.first(tail).thread;
    }
    unlockGuard();
    LockSupport.unpark(wake); // outside the guard: it may cost microseconds or run a scheduler
  }

  /** Without memory for a node: polls, past those on the list unless the lock is promised. */
  private WaitOutcome acquireByPolling(boolean interruptible, long nanos) {
    long deadline = nanos == WaitOutcome.FOREVER ? 0 : System.nanoTime() + nanos;
    long pollNanos = POLL_NANOS;
    boolean interrupted = false;
    WaitOutcome outcome = WaitOutcome.ACQUIRED;
    while (!tryAcquire()) {
      long left = nanos == WaitOutcome.FOREVER ? pollNanos : deadline - System.nanoTime();
      if (left <= 0) {
        outcome = WaitOutcome.TIMED_OUT;
        break;
      }
      LockSupport.parkNanos(this, Math.min(left, pollNanos));
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

  final int queueLength() {
    StackReserve.ensure(); // or the guard could stay locked
    lockGuard();
    int length = WaitNode.length(tail);
    unlockGuard();
    return length;
  }

  final boolean hasWaiters() {
    return tail != null; // plain, racy: an estimate by contract
  }

  final boolean isLockedNow() {
    return stateAcquire() != FREE;
  }

  private void lockGuard() {
    int attempt = 0;
    while (guardOpaque() != 0 || !weakCasGuardAcquire()) {
      ListGuard.pause(attempt++);
    }
    ListGuard.entered(attempt);
  }

  private void unlockGuard() {
    GUARD.setRelease(this, 0); // release: M2, pairs with #weakCasGuardAcquire; the list
  }

  private int guardOpaque() {
    return (int) GUARD.getOpaque(this); // opaque: a hint, the CAS decides
  }

  private boolean weakCasGuardAcquire() {
    // acquire: M2, pairs with #unlockGuard; the list as the last section left it
    return GUARD.weakCompareAndSetAcquire(this, 0, 1);
  }

  private int stateAcquire() {
    // acquire: opaque would do for M1, M3; keeps each spin's read of owner behind it
    return (int) STATE.getAcquire(this);
  }

  /** The fast path in. May fail without cause: the slow path looks again. */
  final boolean weakCasLockedAcquire() {
    // acquire: M1, pairs with #setStateFreeRelease; the last critical section
    return STATE.weakCompareAndSetAcquire(this, FREE, LOCKED);
  }

  private boolean casLockedAcquire() {
    // acquire: M1, pairs with #setStateFreeRelease; the last critical section
    return (int) STATE.compareAndExchangeAcquire(this, FREE, LOCKED) == FREE;
  }

  final void setStateFreeRelease() {
    // release: M1, pairs with #casLockedAcquire, #weakCasLockedAcquire; the critical section
    STATE.setRelease(this, FREE);
  }

  final int demandOpaque() {
    return (int) DEMAND.getOpaque(this); // opaque: M3, what it leads to happens under the guard
  }

  private void setDemandOpaque(int newDemand) {
    DEMAND.setOpaque(this, newDemand); // opaque: M3, read by Mutex#unlock outside the guard
  }

  private static final VarHandle STATE;
  private static final VarHandle DEMAND;
  private static final VarHandle GUARD;

  static {
    SlowPathClasses.load();
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      STATE = lookup.findVarHandle(MutexQueue.class, "state", int.class).withInvokeExactBehavior();
      DEMAND =
          lookup.findVarHandle(MutexQueue.class, "demand", int.class).withInvokeExactBehavior();
      GUARD = lookup.findVarHandle(MutexQueue.class, "guard", int.class).withInvokeExactBehavior();
    } catch (ReflectiveOperationException missing) {
      throw new ExceptionInInitializerError(missing);
    }
  }
}
