package org.kernsync.kernel.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kernsync.kernel.boot.KernelHarness.await;
import static org.kernsync.kernel.boot.KernelHarness.startThreadOn;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.kernsync.kernel.boot.KernelConfig;
import org.kernsync.kernel.boot.KernelHarness;
import org.kernsync.kernel.boot.KernelHarness.Run;
import org.kernsync.kernel.boot.Outcome;
import org.kernsync.kernel.cpu.Cpu;
import org.kernsync.kernel.sched.Task;

/**
 * Storms of timers that are taken back while they expire: on four CPUs, eight tasks arm timers on
 * any CPU, some of which arm themselves again, and free the object behind each as soon as its
 * cancellation has returned.
 */
class DelTimerSyncTortureTest {
  private static final int CPUS = 4;
  private static final int TASKS = 8;
  private static final int ROUNDS = 250;
  private static final int HZ = 4000; // many timers a second

  /** How a timer is taken back. */
  private interface Cancel {
    void cancel(Timers timers, Cpu cpu, Timer timer);
  }

  /** What was seen: functions that ran, and those that ran, or were inside, on a freed object. */
  private record Seen(AtomicInteger ran, AtomicInteger again, AtomicInteger onFreed) {
    Seen() {
      this(new AtomicInteger(), new AtomicInteger(), new AtomicInteger());
    }
  }

  /** The object that a timer's function works on. */
  private static final class Owned {
    private final Seen seen;
    private final Timer timer;
    private final Timers timers;
    private final int again; // times that the function arms its timer again
    private volatile boolean freed;
    private int runs; // the function's, which is on one CPU at a time

    Owned(Seen seen, Timers timers, int again) {
      this.seen = seen;
      this.timers = timers;
      this.again = again;
      timer = new Timer(timers, this::expired);
    }

    private void expired(Cpu cpu) {
      seen.ran.incrementAndGet();
      boolean bad = freed;
      long end = System.nanoTime() + 60_000;
      while (System.nanoTime() - end < 0) {
        bad |= freed;
      }
      if (bad) {
        seen.onFreed.incrementAndGet();
      } else if (runs++ < again) {
        seen.again.incrementAndGet();
        int next = (cpu.id() + runs) % CPUS; // it stays here nevertheless, while it runs
        timers.addTimerOn(cpu, timer, timers.jiffies().now(), next);
      }
    }
  }

  private static Run storm(Cancel how, Seen seen) throws InterruptedException {
    return KernelHarness.of(KernelConfig.ofCpus(CPUS).withHz(HZ))
        .run(
            (self, kernel) -> {
              Timers timers = kernel.timekeeping().timers();
              List<Task> tasks = new ArrayList<>();
              for (int i = 0; i < TASKS; i++) {
                long seed = i;
                Task.Body body = task -> armAndCancel(task, timers, new Random(seed), how, seen);
                tasks.add(startThreadOn(kernel, self, "owner/" + i, 1L << i % CPUS, body));
              }
              await(
                  kernel,
                  self,
                  "all ended",
                  () -> tasks.stream().allMatch(task -> task.exitState() != 0));
            })
        .assertNotThrown();
  }

  private static void armAndCancel(Task task, Timers timers, Random random, Cancel how, Seen seen) {
    Cpu own = task.cpu(); // it may run on no other
    for (int round = 0; round < ROUNDS; round++) {
      Owned object = new Owned(seen, timers, random.nextInt(3));
      timers.addTimerOn(own, object.timer, timers.jiffies().now(), random.nextInt(CPUS));
      long pause = System.nanoTime() + random.nextInt(500_000);
      while (System.nanoTime() - pause < 0) {
        own.poll();
      }
      how.cancel(timers, own, object.timer);
      object.freed = true;
    }
  }

  /** After delTimerSync no function works on the freed object, on whichever CPU it ran. */
  @Test
  void delTimerSync_inAStorm_neverReturnsWhileTheFunctionRuns() throws InterruptedException {
    Seen seen = new Seen();
    Run run = storm(Timers::delTimerSync, seen);
    run.assertFine();
    assertThat(seen.onFreed).hasValue(0);
    assertThat(seen.ran.get()).as("functions that ran").isGreaterThan(TASKS * ROUNDS / 10);
    assertThat(seen.again.get()).as("timers that armed themselves").isGreaterThan(50);
  }

  /** The twin: delTimer does not wait, and the storm sees it. */
  @Test
  void delTimer_inAStorm_isCaught() throws InterruptedException {
    Seen seen = new Seen();
    Run run = storm(Timers::delTimer, seen);
    assertThat(run.outcome()).isNotEqualTo(Outcome.STALLED);
    assertThat(seen.onFreed.get()).as("functions on freed objects").isPositive();
  }
}
