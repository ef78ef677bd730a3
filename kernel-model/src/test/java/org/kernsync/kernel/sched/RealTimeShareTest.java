package org.kernsync.kernel.sched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.kernsync.kernel.boot.KernelHarness.await;
import static org.kernsync.kernel.boot.KernelHarness.sleep;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.kernsync.kernel.boot.Kernel;
import org.kernsync.kernel.boot.KernelHarness;
import org.kernsync.kernel.time.DelayLoop;
import org.kernsync.sleep.CountingSemaphore;

/** How long real-time tasks run: slices, and the throttle. */
class RealTimeShareTest {
  private static final long MILLI = 1_000_000;

  private static Task make(
      Kernel kernel, Task self, String name, Policy policy, int cpu, Task.Body body) {
    Task task = kernel.kernelThreads().create(self, name, body);
    kernel.scheduler().setAffinity(self, task, 1L << cpu);
    kernel.scheduler().setRealTime(self.cpu(), task, policy, 10);
    return task;
  }

  /** Two tasks that compute and note, in their own CPU time, how long each turn was. */
  private static final class Turns {
    private static final long CHUNK = DelayLoop.loopsFor(20_000);

    private final List<Long> lengths = new ArrayList<>(); // both tasks are on one CPU
    private Task running;
    private long since;
    private long sink;

    void run(Scheduler scheduler, Task self, int turns) {
      while (lengths.size() < turns) {
        if (running != self) {
          if (running != null) {
            lengths.add(running.cpuNanos() - since);
          }
          running = self;
          since = self.cpuNanos();
        }
        sink = DelayLoop.spin(sink, CHUNK);
        scheduler.condResched(self);
      }
    }
  }

  private static List<Long> turns(Policy policy, int turns) throws InterruptedException {
    Turns log = new Turns();
    KernelHarness.on(1)
        .run(
            (self, kernel) -> {
              kernel.scheduler().setRealTimeBandwidth(self.cpu(), 1000 * MILLI, 1000 * MILLI);
              kernel.scheduler().setRealTime(self.cpu(), self, Policy.FIFO, 20);
              CountingSemaphore done = new CountingSemaphore(0);
              List<Task> tasks = new ArrayList<>();
              for (String name : List.of("first", "second")) {
                Task.Body body =
                    task -> {
                      log.run(kernel.scheduler(), task, turns);
                      done.up();
                    };
                tasks.add(make(kernel, self, name, policy, 0, body));
              }
              tasks.forEach(task -> kernel.processes().start(self, task));
              if (policy == Policy.FIFO) {
                sleep(kernel, self, 400 * MILLI);
                for (Task task : tasks) {
                  kernel.scheduler().setRealTime(self.cpu(), task, Policy.RR, 10);
                }
              }
              done.down();
              done.down();
            })
        .assertFine();
    return log.lengths;
  }

  /** Two RR tasks alternate every 100 ms of their CPU time. */
  @Test
  void rr_twoTasks_alternateEvery100Ms() throws InterruptedException {
    List<Long> lengths = turns(Policy.RR, 10);
    assertThat(lengths).hasSize(10);
    assertThat(lengths).allSatisfy(length -> assertThat(length).isBetween(97 * MILLI, 107 * MILLI));
  }

  /** Two FIFO tasks do not alternate; made RR while they run and wait, they do. */
  @Test
  void fifo_twoTasks_doNotAlternateUntilTheyAreRr() throws InterruptedException {
    List<Long> lengths = turns(Policy.FIFO, 3);
    assertThat(lengths.get(0)).as("400 ms, less steal, and a slice").isGreaterThan(130 * MILLI);
    assertThat(lengths.subList(1, 3))
        .allSatisfy(length -> assertThat(length).isBetween(97 * MILLI, 107 * MILLI));
  }

  /**
   * A FIFO hog and a fair one on one CPU, by the work that each does over three seconds of the
   * CPU's time: 95 to 5 of 100.
   */
  @Test
  void throttle_ofAHog_leavesFiftyMsOfEachSecond() throws InterruptedException {
    KernelHarness.on(1)
        .run(
            (self, kernel) -> {
              BusyLoop hog = new BusyLoop(kernel.scheduler());
              BusyLoop fair = new BusyLoop(kernel.scheduler());
              KernelHarness.startThread(kernel, self, "fair", fair);
              Task task = make(kernel, self, "hog", Policy.FIFO, 0, hog);
              kernel.processes().start(self, task);
              // init is fair: each of its sleeps, which end while the hog runs, ends with the
              // next window, so that whole periods lie between
              sleep(kernel, self, 300 * MILLI);
              long hogBefore = hog.chunks();
              long fairBefore = fair.chunks();
              for (int period = 0; period < 3; period++) {
                sleep(kernel, self, 300 * MILLI);
              }
              double hogs = hog.chunks() - hogBefore;
              double fairs = fair.chunks() - fairBefore;
              assertThat(hogs / (hogs + fairs))
                  .as("the hog's share")
                  .isCloseTo(0.95, within(0.95 * 0.02));
              hog.stop();
              fair.stop();
            })
        .assertFine();
  }

  /** A hog that is throttled on a CPU without other tasks leaves it idle, and comes back. */
  @Test
  void throttle_onACpuWithoutOthers_idlesAndComesBack() throws InterruptedException {
    KernelHarness.on(2)
        .run(
            (self, kernel) -> {
              kernel.scheduler().setAffinity(self, self, 0b01);
              kernel.scheduler().setRealTimeBandwidth(self.cpu(), 100 * MILLI, 40 * MILLI);
              BusyLoop hog = new BusyLoop(kernel.scheduler());
              Task task = make(kernel, self, "hog", Policy.FIFO, 1, hog);
              kernel.processes().start(self, task);
              await(kernel, self, "it runs", () -> hog.chunks() > 0);
              long cpuBefore = task.cpuNanos();
              long start = System.nanoTime();
              sleep(kernel, self, 1000 * MILLI);
              double share = (double) (task.cpuNanos() - cpuBefore) / (System.nanoTime() - start);
              assertThat(share).isLessThan(0.46);
              long chunks = hog.chunks();
              await(kernel, self, "it goes on", () -> hog.chunks() > chunks + 10_000);
              kernel.scheduler().setRealTimeBandwidth(self.cpu(), 100 * MILLI, 100 * MILLI);
              long unlimited = task.cpuNanos();
              await(
                  kernel,
                  self,
                  "it is not throttled any more",
                  () -> task.cpuNanos() - unlimited > 300 * MILLI);
              hog.stop();
            })
        .assertFine();
  }
}
