package org.kernsync.kernel.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.kernsync.kernel.boot.KernelHarness.await;
import static org.kernsync.kernel.boot.KernelHarness.sleep;
import static org.kernsync.kernel.boot.KernelHarness.startThreadOn;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.kernsync.kernel.boot.KernelConfig;
import org.kernsync.kernel.boot.KernelHarness;
import org.kernsync.kernel.cpu.Cpu;
import org.kernsync.kernel.cpu.Softirq;
import org.kernsync.kernel.sched.Task;

class HrTimerModelTest {
  private static final long MILLISECOND = TimeUnit.MILLISECONDS.toNanos(1);

  private static String contextOf(Cpu cpu) {
    return (cpu.inHardirq() ? "hardirq" : cpu.inServingSoftirq() ? "softirq" : "task")
        + (cpu.irqsDisabled() ? ", irqs off" : ", irqs on");
  }

  /**
   * A hard timer's function is called in the timer interrupt, a soft one's in the softirq HRTIMER
   * with interrupts on; both on the CPU where they were armed, and not a nanosecond early.
   */
  @Test
  void startTimer_hardAndSoft_eachInItsContext() throws InterruptedException {
    List<String> called = new CopyOnWriteArrayList<>();
    KernelHarness.on(2)
        .run(
            (self, kernel) -> {
              Timekeeping time = kernel.timekeeping();
              Task armer =
                  startThreadOn(
                      kernel,
                      self,
                      "armer",
                      0b10,
                      task -> {
                        long due = System.nanoTime() + MILLISECOND;
                        HrTimer hard =
                            new HrTimer(
                                time,
                                cpu ->
                                    called.add(
                                        "hard on %d in %s%s"
                                            .formatted(cpu.id(), contextOf(cpu), early(due))));
                        HrTimer soft =
                            HrTimer.soft(
                                time,
                                cpu ->
                                    called.add(
                                        "soft on %d in %s%s"
                                            .formatted(cpu.id(), contextOf(cpu), early(due))));
                        time.startTimer(task.cpu(), soft, due);
                        time.startTimer(task.cpu(), hard, due);
                        assertThatThrownBy(() -> time.startTimer(task.cpu(), soft, due))
                            .hasMessageContaining("is armed");
                        await(kernel, task, "both expired", () -> called.size() == 2);
                        assertThat(hard.hasExpired() && soft.hasExpired()).isTrue();
                      });
              await(kernel, self, "it ended", () -> armer.exitState() != 0);
              assertThat(kernel.softirqs().counts(1).served(Softirq.HRTIMER)).isPositive();
              assertThat(kernel.softirqs().counts(0).served(Softirq.HRTIMER)).isZero();
            })
        .assertFine();
    assertThat(called)
        .containsExactly("hard on 1 in hardirq, irqs off", "soft on 1 in softirq, irqs on");
  }

  private static String early(long due) {
    return System.nanoTime() - due < 0 ? ", early" : "";
  }

  /**
   * Soft timers that come due one after the other on an idle CPU all expire, none before its time,
   * and one that arms itself again each time.
   */
  @Test
  void startTimer_manySoftOnAnIdleCpu_allExpire() throws InterruptedException {
    int timers = 200;
    AtomicInteger expired = new AtomicInteger();
    AtomicInteger early = new AtomicInteger();
    AtomicInteger laps = new AtomicInteger();
    KernelHarness.on(2)
        .run(
            (self, kernel) -> {
              Timekeeping time = kernel.timekeeping();
              Task armer =
                  startThreadOn(
                      kernel,
                      self,
                      "armer",
                      0b10,
                      task -> {
                        long from = System.nanoTime() + MILLISECOND;
                        for (int i = 0; i < timers; i++) {
                          long due = from + i * 100_000L;
                          HrTimer timer =
                              HrTimer.soft(
                                  time,
                                  cpu -> {
                                    early.addAndGet(System.nanoTime() - due < 0 ? 1 : 0);
                                    expired.incrementAndGet();
                                  });
                          time.startTimer(task.cpu(), timer, due);
                        }
                        HrTimer[] lapTimer = new HrTimer[1];
                        lapTimer[0] =
                            HrTimer.soft(
                                time,
                                cpu -> {
                                  if (laps.incrementAndGet() < 50) {
                                    time.startTimer(
                                        cpu, lapTimer[0], lapTimer[0].expires() + 300_000);
                                  }
                                });
                        time.startTimer(task.cpu(), lapTimer[0], from);
                      });
              await(kernel, self, "all expired", () -> expired.get() == timers);
              await(kernel, self, "all laps are done", () -> laps.get() == 50);
              assertThat(armer.exitState()).isNotZero();
            })
        .assertFine();
    assertThat(early.get()).isZero();
  }

  /**
   * Cancelling returns when the function does not run, wherever it runs, and nobody calls it after;
   * a timer that arms itself again all the time does not come back.
   */
  @Test
  void cancelTimer_whileItsFunctionRuns_waitsForIt() throws InterruptedException {
    AtomicInteger late = new AtomicInteger();
    AtomicInteger caught = new AtomicInteger();
    KernelHarness.on(2)
        .run(
            (self, kernel) -> {
              Timekeeping time = kernel.timekeeping();
              for (int round = 0; round < 200; round++) {
                AtomicBoolean cancelled = new AtomicBoolean();
                AtomicBoolean inside = new AtomicBoolean();
                HrTimer[] timer = new HrTimer[1];
                timer[0] =
                    HrTimer.soft(
                        time,
                        cpu -> {
                          inside.set(true);
                          long end = System.nanoTime() + 20_000;
                          while (System.nanoTime() - end < 0) {
                            Thread.onSpinWait();
                          }
                          late.addAndGet(cancelled.get() ? 1 : 0);
                          time.startTimer(cpu, timer[0], System.nanoTime() + 1_000);
                          inside.set(false);
                        });
                int target = 1 - self.cpu().id();
                kernel
                    .functionCalls()
                    .smpCallFunctionSingle(
                        self.cpu(),
                        target,
                        cpu -> time.startTimer(cpu, timer[0], System.nanoTime()),
                        true);
                long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
                while (!inside.get() && System.nanoTime() - end < 0) {
                  self.cpu().poll();
                }
                assertThat(time.cancelTimer(self.cpu(), timer[0])).isTrue();
                caught.addAndGet(inside.get() ? 1 : 0);
                cancelled.set(true);
                assertThat(time.cancelTimer(self.cpu(), timer[0])).isFalse();
              }
              sleep(kernel, self, MILLISECOND);
            })
        .assertFine();
    assertThat(late.get()).isZero();
    assertThat(caught.get()).isZero();
  }

  /** A soft timer whose function throws is reported; the others expire all the same. */
  @Test
  void soft_functionThrows_isAnOopsAndTheRestExpires() throws InterruptedException {
    AtomicInteger expired = new AtomicInteger();
    KernelHarness.Run run =
        KernelHarness.on(1)
            .run(
                (self, kernel) -> {
                  Timekeeping time = kernel.timekeeping();
                  HrTimer bad =
                      HrTimer.soft(
                          time,
                          cpu -> {
                            throw new IllegalStateException("a bug");
                          });
                  HrTimer good = HrTimer.soft(time, cpu -> expired.incrementAndGet());
                  time.startTimer(self.cpu(), bad, System.nanoTime() + MILLISECOND);
                  await(kernel, self, "it expired", bad::hasExpired);
                  assertThat(time.cancelTimer(self.cpu(), bad)).isFalse();
                  time.startTimer(self.cpu(), good, System.nanoTime() + MILLISECOND);
                  await(kernel, self, "the other expired", () -> expired.get() == 1);
                });
    run.assertNotThrown();
    assertThat(run.kernel().violations()).singleElement().asString().contains("a bug");
  }

  /** Idle CPUs have no tick, a CPU that computes has HZ of them in a second. */
  @Test
  void tick_idleCpus_takeNone() throws InterruptedException {
    long[] ticks = new long[3];
    KernelHarness.of(KernelConfig.ofCpus(3).withHz(1000))
        .run(
            (self, kernel) -> {
              AtomicBoolean stop = new AtomicBoolean();
              Task busy =
                  startThreadOn(
                      kernel,
                      self,
                      "busy",
                      0b010,
                      task -> {
                        while (!stop.get()) {
                          task.cpu().poll();
                        }
                      });
              kernel.scheduler().setAffinity(self, self, 0b001);
              sleep(kernel, self, 20 * MILLISECOND); // let the beginning pass
              for (int cpu = 0; cpu < 3; cpu++) {
                ticks[cpu] = -kernel.scheduler().view(cpu).ticks();
              }
              sleep(kernel, self, 500 * MILLISECOND);
              for (int cpu = 0; cpu < 3; cpu++) {
                ticks[cpu] += kernel.scheduler().view(cpu).ticks();
              }
              stop.set(true);
              await(kernel, self, "it ended", () -> busy.exitState() != 0);
            })
        .assertFine();
    assertThat(ticks[1]).as("of the busy CPU").isBetween(100L, 501L);
    assertThat(ticks[0]).as("of the CPU whose task sleeps").isLessThan(10);
    assertThat(ticks[2]).as("of the idle CPU").isLessThan(10);
  }

  /** An idle CPU wakes for a timer of its wheel, and then has no tick again. */
  @Test
  void tick_idleCpuWithATimerOnItsWheel_takesOneForIt() throws InterruptedException {
    AtomicInteger expired = new AtomicInteger();
    KernelHarness.of(KernelConfig.ofCpus(2).withHz(1000))
        .run(
            (self, kernel) -> {
              kernel.scheduler().setAffinity(self, self, 0b01);
              Timers timers = kernel.timekeeping().timers();
              sleep(kernel, self, 20 * MILLISECOND);
              long before = kernel.scheduler().view(1).ticks();
              for (int i = 1; i <= 5; i++) {
                Timer timer = new Timer(timers, cpu -> expired.incrementAndGet());
                timers.addTimerOn(self.cpu(), timer, timers.jiffies().now() + 50L * i, 1);
              }
              await(kernel, self, "all expired", () -> expired.get() == 5);
              sleep(kernel, self, 100 * MILLISECOND);
              assertThat(kernel.scheduler().view(1).ticks() - before).isBetween(5L, 25L);
            })
        .assertFine();
  }
}
