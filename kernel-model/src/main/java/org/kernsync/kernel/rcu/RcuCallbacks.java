package org.kernsync.kernel.rcu;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The callbacks of one CPU: those that came last, those that wait for a grace period, those whose
 * grace period is over. That CPU only, interrupts off; the counts are read by others.
 */
final class RcuCallbacks {
  private static final class Chain {
    RcuHead first;
    RcuHead last;

    void add(RcuHead head) {
      head.next = null;
      if (first == null) {
        first = head;
      } else {
        last.next = head;
      }
      last = head;
    }

    void append(Chain other) {
      if (other.first == null) {
        return;
      }
      if (first == null) {
        first = other.first;
      } else {
        last.next = other.first;
      }
      last = other.last;
      other.first = null;
    }

    RcuHead poll() {
      RcuHead head = first;
      if (head != null) {
        first = head.next;
      }
      return head;
    }
  }

  private final Chain next = new Chain();
  private final Chain waiting = new Chain();
  private final Chain done = new Chain();
  private long target; // the grace period that the waiting ones wait for
  private long queued; // written opaque, one writer
  private long called; // written opaque, one writer

  void add(RcuHead head) {
    if (head.queued) {
      throw new IllegalStateException("the callback is queued already: " + head);
    }
    head.queued = true;
    next.add(head);
    QUEUED.setOpaque(this, queued + 1); // opaque: read by whoever sums up
  }

  /** Whether those that came last need a grace period now. */
  boolean wantsGracePeriod() {
    return waiting.first == null && next.first != null;
  }

  void waitFor(long gracePeriod) {
    waiting.append(next);
    target = gracePeriod;
  }

  /** The grace periods up to this one are over. */
  void complete(long gracePeriod) {
    if (waiting.first != null && gracePeriod - target >= 0) {
      done.append(waiting);
    }
  }

  /** All of them are over: nobody reads any more. */
  void completeAll() {
    done.append(waiting);
    done.append(next);
  }

  boolean hasDone() {
    return done.first != null;
  }

  RcuHead poll() {
    RcuHead head = done.poll();
    if (head != null) {
      head.queued = false;
    }
    return head;
  }

  void countCalled() {
    CALLED.setOpaque(this, called + 1); // opaque: read by whoever sums up
  }

  long queued() {
    return (long) QUEUED.getOpaque(this);
  }

  long called() {
    return (long) CALLED.getOpaque(this);
  }

  private static final VarHandle QUEUED;
  private static final VarHandle CALLED;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      QUEUED = lookup.findVarHandle(RcuCallbacks.class, "queued", long.class);
      CALLED = lookup.findVarHandle(RcuCallbacks.class, "called", long.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }
}
