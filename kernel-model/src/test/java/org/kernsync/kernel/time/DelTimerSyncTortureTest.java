package org.kernsync.kernel.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kernsync.kernel.boot.KernelHarness.startThreadOn;

import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.kernsync.kernel.boot.Kernel;
import org.kernsync.kernel.boot.KernelConfig;
import org.kernsync.kernel.boot.KernelHarness;
import org.kernsync.kernel.boot.KernelHarness.Run;
import org.kernsync.kernel.boot.Outcome;
import org.kernsync.kernel.cpu.Cpu;
import org.kernsync.kernel.sched.Task;
import org.kernsync.sleep.CountingSemaphore;

/**
 * Storms of timers that are taken back while they expire: on four CPUs, eight tasks arm timers on
 * any CPU, some of which arm themselves again, and free the object behind each as soon as its
 * cancellation has returned.
 */
class DelTimerSyncTortureTest {
  private static final int CPUS = 4;
  private static final int TASKS = 8;
  private static final int ROUNDS = 100;
  private static final long LONGEST_NANOS = 50_000_000; // the host may have taken the other CPU
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
    private volatile boolean begun;
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
      begun = true;
      boolean bad = freed;
      if (!bad && runs++ < again) {
        seen.again.incrementAndGet();
        int next = (cpu.id() + runs) % CPUS; // it stays here nevertheless, while it runs
        timers.addTimerOn(cpu, timer, timers.jiffies().now(), next);
      }
      long end = System.nanoTime() + 60_000;
      while (System.nanoTime() - end < 0) {
        bad |= freed;
      }
      if (bad) {
        seen.onFreed.incrementAndGet();
      }
    }
  }

  private static Run storm(Cancel how, Seen seen) throws InterruptedException {
    return KernelHarness.of(KernelConfig.ofCpus(CPUS).withHz(HZ))
        .run(
            (self, kernel) -> {
              CountingSemaphore done = new CountingSemaphore(0);
              for (int i = 0; i < TASKS; i++) {
                long seed = i;
                Task.Body body =
                    task -> {
                      armAndCancel(kernel, task, new Random(seed), how, seen);
                      done.up();
                    };
                startThreadOn(kernel, self, "owner/" + i, 1L << i % CPUS, body);
              }
              for (int i = 0; i < TASKS; i++) {
                done.down();
              }
            })
        .assertNotThrown();
  }

  /** Every other time the cancellation comes as soon as the function has begun. */
  private static void armAndCancel(Kernel kernel, Task task, Random random, Cancel how, Seen seen) {
    Timers timers = kernel.timekeeping().timers();
    Cpu own = task.cpu(); // it may run on no other
    for (int round = 0; round < ROUNDS; round++) {
      Owned object = new Owned(seen, timers, random.nextInt(3));
      timers.addTimerOn(own, object.timer, timers.jiffies().now(), random.nextInt(CPUS));
      boolean awaits = round % 2 == 0;
      long end = System.nanoTime() + (awaits ? LONGEST_NANOS : random.nextInt(500_000));
      while (System.nanoTime() - end < 0 && !(awaits && object.begun)) {
        kernel.scheduler().condResched(task);
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
    assertThat(seen.ran.get()).as("functions that ran").isGreaterThan(TASKS * ROUNDS / 4);
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
