package org.kernsync.kernel.boot;

import java.util.IdentityHashMap;
import java.util.Map;
import org.kernsync.kernel.process.Processes;
import org.kernsync.kernel.sched.Scheduler;
import org.kernsync.kernel.sched.Task;
import org.kernsync.kernel.time.Timekeeping;
import org.kernsync.kernel.time.Timekeeping.Sleeper;

/**
 * {@code khungtaskd}: a kernel thread that finds tasks which have slept uninterruptibly for longer
 * than anything takes that they may wait for, and has them raise an oops where they sleep.
 *
 * <p>Only sleeps that a task announced itself: those inside of a primitive are that primitive's
 * promise, and idle kernel threads sleep interruptibly.
 *
 * <p><b>Differences from Linux.</b> A hung task is woken and unwinds; Linux warns, and leaves it.
 */
final class HungTasks {
  private static final int LOOKS_PER_LIMIT = 8;
  private static final long LONGEST_PAUSE_NANOS = 10_000_000; // or the end of the model would wait

  /** A task asleep, as seen at a look: it had left its CPU so often by then. */
  private record Seen(long switches, long sinceNanos) {}

  private final Processes processes;
  private final Scheduler scheduler;
  private final Timekeeping timekeeping;
  private final long limitNanos;
  private Map<Task, Seen> asleep = new IdentityHashMap<>(); // by its thread only
  private volatile boolean stopping;

  HungTasks(Processes processes, Scheduler scheduler, Timekeeping timekeeping, long limitNanos) {
    this.processes = processes;
    this.scheduler = scheduler;
    this.timekeeping = timekeeping;
    this.limitNanos = limitNanos;
  }

  /** What the thread executes. */
  void run(Task self) {
    Sleeper sleeper = timekeeping.sleeper(self);
    long pauseNanos = Math.min(limitNanos / LOOKS_PER_LIMIT, LONGEST_PAUSE_NANOS);
    while (!stopping) {
      long now = System.nanoTime();
      look(now);
      timekeeping.sleepUntil(self, sleeper, now + pauseNanos);
    }
  }

  private void look(long now) {
    Map<Task, Seen> still = new IdentityHashMap<>();
    for (Task task : processes.snapshot()) {
      if (task.isInAnnouncedSleep()) {
        long switches = EndedTasks.switchesOf(task);
        Seen before = asleep.get(task);
        boolean same = before != null && before.switches == switches;
        Seen seen = same ? before : new Seen(switches, now);
        if (now - seen.sinceNanos > limitNanos) {
          scheduler.endHungSleep(task, limitNanos);
        } else {
          still.put(task, seen);
        }
      }
    }
    asleep = still;
  }

  /** Ends the thread at its next look. */
  void stop(Task self) {
    stopping = true; // volatile: read at each look
  }
}
