package org.kernsync.kernel.irq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.kernsync.kernel.boot.KernelHarness.await;
import static org.kernsync.kernel.boot.KernelHarness.startThreadOn;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.kernsync.kernel.boot.KernelHarness;
import org.kernsync.kernel.boot.KernelHarness.Run;
import org.kernsync.kernel.cpu.Cpu;
import org.kernsync.kernel.sched.Task;

class TaskletModelTest {
  /**
   * Scheduled twice before it runs it runs once; HI before normal, each in the order of schedules.
   */
  @Test
  void schedule_bhDisabled_runsOnceInOrder() throws InterruptedException {
    List<String> ran = new CopyOnWriteArrayList<>();
    KernelHarness.on(1)
        .run(
            (self, kernel) -> {
              Tasklet a = new Tasklet("a", cpu -> ran.add("a"));
              Tasklet b = new Tasklet("b", cpu -> ran.add("b"));
              Tasklet high = new Tasklet("high", cpu -> ran.add("high"));
              Cpu cpu = self.cpu();
              cpu.localBhDisable();
              kernel.tasklets().schedule(cpu, a);
              kernel.tasklets().schedule(cpu, b);
              kernel.tasklets().schedule(cpu, a);
              kernel.tasklets().hiSchedule(cpu, high);
              assertThat(a.isScheduled()).isTrue();
              cpu.localBhEnable();
              assertThat(ran).containsExactly("high", "a", "b");
              assertThat(a.isScheduled()).isFalse();
            })
        .assertFine();
  }

  /**
   * Scheduled from four CPUs at once it runs on one at a time, and sees what was stored before the
   * last schedule.
   */
  @Test
  void schedule_manyCpus_neverRunsTwiceAtOnceAndMissesNothing() throws InterruptedException {
    int rounds = 3_000;
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger overlaps = new AtomicInteger();
    AtomicLong posted = new AtomicLong();
    AtomicLong seen = new AtomicLong();
    Tasklet tasklet =
        new Tasklet(
            "shared",
            cpu -> {
              if (inside.incrementAndGet() != 1) {
                overlaps.incrementAndGet();
              }
              long now = posted.get();
              for (int i = 0; i < 30; i++) {
                cpu.poll();
              }
              seen.set(now);
              inside.decrementAndGet();
            });
    KernelHarness.on(4)
        .run(
            (self, kernel) -> {
              List<Task> threads = new ArrayList<>();
              for (int i = 0; i < 4; i++) {
                threads.add(
                    startThreadOn(
                        kernel,
                        self,
                        "poster/" + i,
                        1L << i,
                        task -> {
                          for (int round = 0; round < rounds; round++) {
                            posted.incrementAndGet();
                            kernel.tasklets().schedule(task.cpu(), tasklet);
                            kernel.scheduler().condResched(task);
                          }
                        }));
              }
              await(
                  kernel,
                  self,
                  "all posted",
                  () -> threads.stream().allMatch(thread -> thread.exitState() != 0));
              await(kernel, self, "the last was seen", () -> seen.get() == 4L * rounds);
              kernel.tasklets().kill(self, tasklet);
            })
        .assertFine();
    assertThat(overlaps.get()).isZero();
  }

  /** A disabled tasklet that is scheduled waits, and runs once it is enabled. */
  @Test
  void disable_scheduled_runsAfterEnable() throws InterruptedException {
    AtomicInteger runs = new AtomicInteger();
    Tasklet tasklet = new Tasklet("patient", cpu -> runs.incrementAndGet());
    KernelHarness.on(2)
        .run(
            (self, kernel) -> {
              kernel.tasklets().disable(self, tasklet);
              kernel.tasklets().schedule(self.cpu(), tasklet);
              KernelHarness.sleep(kernel, self, TimeUnit.MILLISECONDS.toNanos(20));
              assertThat(runs.get()).isZero();
              tasklet.enable();
              await(kernel, self, "it ran", () -> runs.get() == 1);
              assertThatThrownBy(tasklet::enable).hasMessageContaining("is enabled already");
              assertThat(tasklet).hasToString("tasklet patient");
            })
        .assertFine();
  }

  /** After kill it neither runs nor waits, however it was scheduled before. */
  @Test
  void kill_scheduledOnAnotherCpu_returnsAfterItsLastRun() throws InterruptedException {
    KernelHarness.on(2)
        .run(
            (self, kernel) -> {
              for (int round = 0; round < 300; round++) {
                AtomicBoolean killed = new AtomicBoolean();
                AtomicBoolean late = new AtomicBoolean();
                Tasklet tasklet =
                    new Tasklet(
                        "victim",
                        cpu -> {
                          for (int i = 0; i < 50; i++) {
                            cpu.poll();
                          }
                          late.compareAndSet(false, killed.get());
                        });
                int other = 1 - self.cpu().id();
                kernel
                    .functionCalls()
                    .smpCallFunctionSingle(
                        self.cpu(), other, cpu -> kernel.tasklets().schedule(cpu, tasklet), true);
                kernel.tasklets().kill(self, tasklet);
                killed.set(true);
                assertThat(tasklet.isRunning() || tasklet.isScheduled()).isFalse();
                assertThat(late.get()).isFalse();
              }
            })
        .assertFine();
  }

  /** One that throws is reported, and the others of the queue still run. */
  @Test
  void action_throws_othersRun() throws InterruptedException {
    AtomicInteger runs = new AtomicInteger();
    Run run =
        KernelHarness.on(1)
            .run(
                (self, kernel) -> {
                  Cpu cpu = self.cpu();
                  cpu.localBhDisable();
                  kernel
                      .tasklets()
                      .schedule(
                          cpu,
                          new Tasklet(
                              "bad",
                              own -> {
                                throw new IllegalStateException("a bug");
                              }));
                  kernel
                      .tasklets()
                      .schedule(cpu, new Tasklet("good", own -> runs.incrementAndGet()));
                  cpu.localBhEnable();
                });
    run.assertNotThrown();
    assertThat(runs.get()).isOne();
    assertThat(run.kernel().violations()).singleElement().asString().contains("tasklet bad");
  }
}
