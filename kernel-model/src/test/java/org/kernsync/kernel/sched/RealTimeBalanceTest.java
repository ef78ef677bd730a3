package org.kernsync.kernel.sched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kernsync.kernel.boot.KernelHarness.await;
import static org.kernsync.kernel.boot.KernelHarness.sleep;
import static org.kernsync.kernel.boot.KernelHarness.startThread;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.kernsync.kernel.boot.Kernel;
import org.kernsync.kernel.boot.KernelHarness;
import org.kernsync.kernel.time.DelayLoop;
import org.kernsync.sleep.CountingSemaphore;

/** Real-time tasks on several CPUs: the highest run, whatever changes. */
class RealTimeBalanceTest {
  private static final long MILLI = 1_000_000;
  private static final long CHUNK = DelayLoop.loopsFor(20_000);

  private static Task make(Kernel kernel, Task self, String name, int priority, Task.Body body) {
    Task task = kernel.kernelThreads().create(self, name, body);
    kernel.scheduler().setRealTime(self.cpu(), task, Policy.FIFO, priority);
    return task;
  }

  private static void noThrottle(Kernel kernel, Task self) {
    kernel.scheduler().setRealTimeBandwidth(self.cpu(), 1000 * MILLI, 1000 * MILLI);
    kernel.scheduler().setRealTime(self.cpu(), self, Policy.FIFO, 99);
  }

  /**
   * Of three tasks on two CPUs the higher two run, on a CPU each; when one of them ends, or is
   * lowered, or may run on one CPU only, the third gets the place.
   */
  @Test
  void threeTasks_onTwoCpus_theHighestRun() throws InterruptedException {
    KernelHarness.on(2)
        .run(
            (self, kernel) -> {
              List<BusyLoop> loops = new ArrayList<>();
              List<Task> tasks = new ArrayList<>();
              for (int i = 0; i < 3; i++) { // all before the first runs: kthreadd needs a CPU
                BusyLoop loop = new BusyLoop(kernel.scheduler());
                loops.add(loop);
                tasks.add(make(kernel, self, "rt/" + i, 10 + 10 * i, loop));
              }
              noThrottle(kernel, self);
              tasks.forEach(task -> kernel.processes().start(self, task));
              awaitOnlyRunning(kernel, self, loops, 1, 2);
              kernel.scheduler().setRealTime(self.cpu(), tasks.get(2), Policy.RR, 5);
              awaitOnlyRunning(kernel, self, loops, 0, 1);
              kernel.scheduler().setPolicy(self.cpu(), tasks.get(1), Policy.NORMAL, 0);
              awaitOnlyRunning(kernel, self, loops, 0, 2);
              kernel.scheduler().setRealTime(self.cpu(), tasks.get(1), Policy.FIFO, 30);
              awaitOnlyRunning(kernel, self, loops, 0, 1);
              kernel.scheduler().setAffinity(self, tasks.get(0), 0b01);
              kernel.scheduler().setAffinity(self, tasks.get(1), 0b01);
              awaitOnlyRunning(kernel, self, loops, 1, 2);
              assertThat(loops.get(1).lastCpu()).isZero();
              kernel.scheduler().setAffinity(self, tasks.get(0), 0b11);
              awaitOnlyRunning(kernel, self, loops, 0, 1);
              loops.get(1).stop();
              awaitOnlyRunning(kernel, self, loops, 0, 2);
              loops.forEach(BusyLoop::stop);
            })
        .assertFine();
  }

  /** Waits until two of three make progress and the third makes none. */
  private static void awaitOnlyRunning(
      Kernel kernel, Task self, List<BusyLoop> loops, int first, int second) {
    long[] before = new long[3];
    await(
        kernel,
        self,
        first + " and " + second + " run, the third does not",
        () -> {
          for (int i = 0; i < 3; i++) {
            before[i] = loops.get(i).chunks();
          }
          sleep(kernel, self, 5 * MILLI);
          boolean right = true;
          for (int i = 0; i < 3; i++) {
            boolean ran = loops.get(i).chunks() - before[i] > 2;
            right &= ran == (i == first || i == second);
          }
          return right;
        });
  }

  /** A task that wakes where something higher runs goes to a CPU that runs something lower. */
  @Test
  void wakeUp_besideAHigherTask_goesElsewhere() throws InterruptedException {
    KernelHarness.on(2)
        .run(
            (self, kernel) -> {
              noThrottle(kernel, self);
              BusyLoop fair = new BusyLoop(kernel.scheduler());
              startThread(kernel, self, "fair", fair);
              CountingSemaphore bell = new CountingSemaphore(0);
              int[] cpus = new int[20];
              int[] runs = {0};
              Task sleeper =
                  make(
                      kernel,
                      self,
                      "sleeper",
                      10,
                      task -> {
                        for (int i = 0; i < cpus.length; i++) {
                          bell.down();
                          cpus[i] = task.cpu().id();
                          runs[0] = i + 1;
                        }
                      });
              kernel.processes().start(self, sleeper);
              await(kernel, self, "it sleeps", () -> sleeper.stats().voluntarySwitches() > 0);
              for (int i = 0; i < cpus.length; i++) {
                BusyLoop high = new BusyLoop(kernel.scheduler());
                Task task = make(kernel, self, "high", 50, high);
                int busy = sleeper.cpu().id();
                kernel.scheduler().setAffinity(self, task, 1L << busy);
                kernel.processes().start(self, task);
                await(kernel, self, "the higher one runs", () -> high.chunks() > 0);
                int wanted = i + 1;
                bell.up();
                await(kernel, self, "the sleeper has run", () -> runs[0] == wanted);
                assertThat(cpus[i]).isEqualTo(1 - busy);
                high.stop();
                await(kernel, self, "the higher one is gone", () -> !task.isOnRq());
              }
              fair.stop();
            })
        .assertFine();
  }

  /** Computes for a while at a time, and counts how often its mate waits for it needlessly. */
  private static final class Mate implements Task.Body {
    private final Kernel kernel;
    private volatile boolean stopped;
    private volatile Task other;
    private volatile int rounds;
    private volatile int misplaced;
    private long sink;

    Mate(Kernel kernel) {
      this.kernel = kernel;
    }

    @Override
    public void run(Task self) {
      while (!stopped) {
        int held = 0;
        for (int chunk = 0; chunk < 150; chunk++) {
          sink = DelayLoop.spin(sink, CHUNK);
          boolean behindMe = other.isOnRq() && !other.isOnCpu() && other.cpu() == self.cpu();
          held = behindMe ? held + 1 : 0;
          misplaced += held == 100 ? 1 : 0;
          kernel.scheduler().condResched(self);
        }
        rounds++;
        sleep(kernel, self, 200_000 + rounds % 7 * 300_000L);
      }
    }
  }

  /**
   * Two tasks of one priority on two CPUs beside fair hogs: neither waits behind the other for
   * long, for the other CPU always runs something lower.
   */
  @Test
  void twoTasks_onTwoCpus_neverWaitForEachOther() throws InterruptedException {
    KernelHarness.on(2)
        .run(
            (self, kernel) -> {
              noThrottle(kernel, self);
              List<BusyLoop> hogs = new ArrayList<>();
              for (int i = 0; i < 2; i++) {
                BusyLoop hog = new BusyLoop(kernel.scheduler());
                hogs.add(hog);
                startThread(kernel, self, "hog/" + i, hog);
              }
              Mate first = new Mate(kernel);
              Mate second = new Mate(kernel);
              List<Task> tasks = new ArrayList<>();
              for (Mate mate : List.of(first, second)) {
                Task task = kernel.kernelThreads().create(self, "mate", mate);
                kernel.scheduler().setRealTime(self.cpu(), task, Policy.FIFO, 10);
                tasks.add(task);
              }
              first.other = tasks.get(1);
              second.other = tasks.get(0);
              tasks.forEach(task -> kernel.processes().start(self, task));
              await(kernel, self, "rounds were made", () -> first.rounds + second.rounds > 400);
              first.stopped = true;
              second.stopped = true;
              hogs.forEach(BusyLoop::stop);
              // a waker that loses its core before it pushes may cause one now and then
              assertThat(first.misplaced + second.misplaced).as("of 400 rounds").isLessThan(40);
            })
        .assertFine();
  }

  /**
   * Whatever classes, priorities, nice values and CPUs tasks are given while they compute, sleep
   * and yield on four CPUs: all go on, and in the end every queue is empty and the books are right.
   */
  @Test
  void attributes_changedUnderLoad_stayWhole() throws InterruptedException {
    KernelHarness.on(4)
        .run(
            (self, kernel) -> {
              Scheduler scheduler = kernel.scheduler();
              scheduler.setRealTimeBandwidth(self.cpu(), 20 * MILLI, 15 * MILLI);
              scheduler.setRealTime(self.cpu(), self, Policy.FIFO, 99);
              List<Changed> bodies = new ArrayList<>();
              List<Task> tasks = new ArrayList<>();
              for (int i = 0; i < 12; i++) {
                Changed body = new Changed(kernel, i);
                bodies.add(body);
                tasks.add(startThread(kernel, self, "changed/" + i, body));
              }
              Random random = new Random(11);
              Policy[] policies = Policy.values();
              for (int change = 0; change < 3_000; change++) {
                Task task = tasks.get(random.nextInt(tasks.size()));
                Policy policy = policies[random.nextInt(policies.length)];
                if (random.nextInt(4) == 0) {
                  scheduler.setAffinity(self, task, 1 + random.nextInt(15));
                } else if (policy.isRealTime()) {
                  scheduler.setRealTime(self.cpu(), task, policy, 1 + random.nextInt(98));
                } else {
                  scheduler.setPolicy(self.cpu(), task, policy, random.nextInt(40) - 20);
                }
                if (change % 4 == 0) {
                  sleep(kernel, self, 100_000);
                }
              }
              for (Task task : tasks) {
                scheduler.setAffinity(self, task, 0b1111);
                scheduler.setPolicy(self.cpu(), task, Policy.NORMAL, 0);
              }
              long[] rounds = bodies.stream().mapToLong(body -> body.rounds).toArray();
              await(
                  kernel,
                  self,
                  "all go on",
                  () -> {
                    boolean all = true;
                    for (int i = 0; i < rounds.length; i++) {
                      all &= bodies.get(i).rounds > rounds[i];
                    }
                    return all;
                  });
              bodies.forEach(body -> body.stopped = true);
            })
        .assertFine();
  }

  private static final class Changed implements Task.Body {
    private final Kernel kernel;
    private final int number;
    private volatile boolean stopped;
    private volatile long rounds;
    private long sink;

    Changed(Kernel kernel, int number) {
      this.kernel = kernel;
      this.number = number;
    }

    @Override
    public void run(Task self) {
      while (!stopped) {
        for (int chunk = 0; chunk < 20; chunk++) {
          sink = DelayLoop.spin(sink, CHUNK);
          kernel.scheduler().condResched(self);
        }
        if (number % 3 == 0) {
          sleep(kernel, self, 150_000);
        } else if (number % 3 == 1) {
          kernel.scheduler().yield(self);
        }
        rounds++;
      }
    }
  }
}
