package org.kernsync.rcu;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.kernsync.wait.Completion;
import org.kernsync.wait.WaitQueue;

/**
 * Callbacks that wait for a grace period: pushed by any thread, drained by one at a time, in the
 * order in which they came.
 */
final class Callbacks {
  /*
   * field     written by                      written with       read with
   * head      who calls; who drains           CAS; getAndSet     acquire
   * state     who schedules; who drains       CAS; volatile      volatile, CAS
   * drainer   who drains                      plain              plain, racy: who finds itself is it
   * taken,    who drains                      plain              plain: draining hands them on
   * hurry
   * executed  who drains                      opaque             opaque
   *
   * R6: the CAS that pushes a node and the getAndSet that takes it: the node's fields, and what the
   * caller removed. depth counts the nodes since the last take, so a push knows how many wait
   * without a counter of its own; it is a guess where a node is queued again meanwhile.
   *
   * state     IDLE -> SCHEDULED (who calls) -> RUNNING (who drains) -> IDLE. An executor that throws
   *   may yet have kept the task: a task that does not find SCHEDULED does nothing, so there is one
   *   drainer at a time all the same.
   *
   * R8, nobody is left: state goes to IDLE, then head is read; head is written, then state is read.
   *   All four are volatile, so one of the two sees the other.
   */

  /** From so many on nobody dawdles: expedited grace periods, no pauses between callbacks. */
  private static final int HURRY = 1_000;

  /** From so many on who calls waits for a moment. As qhimark of Linux. */
  static final int CROWD = 10_000;

  /** So long at most, so that who calls in a section is slowed down and not stopped. */
  private static final long THROTTLE_MILLIS = 10;

  /** So many callbacks at once while there is no hurry. */
  private static final int BATCH = 64;

  /** So often the drainer tries to get a grace period; then the next call or barrier has to. */
  private static final int ATTEMPTS = 3;

  /** How long a barrier waits before it makes sure that somebody drains. */
  private static final long BARRIER_CHECK_MILLIS = 50;

  private static final int IDLE = 0;
  private static final int SCHEDULED = 1;
  private static final int RUNNING = 2;

  private final GracePeriods gracePeriods;
  private final Executor executor;
  private final LongAdder throttled = new LongAdder();
  private final WaitQueue room = new WaitQueue();
  private volatile RcuNode head;
  private volatile int state;
  private Thread drainer;
  private RcuNode taken; // oldest first; left over if a grace period failed
  private boolean hurry;
  private long executed;

  Callbacks(GracePeriods gracePeriods, Executor executor) {
    this.gracePeriods = gracePeriods;
    this.executor = executor;
  }

  /** Queues a node that is on no queue; returns how many wait now. */
  int call(RcuNode node) {
    int waiting;
    try {
      waiting = push(node);
    } catch (StackOverflowError notQueued) {
      node.queued = false; // plain, and no call: only the caller has the node
      throw notQueued;
    }
    schedule();
    return waiting;
  }

  private int push(RcuNode node) {
    while (true) {
      RcuNode below = headAcquire();
      int waiting = below == null ? 1 : below.depth + 1;
      node.next = below; // plain: R6
      node.depth = waiting; // plain: R6
      // volatile: R6, R8, pairs with #takeAll, #headAcquire, #drain; the node, what was removed
      if (HEAD.compareAndSet(this, below, node)) {
        return waiting;
      }
    }
  }

  /** Slows a caller down; callbacks themselves may call as they like. */
  void throttle() {
    if (drainer == Thread.currentThread()) { // plain: who finds itself wrote itself
      return;
    }
    try {
      throttled.increment(); // volatile: opaque would do, a statistic
      room.waitEvent(() -> waiting() < CROWD, THROTTLE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException inAHurry) {
      Thread.currentThread().interrupt();
    } catch (OutOfMemoryError noMemoryToWait) {
      // the node is queued, and that is what the caller asked for
    }
  }

  /** Waits until every callback has run that was queued before. */
  void barrier() {
    if (drainer == Thread.currentThread()) { // plain: who finds itself wrote itself
      throw new IllegalStateException("barrier in a callback of the domain, which would never end");
    }
    Completion done = new Completion();
    call(
        new RcuNode() {
          @Override
          protected void reclaim() {
            done.complete();
          }
        });
    boolean interrupted = false;
    try {
      boolean passed = false;
      while (!passed) {
        try {
          passed = done.await(BARRIER_CHECK_MILLIS, TimeUnit.MILLISECONDS);
          schedule(); // nothing to do, unless the executor or a grace period failed
        } catch (InterruptedException keptForLater) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void schedule() {
    // volatile: R8, pairs with #drain; head stored before
    if (state == IDLE && move(IDLE, SCHEDULED)) {
      try {
        executor.execute(this::drain);
      } catch (RuntimeException | Error refused) {
        boolean unused = move(SCHEDULED, IDLE); // what is queued stays; the next call tries again
        throw refused;
      }
    }
  }

  private void drain() {
    if (!move(SCHEDULED, RUNNING)) {
      return;
    }
    drainer = Thread.currentThread();
    boolean finished = false;
    try {
      finished = drainAll();
    } finally {
      drainer = null;
      state = IDLE; // volatile: R8, pairs with #schedule; before the look at head
    }
    if (finished && head != null) { // volatile: R8, pairs with #push
      schedule();
    }
  }

  /** False if it gave up: what is left is served with the next call. */
  private boolean drainAll() {
    int failures = 0;
    while (taken != null || takeMore()) {
      try {
        gracePeriods.await(gracePeriods.snapshot(), hurry);
      } catch (RuntimeException | Error noGracePeriod) {
        Misuse.uncaught(noGracePeriod);
        if (++failures == ATTEMPTS) {
          return false;
        }
        continue;
      }
      runTaken();
    }
    return true;
  }

  private boolean takeMore() {
    RcuNode newest = takeAll();
    if (newest == null) {
      return false;
    }
    hurry = newest.depth >= HURRY;
    if (newest.depth >= CROWD) {
      room.wakeAll();
    }
    taken = reverse(newest);
    return true;
  }

  private void runTaken() {
    int sincePause = 0;
    while (taken != null) {
      RcuNode node = taken;
      taken = node.next; // before it runs, and may be queued again
      node.next = null;
      try {
        node.run();
      } catch (RuntimeException | Error ofTheCallback) {
        Misuse.uncaught(ofTheCallback);
      }
      // plain: only the drainer writes it; opaque: a statistic
      EXECUTED.setOpaque(this, executed + 1);
      if (++sincePause == BATCH && !hurry) {
        sincePause = 0;
        Thread.yield();
      }
    }
  }

  private static RcuNode reverse(RcuNode newest) {
    RcuNode reversed = null;
    RcuNode each = newest;
    while (each != null) {
      RcuNode following = each.next;
      each.next = reversed;
      reversed = each;
      each = following;
    }
    return reversed;
  }

  /** How many wait to be taken. */
  int waiting() {
    RcuNode newest = headAcquire();
    return newest == null ? 0 : newest.depth;
  }

  long executed() {
    return (long) EXECUTED.getOpaque(this); // opaque: a statistic
  }

  long throttled() {
    return throttled.sum(); // volatile: opaque would do, a statistic
  }

  private boolean move(int from, int to) {
    return STATE.compareAndSet(this, from, to); // volatile: R8; fields of the last drainer
  }

  private RcuNode headAcquire() {
    return (RcuNode) HEAD.getAcquire(this); // acquire: R6, pairs with #push; the node's depth
  }

  private RcuNode takeAll() {
    // volatile: R6, pairs with #push; what the callers removed, and their nodes
    return (RcuNode) HEAD.getAndSet(this, (RcuNode) null);
  }

  private static final VarHandle HEAD;
  private static final VarHandle STATE;
  private static final VarHandle EXECUTED;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      HEAD = lookup.findVarHandle(Callbacks.class, "head", RcuNode.class).withInvokeExactBehavior();
      STATE = lookup.findVarHandle(Callbacks.class, "state", int.class).withInvokeExactBehavior();
      EXECUTED =
          lookup.findVarHandle(Callbacks.class, "executed", long.class).withInvokeExactBehavior();
    } catch (ReflectiveOperationException missing) {
      throw new ExceptionInInitializerError(missing);
    }
  }
}
