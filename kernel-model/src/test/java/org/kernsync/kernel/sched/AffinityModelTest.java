package org.kernsync.kernel.sched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.kernsync.kernel.boot.KernelHarness.await;
import static org.kernsync.kernel.boot.KernelHarness.startThread;
import static org.kernsync.kernel.boot.KernelHarness.startThreadOn;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.kernsync.kernel.boot.KernelHarness;
import org.kernsync.kernel.boot.KernelHarness.Run;
import org.kernsync.kernel.cpu.Cpu;
import org.kernsync.sleep.CountingSemaphore;

class AffinityModelTest {
  private static final long CPU0 = 0b01;
  private static final long CPU1 = 0b10;
  private static final long BOTH = 0b11;

  /**
   * A running task is taken off its CPU: when the change returns, it is on an allowed one, and
   * there it goes on.
   */
  @Test
  void setAffinity_running_movesItNow() throws InterruptedException {
    KernelHarness.on(2)
        .run(
            (self, kernel) -> {
              Scheduler scheduler = kernel.scheduler();
              BusyLoop loop = new BusyLoop(scheduler);
              Task task = startThreadOn(kernel, self, "busy", CPU0, loop);
              await(kernel, self, "it runs", () -> loop.lastCpu() == 0);
              for (int round = 0; round < 50; round++) {
                int target = 1 - round % 2;
                scheduler.setAffinity(self, task, 1L << target);
                assertThat(task.cpu().id()).as("round %d", round).isEqualTo(target);
                await(kernel, self, "it runs on " + target, () -> loop.lastCpu() == target);
              }
              loop.stop();
              assertThat(task.stats().migrations()).isGreaterThanOrEqualTo(50);
            })
        .assertFine();
  }

  /**
   * A task that waits on a queue, here behind one that cannot be preempted, is moved without having
   * run.
   */
  @Test
  void setAffinity_queued_movesIt() throws InterruptedException {
    KernelHarness.on(2)
        .run(
            (self, kernel) -> {
              Scheduler scheduler = kernel.scheduler();
              scheduler.setAffinity(self, self, CPU0);
              AtomicBoolean inSection = new AtomicBoolean();
              AtomicBoolean release = new AtomicBoolean();
              startThreadOn(
                  kernel, self, "holder", CPU1, holder -> occupy(holder, inSection, release));
              await(kernel, self, "CPU 1 is occupied", inSection::get);
              BusyLoop loop = new BusyLoop(scheduler);
              Task task = startThreadOn(kernel, self, "queued", CPU1, loop);
              await(kernel, self, "it is queued", task::isOnRq);
              assertThat(task.cpu().id()).isEqualTo(1);
              assertThat(loop.lastCpu()).as("has not run").isEqualTo(-1);
              scheduler.setAffinity(self, task, CPU0);
              assertThat(task.cpu().id()).isZero();
              await(kernel, self, "it runs on CPU 0", () -> loop.lastCpu() == 0);
              loop.stop();
              release.set(true);
            })
        .assertFine();
  }

  /** Keeps a CPU to itself, as an atomic section does, but takes interrupts. */
  private static void occupy(Task self, AtomicBoolean inSection, AtomicBoolean release) {
    Cpu cpu = self.cpu();
    cpu.preemptDisable();
    inSection.set(true);
    while (!release.get()) {
      cpu.poll();
    }
    cpu.preemptEnable();
  }

  /** A sleeping task stays asleep and wakes on an allowed CPU. */
  @Test
  void setAffinity_asleep_isHonouredAtWakeUp() throws InterruptedException {
    KernelHarness.on(2)
        .run(
            (self, kernel) -> {
              CountingSemaphore gate = new CountingSemaphore(0);
              CountingSemaphore done = new CountingSemaphore(0);
              int[] wokenOn = {-1};
              Task task =
                  startThreadOn(
                      kernel,
                      self,
                      "sleeper",
                      CPU0,
                      sleeper -> {
                        for (int round = 0; round < 20; round++) {
                          gate.down();
                          wokenOn[0] = sleeper.cpu().id();
                          done.up();
                        }
                      });
              for (int round = 0; round < 20; round++) {
                int target = 1 - round % 2;
                await(kernel, self, "it sleeps", () -> !task.isOnRq() && gate.hasQueuedThreads());
                kernel.scheduler().setAffinity(self, task, 1L << target);
                assertThat(task.isOnRq()).isFalse();
                gate.up();
                done.down();
                assertThat(wokenOn[0]).isEqualTo(target);
              }
            })
        .assertFine();
  }

  /** A task that forbids itself the CPU it runs on is elsewhere when the call returns. */
  @Test
  void setAffinity_self_movesBeforeItReturns() throws InterruptedException {
    KernelHarness.on(2)
        .run(
            (self, kernel) -> {
              for (int round = 0; round < 50; round++) {
                int target = 1 - self.cpu().id();
                kernel.scheduler().setAffinity(self, self, 1L << target);
                assertThat(self.cpu().id()).as("round %d", round).isEqualTo(target);
              }
            })
        .assertFine();
  }

  /**
   * Masks that change all the time, of tasks in any state, are never violated at rest and lose
   * nobody.
   */
  @Test
  void setAffinity_random_losesNoTask() throws InterruptedException {
    Run run =
        KernelHarness.on(4)
            .run(
                (self, kernel) -> {
                  List<BusyLoop> loops = new ArrayList<>();
                  List<Task> tasks = new ArrayList<>();
                  for (int i = 0; i < 6; i++) {
                    BusyLoop loop = new BusyLoop(kernel.scheduler());
                    loops.add(loop);
                    tasks.add(startThread(kernel, self, "busy/" + i, loop));
                  }
                  Random random = new Random(4);
                  for (int round = 0; round < 400; round++) {
                    int index = random.nextInt(tasks.size());
                    long mask = 1 + random.nextInt(15);
                    Task task = tasks.get(index);
                    kernel.scheduler().setAffinity(self, task, mask);
                    assertThat(mask >>> task.cpu().id() & 1).as("cpu is in the mask").isOne();
                  }
                  for (int i = 0; i < tasks.size(); i++) {
                    BusyLoop loop = loops.get(i);
                    long before = loop.chunks();
                    await(
                        kernel, self, tasks.get(i) + " goes on", () -> loop.chunks() > before + 2);
                    loop.stop();
                  }
                })
            .assertFine();
    assertThat(run.kernel().endedTasks())
        .filteredOn(task -> task.comm().startsWith("busy/"))
        .hasSize(6);
  }

  /**
   * A task never runs where it was never allowed, whoever wakes it and however loaded the others
   * are.
   */
  @Test
  void mask_overALife_isKept() throws InterruptedException {
    Run run =
        KernelHarness.on(4)
            .run(
                (self, kernel) -> {
                  CountingSemaphore done = new CountingSemaphore(0);
                  for (int cpu = 0; cpu < 4; cpu++) {
                    for (int i = 0; i < 3; i++) {
                      Task.Body body =
                          task -> {
                            for (int round = 0; round < 50; round++) {
                              kernel.scheduler().yield(task);
                              KernelHarness.sleep(kernel, task, 100_000);
                            }
                            done.up();
                          };
                      startThreadOn(kernel, self, "on/" + cpu, 1L << cpu, body);
                    }
                  }
                  for (int i = 0; i < 12; i++) {
                    done.down();
                  }
                })
            .assertFine();
    for (Task task : run.kernel().endedTasks()) {
      if (task.comm().startsWith("on/")) {
        long mask = 1L << Integer.parseInt(task.comm().substring(3));
        assertThat(task.stats().cpusUsed()).as(task.comm()).isEqualTo(mask);
      }
    }
  }

  /** A mask without any CPU of the model is refused. */
  @Test
  void setAffinity_noCpu_isRefused() throws InterruptedException {
    KernelHarness.on(2)
        .run(
            (self, kernel) -> {
              assertThatThrownBy(() -> kernel.scheduler().setAffinity(self, self, 0b100))
                  .isInstanceOf(IllegalArgumentException.class)
                  .hasMessageContaining("0 to 1");
              assertThat(self.allowed()).isEqualTo(BOTH);
            })
        .assertFine();
  }
}
