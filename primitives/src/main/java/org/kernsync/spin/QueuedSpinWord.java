package org.kernsync.spin;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.kernsync.internal.ContendedWaits;
import org.kernsync.internal.HeavyFence;
import org.kernsync.internal.SpinCalibration;
import org.kernsync.internal.StackReserve;
import org.kernsync.internal.ThreadKinds;
import org.kernsync.internal.WaitOutcome;

/** The two counters of a {@link QueuedSpinLock}, who holds it, and the slow paths. */
abstract sealed class QueuedSpinWord extends QueuedSpinQueue permits QueuedSpinLock {
  /*
   * field   written by                               written with  read with
   * taken   who takes the lock, two more each time   CAS           opaque
   * freed   who has taken it, one more in each step  release       acquire, volatile
   * holder  who has taken it, before it says so      plain         plain, opaque (query)
   * head,   see QueuedSpinQueue
   * tail
   *
   * freed            taken      meaning
   * f, even          f          FREE: nobody holds the lock
   * f, even          f + 2      TAKEN: somebody does, and has not yet said who: holder may be anybody
   * f + 1, odd       f + 2      HELD: holder holds the lock
   *
   * Exclusion: who takes the lock reads freed = f and moves taken from f to f + 2 by a CAS. taken is
   *   always even, so nobody takes what is HELD; and while f is TAKEN, taken is f + 2. Freed cannot
   *   have moved on since it was read: it never passes taken, which is still f when the CAS succeeds.
   *   (Unless exactly 2^31 sections ran between a thread's read and its CAS.) A hand-over goes from
   *   HELD back to TAKEN and makes the first in line the holder, by a CAS of that node's state that
   *   only a holder makes.
   * Visibility: the release/acquire pair on freed is called QL1; a hand-over is published by QL3.
   * Holder: all who write it have the lock, so each sees the last value, and one that finds itself
   *   there need not write. That spares the write barrier of the collector, which for an old lock is
   *   a full fence. In unlock a thread asks for HELD and for itself. Whoever is in holder wrote it,
   *   or found it, before HELD was released (QL6); so a thread that reads HELD and then itself is the
   *   last to have taken the lock, and it is not free: it holds it. TAKEN is what keeps a stranger
   *   from finding the next one's lock taken and its own old name beside it.
   *   A thread that has taken the lock says so even if no call fits on its stack any more.
   * Why two counters, where one word of three values would do: a thread that loads what it moved by
   *   a CAS right before waits for the locked instruction, and so does a CAS of what it has just
   *   stored. Here lock and unlock touch taken by nothing but the CAS.
   * No lost wake-up: QL2. The first in line stores ASLEEP (or DEMANDING) in its node and then looks at
   *   freed before it parks; who unlocks moves freed and then looks at the first in line. With a
   *   store-load fence on both sides, one of the two sees the other. The waiter pays for both with
   *   a heavy fence. Those behind the first need no fence: they park until their predecessor tells
   *   them (QL3). A holder that makes a sleeper first finds it in its own unlock.
   * Bound of stealing: unlock looks at the first in line also before it frees the lock. Once DEMANDING
   *   has been stored and the heavy fence is done, every unlock that begins finds it and hands over;
   *   only those that had looked before can still free the lock, once each.
   */

  /** How long the first in line loses to running threads before it gets the lock handed over. */
  private static final long HANDOFF_NANOS = 1_000_000;

  /** The longest wait of a waiter that somebody will wake: a guard, not the normal way out. */
  private static final long PARK_NANOS = 10_000_000;

  /** The wait between two looks of a thread that could not get a node. */
  private static final long POLL_NANOS = 100_000;

  /** What an odd value of freed has and an even one has not. */
  private static final int HELD = 1;

  private static final boolean SPINNING_PAYS = SpinCalibration.spinningPays();

  /** Where a waiter behind the first stops to yield. */
  private static final int FAR_LIMIT = SPINNING_PAYS ? 48 : 0;

  /** Where the first one does, and where if it is a virtual thread: for that, parking is cheap. */
  private static final int FIRST_LIMIT = SPINNING_PAYS ? SpinWait.PARK_STEP : 0;

  private static final int FIRST_VIRTUAL_LIMIT = SPINNING_PAYS ? 32 : 0;

  /** How long one that has demanded the lock looks out for it before it parks. */
  private static final int DEMAND_LIMIT = SPINNING_PAYS ? SpinWait.YIELD_STEP : 0;

  private volatile int taken;
  private volatile int freed;
  private Thread holder;

  QueuedSpinWord(QueuedSpinIdle idle) {
    super(idle);
  }

  /** Takes the lock if it is free, without a look whether it is. */
  final boolean take(Thread self) {
    if (!casTakenAcquire(freedAcquire())) { // acquire: QL1, pairs with #free
      return false;
    }
    try {
      enter(self);
    } catch (StackOverflowError noCallFits) {
      holder = self; // plain: as in #enter, without a call
      freed |= HELD; // volatile: QL6, as in #enter; only who has the lock writes it
    }
    return true;
  }

  /** Takes the lock if it looks free; does not yet say who did. */
  final boolean takeIfFree() {
    int free = freedAcquire(); // acquire: QL1, QL7, pairs with #free, #wake
    // opaque: a guess, the CAS decides; acquire: opaque would do, QL1 orders the sections
    return takenOpaque() == free && casTakenAcquire(free);
  }

  /** Takes the lock if it looks free. */
  final boolean takeIfFree(Thread self) {
    // opaque: a guess, the CAS decides; acquire: as in take, which looks again
    return takenOpaque() == freedAcquire() && take(self);
  }

  /** Says who has the lock. */
  private void enter(Thread self) {
    if (holder != self) { // plain: only who has the lock writes holder, see the notes
      holder = self; // plain: as above
    }
    // volatile: plain would do, but only with a call;
    // release: QL6, pairs with #isHeldBy, #holderNow; publishes holder
    setFreedRelease(freed | HELD);
  }

  private void free() {
    int free = (freed | HELD) + 1; // volatile: plain would do; it may be TAKEN, see releaseAsked
    try {
      setFreedRelease(free); // release: QL1, pairs with #take, #takeIfFree; the critical section
    } catch (StackOverflowError noCallFits) {
      freed = free; // volatile: QL1, the same without a call
    }
  }

  /** Gives the lock up. For its holder only. */
  final void release() {
    QueuedSpinNode first = headOpaque(); // opaque: one that is missed is found below
    if (first.asks()) {
      releaseAsked(first);
    } else {
      freeAndWake();
    }
  }

  /** Unlocks when the first in line wants to be woken, or wants the lock. */
  private void releaseAsked(QueuedSpinNode first) {
    StackReserve.ensure();
    if (first.stateVolatile() == QueuedSpinNode.DEMANDING) {
      // volatile: plain would do; opaque: the caller is no holder any more, QL3 publishes that
      setFreedOpaque(freed & ~HELD);
      if (first.casState(QueuedSpinNode.DEMANDING, QueuedSpinNode.GRANTED)) {
        LockSupport.unpark(first.thread);
        return;
      }
    }
    freeAndWake();
  }

  private void freeAndWake() {
    free();
    try {
      HeavyFence.light(); // light: QL2, pairs with #ask; store freed, load head and state
      QueuedSpinNode first = headOpaque(); // opaque: QL2
      if (first.asks()) {
        wake(first);
      }
    } catch (StackOverflowError released) {
      return; // nothing to undo: who was not woken looks by itself after PARK_NANOS
    }
  }

  /** Wakes the first in line, which looks at the lock by itself; once, however many unlock. */
  private static void wake(QueuedSpinNode first) {
    if (ThreadKinds.isVirtual(first.thread)) {
      StackReserve.ensure(); // its unpark runs Java code, which torn in the middle loses it
    }
    if (first.casState(QueuedSpinNode.ASLEEP, QueuedSpinNode.HEAD)) {
      LockSupport.unpark(first.thread);
    } else if (first.stateVolatile() == QueuedSpinNode.DEMANDING) {
      // full: QL7, pairs with #takeIfFree; store freed, load permit: unpark of a virtual thread
      // that has a permit already is a single load on JDK 25, and the waiter must not take that
      // permit for a stale one
      VarHandle.fullFence();
      LockSupport.unpark(first.thread);
    }
  }

  /**
   * Waits for the lock.
   *
   * @param self the calling thread
   * @param timed whether the wait ends at a deadline or by an interrupt
   * @param deadline the deadline, as {@code System.nanoTime} counts
   * @return how it ended; a hand-over that races with an interrupt or the deadline wins
   */
  final WaitOutcome acquire(Thread self, boolean timed, long deadline) {
    QueuedSpinIdle idle = idle();
    if (spin(self, idle.spinWait)) { // takes no more stack than the fast path, apart from the hook
      return WaitOutcome.ACQUIRED;
    }
    StackReserve.ensure();
    Thread heldBy = holderOpaque(); // opaque: for the event only
    Object event = ContendedWaits.begin();
    QueuedSpinNode node = QueuedSpinNode.allocateOrNull(self, idle);
    WaitOutcome outcome =
        node == null
            ? acquireByPolling(self, idle.spinWait, timed, deadline)
            : acquireInLine(node, timed, deadline);
    ContendedWaits.end(event, this, heldBy);
    return outcome;
  }

  /** Looks for a while whether the lock comes free: a section is short, a place in line is not. */
  private boolean spin(Thread self, SpinWait spinWait) {
    if (SPINNING_PAYS) {
      for (int step = 0; step < SpinWait.YIELD_STEP; step++) {
        if (takeIfFree(self)) {
          return true;
        }
        spinWait.pause(step);
      }
    }
    return takeIfFree(self);
  }

  private WaitOutcome acquireInLine(QueuedSpinNode node, boolean timed, long deadline) {
    boolean virtual = ThreadKinds.isVirtual(node.thread);
    int firstLimit = virtual ? FIRST_VIRTUAL_LIMIT : FIRST_LIMIT;
    node.first = enqueue(node);
    // It has spun already.
    node.beginSteps(SpinWait.YIELD_STEP, node.first ? firstLimit : virtual ? 0 : FAR_LIMIT);
    WaitOutcome outcome;
    try {
      outcome = awaitTurn(node, firstLimit, timed, deadline);
    } catch (Throwable thrown) { // the hook: with the lock it must not end, but without it may
      if (!abandon(node)) {
        takeOver(node);
        freeAndWake();
      }
      reassert(node);
      throw thrown;
    }
    if (outcome == WaitOutcome.ACQUIRED) {
      takeOver(node);
    }
    if (outcome != WaitOutcome.INTERRUPTED) {
      reassert(node);
    }
    return outcome;
  }

  /** Makes the lock the caller's, and the next in line the first. */
  private void takeOver(QueuedSpinNode node) {
    enter(node.thread);
    passOn(node, true);
  }

  private static void reassert(QueuedSpinNode node) {
    if (node.interrupted) {
      node.thread.interrupt();
    }
  }

  /** Returns with the lock taken, or with the node out of the line. */
  private WaitOutcome awaitTurn(QueuedSpinNode node, int firstLimit, boolean timed, long deadline) {
    for (; ; ) {
      int state = node.stateVolatile();
      if (state >= QueuedSpinNode.HEAD) {
        if (state == QueuedSpinNode.GRANTED || takeIfFree()) {
          return WaitOutcome.ACQUIRED;
        }
        if (state == QueuedSpinNode.HEAD) {
          beginAsFirst(node, firstLimit);
        }
      }
      long leftNanos = timed ? deadline - System.nanoTime() : PARK_NANOS;
      if (leftNanos <= 0) {
        return abandon(node) ? WaitOutcome.TIMED_OUT : WaitOutcome.ACQUIRED;
      }
      waitOneStep(node, state, Math.min(leftNanos, PARK_NANOS));
      if (Thread.interrupted()) { // cleared: or parks would return at once from now on
        node.interrupted = true;
        if (timed) {
          return abandon(node) ? WaitOutcome.INTERRUPTED : WaitOutcome.ACQUIRED;
        }
      }
    }
  }

  /** Begins to spin again when the node has become the first, or was woken and has lost. */
  private static void beginAsFirst(QueuedSpinNode node, int firstLimit) {
    if (node.parked) {
      node.parked = false;
      if (node.lostSinceNanos == 0) {
        node.lostSinceNanos = System.nanoTime() | 1; // never 0, which stands for not yet
      }
    } else if (node.first) {
      return;
    }
    node.first = true;
    node.beginSteps(0, firstLimit);
  }

  private void waitOneStep(QueuedSpinNode node, int state, long parkNanos) {
    SpinWait spinWait = node.idle().spinWait;
    boolean first = state == QueuedSpinNode.HEAD;
    if (first && node.step >= SpinWait.YIELD_STEP && hasLostLong(node)) {
      ask(node, QueuedSpinNode.DEMANDING);
    } else if (node.step < node.limit) {
      spinWait.pause(node.step++);
    } else if (first) {
      ask(node, hasLostLong(node) ? QueuedSpinNode.DEMANDING : QueuedSpinNode.ASLEEP);
    } else if (state == QueuedSpinNode.WAITING) {
      boolean unused = node.casState(QueuedSpinNode.WAITING, QueuedSpinNode.PARKED); // look again
    } else {
      node.parked = true;
      spinWait.park(this, parkNanos);
    }
  }

  private static boolean hasLostLong(QueuedSpinNode node) {
    return node.lostSinceNanos != 0 && System.nanoTime() - node.lostSinceNanos >= HANDOFF_NANOS;
  }

  /** Asks the next unlock for a wake-up, or for the lock. The caller then looks at freed again. */
  private static void ask(QueuedSpinNode node, int request) {
    node.setStateVolatile(request);
    if (request == QueuedSpinNode.DEMANDING) {
      node.beginSteps(0, DEMAND_LIMIT);
    }
    // heavy: QL2, pairs with #freeAndWake; store state, load freed: back in #awaitTurn, which looks
    // at freed before it parks
    HeavyFence.heavy();
  }

  /** Without memory for a node: polls, past those in line or after them. */
  private WaitOutcome acquireByPolling(
      Thread self, SpinWait spinWait, boolean timed, long deadline) {
    boolean interrupted = false;
    try {
      while (!takeIfFree(self)) {
        long leftNanos = timed ? deadline - System.nanoTime() : POLL_NANOS;
        if (leftNanos <= 0) {
          return WaitOutcome.TIMED_OUT;
        }
        spinWait.park(this, Math.min(leftNanos, POLL_NANOS));
        if (Thread.interrupted()) {
          if (timed) {
            return WaitOutcome.INTERRUPTED;
          }
          interrupted = true;
        }
      }
      return WaitOutcome.ACQUIRED;
    } finally {
      if (interrupted) {
        self.interrupt();
      }
    }
  }

  final boolean isFree() {
    int before = taken; // volatile: before freed, so that a lock taken since looks held
    return before == freed; // volatile: as above
  }

  final Thread holderNow() {
    // acquire: QL6, pairs with #enter; then opaque: a hint, it may be a later holder
    return isHeld(freedAcquire()) ? holderOpaque() : null;
  }

  final boolean isHeldBy(Thread self) {
    // acquire: QL6, pairs with #enter; then plain: HELD was published after the last write of it
    return isHeld(freedAcquire()) && holder == self;
  }

  private static boolean isHeld(int freed) {
    return (freed & HELD) != 0;
  }

  private boolean casTakenAcquire(int free) {
    // Strong, and acquire is enough: what orders the sections is freed.
    return (int) TAKEN.compareAndExchangeAcquire(this, free, free + 2) == free;
  }

  private int takenOpaque() {
    return (int) TAKEN.getOpaque(this);
  }

  private int freedAcquire() {
    return (int) FREED.getAcquire(this);
  }

  private void setFreedRelease(int update) {
    FREED.setRelease(this, update);
  }

  private void setFreedOpaque(int update) {
    FREED.setOpaque(this, update);
  }

  private Thread holderOpaque() {
    return (Thread) HOLDER.getOpaque(this);
  }

  private static final VarHandle TAKEN;
  private static final VarHandle FREED;
  private static final VarHandle HOLDER;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      TAKEN = field(lookup, "taken", int.class);
      FREED = field(lookup, "freed", int.class);
      HOLDER = field(lookup, "holder", Thread.class);
    } catch (ReflectiveOperationException missing) {
      throw new ExceptionInInitializerError(missing);
    }
  }

  private static VarHandle field(MethodHandles.Lookup lookup, String name, Class<?> type)
      throws ReflectiveOperationException {
    return lookup.findVarHandle(QueuedSpinWord.class, name, type).withInvokeExactBehavior();
  }
}
