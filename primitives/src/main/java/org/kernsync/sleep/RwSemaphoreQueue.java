package org.kernsync.sleep;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.kernsync.internal.ListGuard;
import org.kernsync.internal.SlowPathClasses;
import org.kernsync.internal.StackReserve;
import org.kernsync.internal.WaitNode;
import org.kernsync.internal.WaitOutcome;

/** The list of waiters of {@link RwSemaphore}, and who of them gets the lock. */
abstract sealed class RwSemaphoreQueue extends RwSemaphoreState permits RwSemaphoreWait {
  /*
   * field       written by                           written with   read with
   * guard       who enters or leaves the section     CAS, release   opaque
   * tail        the holder of the guard              plain          plain, under the guard
   * lostSince   the holder of the guard              plain          plain, under the guard
   *
   * Readers at the head of the list are granted the lock by who leaves it. A writer at the head is
   * woken and takes the lock itself, if it is still free then: in the meantime running threads make
   * use of it. Where those were faster for HANDOFF_NANOS, HANDOFF is set; then nobody else gets in,
   * and a writer is granted the lock as well. lostSince says since when the first waiter has been
   * losing, 0 if it has not.
   *
   * No lost wake-up: while the list is not empty, WAKE is set, or the first waiter is a writer that
   * is awake (was woken and has not looked again under the guard). A reader at the head never waits
   * without WAKE. WAKE is set by a CAS that finds the lock held, or by one who then serves the list
   * itself; and who leaves the lock free with WAKE set serves the list. Changes of the first waiter:
   * first to queue, or signalled by a writer to an empty list: sets WAKE; granted: WAKE stays set;
   * took the lock itself, or gave up: sets WAKE for the next.
   *
   * Readers at the head wait while a writer is in, only. So who lets readers in at the head of the
   * list while readers are in (a writer that gives up, a downgrade) grants it to those at once.
   *
   * Visibility: the guard's pair is called RS2, a grant is published by N1 of WaitNode.
   */
  private static final long serialVersionUID = 1L;

  /** How long the first waiter loses to running threads before all others are kept out. */
  private static final long HANDOFF_NANOS = 4_000_000;

  /** lostSince counts in units of 2 to this power nanoseconds: about a microsecond. */
  private static final int LOST_SHIFT = 10;

  /** The same in those units, and two more: both ends are rounded. */
  private static final int HANDOFF_UNITS = (int) (HANDOFF_NANOS >> LOST_SHIFT) + 2;

  /** How many readers are let in before the guard is dropped for others to pass. */
  private static final int BATCH = 64;

  private transient volatile int guard;
  private transient int lostSince;
  private transient WaitNode tail;

  RwSemaphoreQueue() {}

  /** Appends the node; returns false if the lock turned out to be had and is now held. */
  final boolean enqueue(WaitNode node, boolean shared) {
    lockGuard();
    boolean taken = tail == null && takeOrAnnounce(shared);
    if (!taken) {
      tail = WaitNode.append(tail, node);
    }
    unlockGuard();
    if (taken && !shared) {
      setExclusiveOwnerThread(node.thread);
    }
    return !taken;
  }

  /** For who would be first: takes the lock, or makes who leaves it serve the list. */
  private boolean takeOrAnnounce(boolean shared) {
    for (; ; ) {
      int seen = stateAcquire();
      boolean had = shared ? admitsReader(seen) : isFree(seen);
      int taken = shared ? seen + READER : seen | WRITER;
      if (weakCasState(seen, had ? taken : seen | WAITERS | WAKE)) {
        return had;
      }
    }
  }

  /**
   * Appends the node of another thread, for which the writer signals a condition. Who leaves the
   * lock free after that will serve the list, the writer or those whom it lets in.
   */
  final void enqueueSignalled(WaitNode node) {
    lockGuard();
    if (tail == null) {
      int seen;
      do {
        seen = stateAcquire();
      } while (!weakCasState(seen, seen | WAITERS | WAKE)); // the caller is in: it will find WAKE
    }
    tail = WaitNode.append(tail, node);
    unlockGuard();
  }

  /** If the writer's node is first: takes the lock, or asks for the next wake-up or hand-over. */
  final boolean takeAsFirst(WaitNode node) {
    lockGuard();
    if (WaitNode.first(tail) != node) {
      boolean granted = node.isGranted();
      unlockGuard();
      return granted;
    }
    boolean taken;
    int seen;
    int wanted;
    do {
      seen = stateAcquire();
      taken = isFree(seen);
      wanted = taken ? WRITER | sleepersBehindFirst() : seen | requestAfter(seen);
    } while (!weakCasState(seen, wanted));
    if (taken) {
      removeFirst(node);
    }
    unlockGuard();
    if (taken) {
      setExclusiveOwnerThread(node.thread);
    }
    return taken;
  }

  /** What the first waiter asks for that finds the lock held. With WAKE set nobody had woken it. */
  private int requestAfter(int seen) {
    return (seen & WAKE) == 0 && hasLostForLong() ? WAKE | HANDOFF : WAKE;
  }

  /** Notes that the first waiter lost to a running thread; returns whether that is enough. */
  private boolean hasLostForLong() {
    int now = (int) (System.nanoTime() >>> LOST_SHIFT) | 1; // never 0, which stands for not yet
    if (lostSince == 0) {
      lostSince = now;
    }
    return Integer.compareUnsigned(now - lostSince, HANDOFF_UNITS) >= 0;
  }

  /** What the state says of sleepers once the first has left the list. */
  private int sleepersBehindFirst() {
    return WaitNode.first(tail) == tail ? 0 : WAITERS | WAKE;
  }

  private void removeFirst(WaitNode first) {
    tail = WaitNode.remove(tail, first);
    lostSince = 0;
  }

  /** Gives up, unless a grant was faster. A first waiter that leaves passes its duties on. */
  final WaitOutcome leave(WaitNode node, WaitOutcome reason) {
    lockGuard();
    if (node.isGranted()) {
      unlockGuard();
      return WaitOutcome.ACQUIRED;
    }
    boolean wasFirst = WaitNode.first(tail) == node;
    boolean owed = false;
    if (wasFirst) {
      removeFirst(node);
      owed = announceNext();
    } else {
      tail = WaitNode.remove(tail, node);
    }
    unlockGuard();
    if (owed) {
      serve();
    }
    return reason;
  }

  /** Asks for who is first now; returns whether it could get in, and nobody need come to serve. */
  private boolean announceNext() {
    WaitNode first = WaitNode.first(tail);
    int seen;
    do {
      seen = stateAcquire();
    } while (!weakCasState(seen, seen & ~SLEEPERS | (first == null ? 0 : WAITERS | WAKE)));
    return first != null && (first.isWaitingShared() ? admitsReader(seen) : isFree(seen));
  }

  /** Serves the list, for who left the lock free with WAKE set. */
  final void serve() {
    Thread looks = null;
    WaitNode granted = null;
    lockGuard();
    WaitNode first = WaitNode.first(tail);
    boolean shared = first != null && first.isWaitingShared();
    if (first != null && !shared) {
      if ((stateAcquire() & HANDOFF) == 0) {
        looks = wakeToLook(first);
      } else {
        granted = grantWriter(first);
      }
    }
    unlockGuard();
    LockSupport.unpark(looks); // outside the guard: it may cost microseconds or run a scheduler
    wake(granted);
    if (shared) {
      serveReaders();
    }
  }

  /** Lets in the readers at the head of the list. */
  final void serveReaders() {
    boolean more;
    do {
      lockGuard();
      WaitNode granted = grantReaders();
      more = granted != null && tail != null && WaitNode.first(tail).isWaitingShared();
      unlockGuard();
      wake(granted);
    } while (more);
  }

  /** Takes over the duty to look after the list, for the first waiter; null if it has it. */
  private Thread wakeToLook(WaitNode first) {
    int seen;
    do {
      seen = stateAcquire();
      if ((seen & WAKE) == 0) {
        return null;
      }
    } while (!weakCasState(seen, seen & ~WAKE));
    return first.thread;
  }

  /** Makes the first waiter the writer, unless somebody is in: that one will serve it. */
  private WaitNode grantWriter(WaitNode first) {
    int seen;
    do {
      seen = stateAcquire();
      if (!isFree(seen)) {
        return null;
      }
    } while (!weakCasState(seen, WRITER | sleepersBehindFirst()));
    removeFirst(first);
    setExclusiveOwnerThread(first.thread);
    first.setStatusVolatile(WaitNode.GRANTED);
    return first.chainBehind(null);
  }

  /** Lets in a batch of readers at the head; returns them for {@link #wake}, null if none. */
  private WaitNode grantReaders() {
    WaitNode wakeFirst = null;
    WaitNode wakeLast = null;
    for (int i = 0; i < BATCH; i++) {
      WaitNode first = WaitNode.first(tail);
      if (first == null || !first.isWaitingShared() || !addReaderForFirst()) {
        break;
      }
      removeFirst(first);
      wakeLast = first.chainBehind(wakeLast);
      wakeFirst = wakeFirst == null ? first : wakeFirst;
      first.setStatusVolatile(WaitNode.GRANTED);
    }
    return wakeFirst;
  }

  /** Counts the first waiter in as a reader, unless a writer is in: that one will serve it. */
  private boolean addReaderForFirst() {
    for (; ; ) {
      int seen = stateAcquire();
      if (admitsReader(seen)) {
        if (weakCasState(seen, (seen & ~SLEEPERS) + READER | sleepersBehindFirst())) {
          return true;
        }
      } else if ((seen & HANDOFF) != 0 || !hasLostForLong() || weakCasState(seen, seen | HANDOFF)) {
        return false;
      }
    }
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

  final int queueLength() {
    StackReserve.ensure(); // or the guard could stay locked
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
    GUARD.setRelease(this, 0); // release: RS2, pairs with #weakCasGuardAcquire; the list
  }

  private int guardOpaque() {
    return (int) GUARD.getOpaque(this); // opaque: a hint, the CAS decides
  }

  private boolean weakCasGuardAcquire() {
    // acquire: RS2, pairs with #unlockGuard; the list as the last section left it
    return GUARD.weakCompareAndSetAcquire(this, 0, 1);
  }

  private static final VarHandle GUARD;

  static {
    SlowPathClasses.load();
    try {
      GUARD =
          MethodHandles.lookup()
              .findVarHandle(RwSemaphoreQueue.class, "guard", int.class)
              .withInvokeExactBehavior();
    } catch (ReflectiveOperationException missing) {
      throw new ExceptionInInitializerError(missing);
    }
  }
}
