package org.kernsync.kernel.sched;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * What the scheduler of one CPU counts, for {@code /proc/schedstat}.
 *
 * <p>All are written by the CPU itself with interrupts off, those of switches under its run queue's
 * lock besides. Others read them when they like: each stands for itself and may be stale.
 */
final class SchedCounters {
  private static final int PLAIN = SchedCounter.values().length;
  private static final int PER_KIND = BalanceCounter.values().length;

  private final long[] values = new long[PLAIN + PER_KIND * IdleKind.values().length];

  void add(SchedCounter counter, long amount) {
    addAt(counter.ordinal(), amount);
  }

  void add(IdleKind kind, BalanceCounter counter, long amount) {
    addAt(indexOf(kind, counter), amount);
  }

  private void addAt(int index, long amount) {
    VALUE.setOpaque(values, index, values[index] + amount); // opaque: one writer, readers take any
  }

  private long get(SchedCounter counter) {
    return (long) VALUE.getOpaque(values, counter.ordinal()); // opaque: as above
  }

  private long get(IdleKind kind, BalanceCounter counter) {
    return (long) VALUE.getOpaque(values, indexOf(kind, counter)); // opaque: as above
  }

  private static int indexOf(IdleKind kind, BalanceCounter counter) {
    return PLAIN + PER_KIND * kind.ordinal() + counter.ordinal();
  }

  // ---- events
  // ---------------------------------------------------------------------------------------------------------

  /** The CPU has chosen what to run. */
  void scheduled(boolean idle) {
    add(SchedCounter.SCHEDULES, 1);
    if (idle) {
      add(SchedCounter.IDLES, 1);
    }
  }

  /** A task begins to run after a wait. */
  void arrived(long waitedNanos) {
    add(SchedCounter.RUN_DELAY_NANOS, waitedNanos);
    add(SchedCounter.SLICES, 1);
  }

  /** A task has stopped running. */
  void left(long ranNanos) {
    add(SchedCounter.CPU_NANOS, ranNanos);
  }

  /** This CPU, {@code self}, has woken a task. */
  void woke(int self, int lastCpu, int target) {
    add(SchedCounter.WAKEUPS, 1);
    add(target == self ? SchedCounter.LOCAL_WAKEUPS : SchedCounter.REMOTE_WAKEUPS, 1);
    if (target == self && lastCpu != self) {
      add(SchedCounter.AFFINE_WAKEUPS, 1);
    }
  }

  /** Balancing found nothing to do. */
  void balanced(IdleKind kind, BalanceCounter why) {
    add(kind, why, 1);
    add(kind, BalanceCounter.BALANCED, 1);
  }

  // ---- reading
  // --------------------------------------------------------------------------------------------------------

  SchedStatistics snapshot() {
    return new SchedStatistics(
        get(SchedCounter.YIELDS),
        get(SchedCounter.SCHEDULES),
        get(SchedCounter.IDLES),
        get(SchedCounter.WAKEUPS),
        get(SchedCounter.LOCAL_WAKEUPS),
        get(SchedCounter.CPU_NANOS),
        get(SchedCounter.RUN_DELAY_NANOS),
        get(SchedCounter.SLICES),
        snapshot(IdleKind.IDLE),
        snapshot(IdleKind.BUSY),
        snapshot(IdleKind.NEWLY_IDLE),
        get(SchedCounter.REMOTE_WAKEUPS),
        get(SchedCounter.AFFINE_WAKEUPS));
  }

  private SchedStatistics.Balancing snapshot(IdleKind kind) {
    return new SchedStatistics.Balancing(
        get(kind, BalanceCounter.CALLS),
        get(kind, BalanceCounter.BALANCED),
        get(kind, BalanceCounter.FAILED),
        get(kind, BalanceCounter.IMBALANCE),
        get(kind, BalanceCounter.GAINED),
        get(kind, BalanceCounter.HOT_GAINED),
        get(kind, BalanceCounter.NO_BUSY_QUEUE),
        get(kind, BalanceCounter.NO_BUSY_GROUP));
  }

  private static final VarHandle VALUE = MethodHandles.arrayElementVarHandle(long[].class);
}
