package org.kernsync.kernel.boot;

import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.kernsync.kernel.cpu.CpuMode;
import org.kernsync.kernel.sched.CpuView;
import org.kernsync.kernel.sched.Task;

/**
 * Watches from outside for a model that makes no progress: a CPU that does not poll, an idle CPU
 * with runnable tasks, a runnable task that never gets its turn. It reads counters only; it takes
 * no lock of the model and wakes nothing.
 */
final class Watchdog {
  private static final long LOOKS_PER_LIMIT = 8;
  private static final long LONGEST_PAUSE_NANOS = 500_000_000;

  private final Kernel kernel;
  private final long limitNanos;
  private final Consumer<String> onStall;
  private final long[] heartbeats;
  private final long[] since;
  private Map<Task, Long> waitsBefore = Map.of();

  Watchdog(Kernel kernel, long limitNanos, Consumer<String> onStall) {
    this.kernel = kernel;
    this.limitNanos = limitNanos;
    this.onStall = onStall;
    int cpus = kernel.scheduler().cpuCount();
    heartbeats = new long[cpus];
    since = new long[cpus];
    Arrays.fill(heartbeats, -1);
  }

  long pauseNanos() {
    return Math.min(LONGEST_PAUSE_NANOS, Math.max(1, limitNanos / LOOKS_PER_LIMIT));
  }

  /** One look; reports at most one stall. */
  boolean look() {
    long now = System.nanoTime();
    for (int cpu = 0; cpu < heartbeats.length; cpu++) {
      String problem = problemOf(kernel.scheduler().view(cpu), now);
      if (problem != null) {
        onStall.accept(problem);
        return true;
      }
    }
    return looksStarved(now);
  }

  /** A runnable task that has had no turn; only where two looks in a row see the same wait. */
  private boolean looksStarved(long now) {
    Map<Task, Long> waits = new IdentityHashMap<>();
    for (Task task : kernel.processes().snapshot()) {
      long since = task.stats().waitSince();
      long waiting = now - since;
      long limit = kernel.scheduler().fairWait(task, limitNanos);
      if (since == 0 || waiting <= limit || !task.isOnRq() || task.isOnCpu()) {
        continue;
      }
      waits.put(task, since);
      if (Long.valueOf(since).equals(waitsBefore.get(task))) {
        onStall.accept(
            "task "
                + task
                + " has been runnable for "
                + waiting / 1_000_000
                + " ms and did not run");
        return true;
      }
    }
    waitsBefore = waits;
    return false;
  }

  private String problemOf(CpuView view, long now) {
    int cpu = view.id();
    CpuMode mode = view.cpu().clock().mode();
    long silent = now - view.cpu().clock().lastReadNanos();
    if (mode != CpuMode.IDLE && silent > limitNanos) {
      return "cpu "
          + cpu
          + " has not polled for "
          + silent / 1_000_000
          + " ms in "
          + view.current();
    }
    boolean idleWithWork = mode == CpuMode.IDLE && view.runnable() > 0;
    if (view.heartbeat() != heartbeats[cpu] || !idleWithWork) {
      heartbeats[cpu] = view.heartbeat();
      since[cpu] = now;
      return null;
    }
    return now - since[cpu] > limitNanos
        ? "cpu " + cpu + " idles with " + view.runnable() + " runnable tasks"
        : null;
  }
}
