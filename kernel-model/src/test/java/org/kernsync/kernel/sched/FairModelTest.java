package org.kernsync.kernel.sched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kernsync.kernel.boot.KernelHarness.await;
import static org.kernsync.kernel.boot.KernelHarness.sleep;
import static org.kernsync.kernel.boot.KernelHarness.startThread;
import static org.kernsync.kernel.boot.KernelHarness.startThreadOn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.kernsync.kernel.boot.Kernel;
import org.kernsync.kernel.boot.KernelHarness;
import org.kernsync.kernel.cpu.Cpu;
import org.kernsync.kernel.time.DelayLoop;
import org.kernsync.kernel.time.Timekeeping.Sleeper;
import org.kernsync.sleep.CountingSemaphore;

class FairModelTest {
  /** Chunks of 20 us: 0.4 s of work. */
  private static final long WINDOW = 20_000;

  /**
   * What the first does while the second does its part, by the work of both, until they have done
   * so many chunks together: whatever else the host has to do makes it take longer, not differ.
   */
  private static double ratioOver(
      Kernel kernel, Task self, BusyLoop first, BusyLoop second, long chunks) {
    long firstBefore = first.chunks();
    long secondBefore = second.chunks();
    while (first.chunks() - firstBefore + second.chunks() - secondBefore < chunks) {
      sleep(kernel, self, 1_000_000);
    }
    return (double) (first.chunks() - firstBefore) / (second.chunks() - secondBefore);
  }

  /**
   * Two busy tasks share evenly; made nicer while it runs, one gets 110 : 1024 of the other; made
   * equal, half again.
   */
  @Test
  void setPolicy_whileRunning_changesTheShares() throws InterruptedException {
    KernelHarness.on(1)
        .run(
            (self, kernel) -> {
              Scheduler scheduler = kernel.scheduler();
              BusyLoop first = new BusyLoop(scheduler);
              BusyLoop second = new BusyLoop(scheduler);
              try {
                startThread(kernel, self, "first", first);
                Task nicer = startThread(kernel, self, "second", second);
                await(kernel, self, "both run", () -> first.chunks() > 0 && second.chunks() > 0);
                assertThat(ratioOver(kernel, self, first, second, WINDOW)).isBetween(0.85, 1.15);
                scheduler.setPolicy(self.cpu(), nicer, Policy.NORMAL, 10);
                assertThat(nicer.nice()).isEqualTo(10);
                double expected = 1024.0 / 110;
                assertThat(ratioOver(kernel, self, first, second, WINDOW))
                    .isBetween(0.75 * expected, 1.25 * expected);
                scheduler.setPolicy(self.cpu(), nicer, Policy.NORMAL, 0);
                assertThat(ratioOver(kernel, self, first, second, WINDOW)).isBetween(0.85, 1.15);
              } finally {
                first.stop();
                second.stop();
              }
            })
        .assertFine();
  }

  /**
   * Two tasks that yield to each other take turns, but where one has run a wake-up granularity
   * ahead of the other.
   */
  @Test
  void yield_twoTasks_alternate() throws InterruptedException {
    int turns = 50_000;
    int[] order = new int[2 * turns];
    int[] next = {0}; // written by whoever has the one CPU
    KernelHarness.on(1)
        .run(
            (self, kernel) -> {
              CountingSemaphore go = new CountingSemaphore(0);
              CountingSemaphore done = new CountingSemaphore(0);
              for (int id = 1; id <= 2; id++) {
                int me = id;
                startThread(
                    kernel,
                    self,
                    "turn/" + me,
                    task -> {
                      go.down();
                      for (int i = 0; i < turns; i++) {
                        order[next[0]++] = me;
                        kernel.scheduler().yield(task);
                      }
                      done.up();
                    });
              }
              go.up();
              go.up();
              done.down();
              done.down();
            })
        .assertFine();
    assertThat(next[0]).isEqualTo(2 * turns);
    int changes = 0;
    for (int i = 1; i < order.length; i++) {
      changes += order[i] != order[i - 1] ? 1 : 0;
    }
    assertThat(changes)
        .as("changes of turn of %d", order.length - 1)
        .isGreaterThan(order.length * 60 / 100);
  }

  /** A task that computes, and counts the chunks that it begins while a sleeper is overdue. */
  private static final class Hog implements Task.Body {
    private static final long CHUNK = DelayLoop.loopsFor(20_000);

    private final Scheduler scheduler;
    private volatile long deadline = Cpu.NEVER; // the sleeper's
    private volatile int chunksWhileOverdue;
    private volatile boolean stopped;
    private long sink;

    Hog(Scheduler scheduler) {
      this.scheduler = scheduler;
    }

    @Override
    public void run(Task self) {
      int overdue = 0;
      while (!stopped) {
        overdue = System.nanoTime() - deadline > 0 ? overdue + 1 : 0;
        chunksWhileOverdue = overdue;
        sink = DelayLoop.spin(sink, CHUNK);
        scheduler.condResched(self);
      }
    }
  }

  /**
   * How many chunks of 20 us a task computes, in the median, before a sleeper whose time has come
   * gets the CPU that they share: lateness in units of work.
   */
  private static int medianLateness(Policy policy) throws InterruptedException {
    int[] late = new int[101];
    KernelHarness.on(1)
        .run(
            (self, kernel) -> {
              Hog hog = new Hog(kernel.scheduler());
              CountingSemaphore done = new CountingSemaphore(0);
              Task.Body body =
                  task -> {
                    Sleeper sleeper = kernel.timekeeping().sleeper(task);
                    for (int i = 0; i < late.length; i++) {
                      hog.deadline = System.nanoTime() + 3_000_000;
                      kernel.timekeeping().sleepUntil(task, sleeper, hog.deadline);
                      late[i] = hog.chunksWhileOverdue;
                    }
                    done.up();
                  };
              Task task = kernel.kernelThreads().create(self, "sleeper", body);
              kernel.scheduler().setPolicy(self.cpu(), task, policy, 0);
              kernel.processes().start(self, task);
              startThread(kernel, self, "hog", hog);
              done.down();
              hog.stopped = true;
            })
        .assertFine();
    Arrays.sort(late);
    return late[late.length / 2];
  }

  /**
   * A sleeper that wakes preempts a task that computes, at its next poll; as SCHED_BATCH, which
   * does not, it waits for a tick. On a host that takes the core away for ticks at a time both look
   * alike, so there are several tries; a wrong rule fails each of them.
   */
  @Test
  void wakeUp_ofASleeper_preempts() throws InterruptedException {
    int normal = 0;
    int batch = 0;
    for (int attempt = 0; attempt < 5; attempt++) {
      normal = medianLateness(Policy.NORMAL);
      batch = medianLateness(Policy.BATCH);
      if (normal <= 2 && batch > 10) {
        return;
      }
    }
    assertThat(normal).as("chunks").isLessThanOrEqualTo(2);
    assertThat(batch).as("chunks without preemption").isGreaterThan(10);
  }

  /** Four busy tasks that start on CPU 0 of four are spread, one to each, once they may move. */
  @Test
  void balancing_fourTasksOnOneCpu_spreadsThem() throws InterruptedException {
    KernelHarness.on(4)
        .run(
            (self, kernel) -> {
              List<BusyLoop> loops = new ArrayList<>();
              List<Task> tasks = new ArrayList<>();
              for (int i = 0; i < 4; i++) {
                BusyLoop loop = new BusyLoop(kernel.scheduler());
                loops.add(loop);
                tasks.add(startThreadOn(kernel, self, "busy/" + i, 1, loop));
              }
              await(
                  kernel,
                  self,
                  "all run on CPU 0",
                  () -> loops.stream().allMatch(l -> l.lastCpu() == 0));
              for (Task task : tasks) {
                kernel.scheduler().setAffinity(self, task, 0b1111);
              }
              await(
                  kernel,
                  self,
                  "each has a CPU of its own",
                  () -> loops.stream().mapToInt(BusyLoop::lastCpu).distinct().count() == 4);
              loops.forEach(BusyLoop::stop);
            })
        .assertFine();
  }
}
