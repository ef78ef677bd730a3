package org.kernsync.kernel.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.kernsync.kernel.boot.KernelHarness.await;
import static org.kernsync.kernel.boot.KernelHarness.startThreadOn;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kernsync.kernel.boot.Kernel;
import org.kernsync.kernel.boot.KernelConfig;
import org.kernsync.kernel.boot.KernelHarness;
import org.kernsync.kernel.boot.KernelHarness.Run;
import org.kernsync.kernel.boot.Outcome;
import org.kernsync.kernel.cpu.Cpu;
import org.kernsync.kernel.cpu.Oops;
import org.kernsync.kernel.sched.Task;
import org.kernsync.kernel.sched.TaskState;

class TimersModelTest {
  private static final int PER_LEVEL = 400;
  private static final int ATTEMPTS = 24;

  private static Timers timers(Kernel kernel) {
    return kernel.timekeeping().timers();
  }

  /** A timer that came: the level of the wheel that it was on, and how many ticks late. */
  private record Came(int level, long late) {}

  /**
   * Four hundred timers on each level of the wheel: none is early, and of each level 99 of 100 come
   * within its granule and two ticks, where the host lets the CPUs run: one that wakes an idle CPU
   * a few milliseconds late moves one in a hundred. So each level has some tries.
   */
  @ParameterizedTest
  @CsvSource({"1000, 0, 2", "4000, 3, 3"})
  void modTimer_onEachLevel_neverEarlyAndSoonAfter(int hz, int first, int last)
      throws InterruptedException {
    Map<Integer, String> tooLate = new TreeMap<>(); // levels that have not been in time yet
    for (int level = first; level <= last; level++) {
      tooLate.put(level, "");
    }
    for (int attempt = 0; attempt < ATTEMPTS && !tooLate.isEmpty(); attempt++) {
      ConcurrentLinkedQueue<Came> came = new ConcurrentLinkedQueue<>();
      Run run =
          KernelHarness.of(KernelConfig.ofCpus(2).withHz(hz))
              .run((self, kernel) -> expire(kernel, self, first, last, came))
              .assertFine();
      long stolen =
          Math.max(
              run.kernel().scheduler().cpu(0).clock().maxGapNanos(),
              run.kernel().scheduler().cpu(1).clock().maxGapNanos());
      for (int level = first; level <= last; level++) {
        int wanted = level;
        long[] late =
            came.stream().filter(c -> c.level == wanted).mapToLong(Came::late).sorted().toArray();
        assertThat(late).as("timers of level %d", level).hasSizeGreaterThan(PER_LEVEL * 9 / 10);
        assertThat(late[0]).as("the earliest of level %d", level).isNotNegative();
        long limit = TimerWheel.granule(level) + 2 + stolen * hz / 1_000_000_000;
        long most = late[late.length * 99 / 100];
        if (most <= limit) {
          tooLate.remove(level);
        } else {
          tooLate.computeIfPresent(level, (key, said) -> said + most + " of " + limit + " ");
        }
      }
    }
    assertThat(tooLate).as("levels whose 99 %% came late each time, in ticks").isEmpty();
  }

  /** Arms timers at random distances of each level, and notes how each one came. */
  private static void expire(
      Kernel kernel, Task self, int first, int last, ConcurrentLinkedQueue<Came> came) {
    kernel.scheduler().setAffinity(self, self, 1); // one CPU, with its one wheel
    Timers timers = timers(kernel);
    Random random = new Random(3);
    Cpu own = self.cpu();
    int count = (last - first + 1) * PER_LEVEL;
    for (int i = 0; i < count; i++) {
      int wanted = first + i % (last - first + 1);
      long nearest = wanted == 0 ? 1 : TimerWheel.start(wanted);
      long distance = nearest + random.nextLong(wanted == 0 ? 50 : nearest / 2);
      AtomicInteger level = new AtomicInteger();
      AtomicLong expires = new AtomicLong();
      Timer timer =
          new Timer(
              timers,
              cpu -> came.add(new Came(level.get(), timers.jiffies().now() - expires.get())));
      boolean flags = own.irqSave(); // it does not come before all is noted
      expires.set(timers.jiffies().now() + distance);
      timers.modTimer(own, timer, expires.get());
      level.set(timer.slot.bucket() >> TimerWheel.LEVEL_BITS);
      own.irqRestore(flags);
    }
    await(kernel, self, "all came", () -> came.size() == count);
  }

  /** After delTimerSync the function does not run, and had not been interrupted by the return. */
  @Test
  void delTimerSync_handlerOnAnotherCpu_waitsForIt() throws InterruptedException {
    AtomicBoolean inside = new AtomicBoolean();
    AtomicInteger wrong = new AtomicInteger();
    AtomicInteger ran = new AtomicInteger();
    KernelHarness.of(KernelConfig.ofCpus(2).withHz(1000))
        .run(
            (self, kernel) -> {
              Timers timers = timers(kernel);
              Task deleter =
                  startThreadOn(
                      kernel,
                      self,
                      "deleter",
                      1,
                      task -> {
                        for (int round = 0; round < 300; round++) {
                          Timer timer =
                              new Timer(
                                  timers,
                                  cpu -> {
                                    inside.set(true);
                                    ran.incrementAndGet();
                                    long end = System.nanoTime() + 200_000;
                                    while (System.nanoTime() - end < 0) {
                                      cpu.poll();
                                    }
                                    inside.set(false);
                                  });
                          timers.addTimerOn(task.cpu(), timer, timers.jiffies().now(), 1);
                          long pause = System.nanoTime() + round * 10_000L;
                          while (System.nanoTime() - pause < 0) {
                            task.cpu().poll();
                          }
                          timers.delTimerSync(task.cpu(), timer);
                          if (inside.get() || Timers.isPending(timer)) {
                            wrong.incrementAndGet();
                          }
                        }
                      });
              await(kernel, self, "it ended", () -> deleter.exitState() != 0);
            })
        .assertFine();
    assertThat(wrong.get()).isZero();
    assertThat(ran.get()).as("some had begun").isGreaterThan(20);
  }

  /** Armed from two CPUs at once, again and again, a timer is on one wheel, and comes. */
  @Test
  void modTimer_fromTwoCpus_staysWhole() throws InterruptedException {
    AtomicInteger came = new AtomicInteger();
    KernelHarness.of(KernelConfig.ofCpus(2).withHz(1000))
        .run(
            (self, kernel) -> {
              Timers timers = timers(kernel);
              Timer timer = new Timer(timers, cpu -> came.incrementAndGet());
              List<Task> threads = new ArrayList<>();
              for (int i = 0; i < 2; i++) {
                threads.add(
                    startThreadOn(
                        kernel,
                        self,
                        "armer/" + i,
                        1L << i,
                        task -> {
                          for (int round = 0; round < 20_000; round++) {
                            timers.modTimer(task.cpu(), timer, timers.jiffies().now() + round % 3);
                            if (round % 7 == 0) {
                              timers.delTimer(task.cpu(), timer);
                            }
                            kernel.scheduler().condResched(task);
                          }
                        }));
              }
              await(
                  kernel,
                  self,
                  "both ended",
                  () -> threads.stream().allMatch(thread -> thread.exitState() != 0));
              int before = came.get();
              timers.modTimer(self.cpu(), timer, timers.jiffies().now() + 1);
              await(kernel, self, "it came", () -> came.get() > before);
              timers.delTimerSync(self.cpu(), timer);
            })
        .assertFine();
  }

  /** Waiting for a timer in its own function is an oops, not a hang. */
  @Test
  void delTimerSync_inItsOwnFunction_isAnOops() throws InterruptedException {
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Run run =
        KernelHarness.on(1)
            .run(
                (self, kernel) -> {
                  Timers timers = timers(kernel);
                  Timer[] own = new Timer[1];
                  own[0] =
                      new Timer(
                          timers,
                          cpu -> {
                            try {
                              timers.delTimerSync(cpu, own[0]);
                            } catch (Oops refused) {
                              thrown.set(refused);
                            }
                          });
                  timers.modTimer(self.cpu(), own[0], timers.jiffies().now());
                  await(kernel, self, "it came", () -> thrown.get() != null);
                });
    run.assertNotThrown();
    assertThat(run.outcome()).isEqualTo(Outcome.VIOLATED);
    assertThat(thrown.get()).hasMessageContaining("own function");
  }

  /** A sleep with a timeout ends by its timer, not before; woken early it says what was left. */
  @Test
  void scheduleTimeout_sleepsAsLongAsItSays() throws InterruptedException {
    KernelHarness.of(KernelConfig.ofCpus(2).withHz(1000))
        .run(
            (self, kernel) -> {
              Timers timers = timers(kernel);
              long begin = timers.jiffies().now();
              self.setState(TaskState.UNINTERRUPTIBLE);
              assertThat(timers.scheduleTimeout(self, 20)).isZero();
              assertThat(timers.jiffies().now() - begin).isGreaterThanOrEqualTo(20);
              startThreadOn(
                  kernel,
                  self,
                  "waker",
                  2,
                  task -> {
                    KernelHarness.sleep(kernel, task, TimeUnit.MILLISECONDS.toNanos(5));
                    Cpu cpu = task.cpu();
                    while (!kernel.scheduler().tryToWakeUp(cpu, self, TaskState.NORMAL)) {
                      kernel.scheduler().condResched(task);
                      cpu = task.cpu();
                    }
                  });
              self.setState(TaskState.INTERRUPTIBLE);
              assertThat(timers.scheduleTimeout(self, 60_000)).isGreaterThan(30_000);
            })
        .assertFine();
  }

  /** A timer armed twice with addTimerOn is refused. */
  @Test
  void addTimerOn_armed_isRefused() throws InterruptedException {
    KernelHarness.on(2)
        .run(
            (self, kernel) -> {
              Timers timers = timers(kernel);
              Timer timer = new Timer(timers, cpu -> {});
              timers.addTimerOn(self.cpu(), timer, timers.jiffies().now() + 1_000, 1);
              assertThatThrownBy(
                      () -> timers.addTimerOn(self.cpu(), timer, timers.jiffies().now(), 0))
                  .hasMessageContaining("is armed");
              assertThat(timers.delTimer(self.cpu(), timer)).isTrue();
              assertThat(timers.delTimer(self.cpu(), timer)).isFalse();
            })
        .assertFine();
  }
}
