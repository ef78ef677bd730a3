package org.kernsync.kernel.sched;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Tasks to be woken on a CPU, pushed by threads that may not take its locks.
 *
 * <p><b>Progress.</b> Pushing is lock-free and allocates nothing: the link is in the task. A task
 * is on at most one list; a second push while it is there changes nothing, since whoever takes it
 * looks at its newest state.
 */
final class WakeList {
  /*
   * Treiber stack with a single taker that takes all at once, so no ABA: a node returns only through a new push.
   * head is written by compareAndSet (push) and getAndSet (take): each take sees the links of what was pushed (label W1).
   */
  private final AtomicReference<Task> head = new AtomicReference<>();

  /** Pushes a task unless it is on a list; returns whether it was pushed. */
  boolean push(Task task) {
    if (!ON_LIST.compareAndSet(task, false, true)) { // volatile: W2, pairs with #next
      return false;
    }
    Task first;
    do {
      first = head.get();
      task.wakeNext = first; // plain: published by the compareAndSet, W1
    } while (!head.compareAndSet(first, task));
    return true;
  }

  /** Takes the whole list, newest first; walk it with {@link #next}. */
  Task takeAll() {
    return head.getAndSet(null);
  }

  /** The next of a taken list; the task given may be pushed again from now on. */
  static Task next(Task task) {
    Task next = task.wakeNext;
    task.wakeNext = null;
    task.onWakeList = false; // volatile: before its state is looked at, W2, pairs with #push
    return next;
  }

  boolean isEmpty() {
    return head.get() == null;
  }

  private static final VarHandle ON_LIST;

  static {
    try {
      ON_LIST = MethodHandles.lookup().findVarHandle(Task.class, "onWakeList", boolean.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }
}
