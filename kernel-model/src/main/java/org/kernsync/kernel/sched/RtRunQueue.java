package org.kernsync.kernel.sched;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.kernsync.kernel.lib.ListHead;

/**
 * The real-time part of a run queue: a list for each priority, and a bitmap of those that are not
 * empty. All fields guarded by the run queue's lock, but for the two that {@link #publish} writes
 * for other CPUs.
 */
final class RtRunQueue {
  static final int MAX_PRIORITY = 99;

  /** The level of a CPU that runs no real-time task, and could at once. */
  static final int FREE = 0;

  /** The level of a CPU that runs no real-time task, and must not for now. */
  static final int CLOSED = MAX_PRIORITY + 1;

  /*
   * level    the highest priority here, running or waiting; FREE or CLOSED
   * surplus  the highest priority that waits here and could run elsewhere at once; 0 for none
   *
   * Label RT1: a CPU that has a task to spare writes surplus (volatile), then reads the levels of others; a CPU that gives up
   * a priority writes level (volatile), then reads the surplus of others. At least one of the two sees the other, so no task
   * waits beside a CPU that should run it. What is done about it is decided again under both queues' locks.
   */
  private volatile int level;
  private volatile int surplus;

  final RealTimeLimit limit;
  private final List<ListHead<Task>> lists; // by priority
  private long bitmapLow; // priorities 0 to 63
  private long bitmapHigh; // 64 to 99
  private int waiting;
  Task curr; // running; in no list

  RtRunQueue(RtTunables tunables) {
    limit = tunables.newLimit();
    lists = IntStream.rangeClosed(0, MAX_PRIORITY).mapToObj(p -> new ListHead<Task>()).toList();
  }

  // ---- the lists
  // ------------------------------------------------------------------------------------------------------

  /** The task waits from now on. */
  void insert(Task task, boolean atHead) {
    int priority = task.rt.priority();
    ListHead<Task> list = lists.get(priority);
    if (atHead) {
      list.add(task.rt.link);
    } else {
      list.addTail(task.rt.link);
    }
    setBit(priority);
    waiting++;
  }

  /** The task does not wait any more. */
  void remove(Task task) {
    int priority = task.rt.priority();
    task.rt.link.delInit();
    if (lists.get(priority).isEmpty()) {
      clearBit(priority);
    }
    waiting--;
  }

  /** The task that has waited longest at the highest priority; null where none waits. */
  Task first() {
    return waiting == 0 ? null : lists.get(highestWaiting()).first();
  }

  /** The first of those that wait, by priority and turn, that is as asked for; or null. */
  Task firstThat(Predicate<Task> wanted) {
    int priority = highestWaiting();
    while (priority > 0) {
      ListHead<Task> list = lists.get(priority);
      for (ListHead<Task> at = list.next(); at != list; at = at.next()) {
        if (wanted.test(at.owner())) {
          return at.owner();
        }
      }
      priority = highestBelow(priority);
    }
    return null;
  }

  /** Whether anybody waits at this priority. */
  boolean hasWaiting(int priority) {
    return !lists.get(priority).isEmpty();
  }

  /** Running and waiting tasks. */
  int queued() {
    return waiting + (curr != null && curr.rt.isQueued() ? 1 : 0);
  }

  int waiting() {
    return waiting;
  }

  /** Tasks in the lists, counted one by one. */
  int listed() {
    int count = 0;
    for (int priority = 0; priority < lists.size(); priority++) {
      int here = lists.get(priority).count();
      boolean marked = ((priority < 64 ? bitmapLow : bitmapHigh) >>> (priority & 63) & 1) != 0;
      if (marked != here > 0) {
        return -1;
      }
      count += here;
    }
    return count;
  }

  /** How many times longer other tasks may have to wait because of those here. Racy. */
  double stretch() {
    return level == FREE ? 1 : limit.stretch(); // volatile: the order of RT1 is not needed
  }

  // ---- the bitmap
  // -----------------------------------------------------------------------------------------------------

  private void setBit(int priority) {
    if (priority < 64) {
      bitmapLow |= 1L << priority;
    } else {
      bitmapHigh |= 1L << priority - 64;
    }
  }

  private void clearBit(int priority) {
    if (priority < 64) {
      bitmapLow &= ~(1L << priority);
    } else {
      bitmapHigh &= ~(1L << priority - 64);
    }
  }

  private int highestWaiting() {
    return highestBelow(MAX_PRIORITY + 1);
  }

  private int highestBelow(int priority) {
    long high = priority > 64 ? bitmapHigh & (1L << priority - 64) - 1 : 0;
    if (high != 0) {
      return 127 - Long.numberOfLeadingZeros(high);
    }
    long low = priority < 64 ? bitmapLow & (1L << priority) - 1 : bitmapLow;
    return low == 0 ? 0 : 63 - Long.numberOfLeadingZeros(low);
  }

  // ---- for other CPUs
  // -------------------------------------------------------------------------------------------------

  /** Tells other CPUs what changed. */
  void publish() {
    boolean closed = limit.isThrottled();
    int running = curr != null && curr.rt.isQueued() ? curr.rt.priority() : FREE;
    int newLevel = closed ? CLOSED : Math.max(running, highestWaiting());
    int newSurplus = closed || queued() < 2 ? 0 : highestWaiting();
    if ((int) LEVEL.get(this) != newLevel) { // plain: only written under the lock
      level = newLevel; // volatile: RT1, pairs with RtBalancer#push
    }
    if ((int) SURPLUS.get(this) != newSurplus) { // plain: as above
      surplus = newSurplus; // volatile: RT1, pairs with RtBalancer#pull
    }
  }

  int level() {
    return level; // volatile: RT1, pairs with #publish
  }

  int surplus() {
    return surplus; // volatile: RT1, pairs with #publish
  }

  private static final VarHandle LEVEL;
  private static final VarHandle SURPLUS;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      LEVEL = lookup.findVarHandle(RtRunQueue.class, "level", int.class);
      SURPLUS = lookup.findVarHandle(RtRunQueue.class, "surplus", int.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }
}
