package org.kernsync.kernel.sched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kernsync.kernel.boot.KernelHarness.startThread;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.kernsync.kernel.boot.Kernel;
import org.kernsync.kernel.boot.KernelHarness;
import org.kernsync.kernel.boot.KernelHarness.Run;
import org.kernsync.kernel.boot.Outcome;
import org.kernsync.wait.Completion;

/** A task whose slot or stack is broken makes the model oops, wherever the task is. */
class TaskSlotModelTest {
  private static void assertPanic(Run run, String... words) {
    assertThat(run.outcome()).isEqualTo(Outcome.VIOLATED);
    assertThat(run.kernel().violations())
        .as("%s", String.join("\n", run.kernel().log().lines()))
        .anySatisfy(line -> assertThat(line).contains(words));
  }

  /** A task that runs, and whose slot is freed, is found out when it leaves its CPU. */
  @Test
  void switch_slotFreedEarly_panics() throws InterruptedException {
    Run run =
        KernelHarness.on(2)
            .run(
                (self, kernel) ->
                    startThread(
                        kernel,
                        self,
                        "victim",
                        task -> {
                          task.slot.free();
                          kernel.scheduler().yield(task);
                        }));
    assertPanic(run, "kernel panic", "task_struct of victim", "after it was freed");
  }

  /** One that never leaves its CPU is found out by the tick. */
  @Test
  void tick_slotFreedEarly_panics() throws InterruptedException {
    Run run =
        KernelHarness.on(2)
            .run(
                (self, kernel) -> {
                  startThread(
                      kernel,
                      self,
                      "victim",
                      task -> {
                        task.cpu().preemptDisable();
                        task.slot.free();
                        while (kernel.violations().isEmpty()) {
                          task.cpu().poll();
                        }
                        task.cpu().preemptEnable();
                      });
                  KernelHarness.await(
                      kernel, self, "somebody saw it", () -> !kernel.violations().isEmpty());
                });
    assertPanic(run, "kernel panic", "task_struct of victim", "after it was freed");
  }

  /** So is one whose slot was written over. */
  @Test
  void switch_slotWrittenOver_panics() throws InterruptedException {
    Run run =
        KernelHarness.on(2)
            .run(
                (self, kernel) ->
                    startThread(
                        kernel,
                        self,
                        "victim",
                        task -> {
                          task.slot.setWord(0, 0xbad);
                          kernel.scheduler().yield(task);
                        }));
    assertPanic(run, "kernel panic", "task_struct of victim", "written over", "0xbad");
  }

  /** A stray write to the end of a kernel stack is found at the next switch. */
  @Test
  void switch_stackEndWrittenOver_panics() throws InterruptedException {
    Run run =
        KernelHarness.on(2)
            .run(
                (self, kernel) ->
                    startThread(
                        kernel,
                        self,
                        "victim",
                        task -> {
                          task.pages().memory().putLong(task.pages().end(), 0xbad);
                          kernel.scheduler().yield(task);
                        }));
    assertPanic(run, "corrupted stack end detected inside scheduler: 0xbad", "victim");
  }

  /**
   * A stack whose pages were freed while the task sleeps on it is found when the task is chosen.
   */
  @Test
  void switch_stackFreedEarly_panics() throws InterruptedException {
    Run run =
        KernelHarness.on(2)
            .run(
                (self, kernel) -> {
                  Task victim = sleeper(kernel, self);
                  victim.pages().freePages();
                  wake(kernel, self, victim);
                });
    assertPanic(run, "corrupted stack end detected inside scheduler: 0x0", "victim");
  }

  /** Who wakes a task by {@code tryToWakeUp} whose slot was freed gets an oops that names it. */
  @Test
  void tryToWakeUp_slotFreedEarly_oopses() throws InterruptedException {
    Run run =
        KernelHarness.on(2)
            .run(
                (self, kernel) -> {
                  Task victim = sleeper(kernel, self);
                  victim.slot.free();
                  kernel.scheduler().tryToWakeUp(self.cpu(), victim, TaskState.NORMAL);
                });
    assertThat(run.failure()).hasMessageContaining("task_struct of victim");
    assertPanic(run, "task_struct of victim", "after it was freed");
  }

  /** One that sleeps inside a primitive, whose slot is another's by then, stops the model. */
  @Test
  void submit_slotFreedEarly_panics() throws InterruptedException {
    Run run =
        KernelHarness.on(2)
            .run(
                (self, kernel) -> {
                  Completion done = new Completion();
                  Task victim =
                      startThread(
                          kernel,
                          self,
                          "victim",
                          own ->
                              kernel
                                  .scheduler()
                                  .sleepUninterruptibly(own, done::awaitUninterruptibly));
                  KernelHarness.await(
                      kernel, self, "it sleeps", () -> victim.slot.parkedInPrimitive());
                  victim.slot.free();
                  done.complete();
                });
    assertPanic(run, "kernel panic", "task_struct of victim", "after it was freed");
  }

  private static Task sleeper(Kernel kernel, Task self) {
    Task task =
        startThread(
            kernel,
            self,
            "victim",
            own -> {
              own.setState(TaskState.UNINTERRUPTIBLE);
              kernel.scheduler().schedule(own);
            });
    KernelHarness.await(
        kernel,
        self,
        "it sleeps",
        () -> task.state() == TaskState.UNINTERRUPTIBLE && !task.isOnRq());
    return task;
  }

  private static void wake(Kernel kernel, Task self, Task task) {
    kernel.scheduler().tryToWakeUp(self.cpu(), task, TaskState.NORMAL);
  }

  /** Slots and stacks of tasks that ended are those of later ones: a storm needs but a few. */
  @Test
  void forkStorm_usesSlotsAgain() throws InterruptedException {
    int storms = 60;
    int each = 10;
    Set<Long> slots = new HashSet<>();
    Set<Long> stacks = new HashSet<>();
    AtomicInteger ran = new AtomicInteger();
    KernelHarness.on(2)
        .run(
            (self, kernel) -> {
              for (int storm = 0; storm < storms; storm++) {
                for (int i = 0; i < each; i++) {
                  Task made =
                      kernel.kernelThreads().create(self, "drop", task -> ran.incrementAndGet());
                  slots.add(made.slot.address());
                  stacks.add(made.pages().end());
                  kernel.processes().start(self, made);
                }
                int due = (storm + 1) * each;
                KernelHarness.await(kernel, self, "they ran", () -> ran.get() == due);
                kernel.rcu().synchronize(self);
              }
            })
        .assertFine();
    assertThat(ran).hasValue(storms * each);
    assertThat(slots).hasSizeLessThan(storms * each / 2);
    assertThat(stacks).hasSizeLessThan(storms * each / 2);
  }

  /** What is shown of an ended task is what it was, although its slot is another's. */
  @Test
  void queries_afterTheEnd_areTheLastValues() throws InterruptedException {
    Run run =
        KernelHarness.on(2)
            .run(
                (self, kernel) -> {
                  Task task = startThread(kernel, self, "ended", own -> {});
                  KernelHarness.await(kernel, self, "it is freed", task.slot::isFreed);
                  assertThat(task.pid()).isPositive().isLessThan(1000);
                  assertThat(task.isKernelThread()).isTrue();
                  assertThat(task.exitState()).isEqualTo(TaskState.DEAD);
                  assertThat(task.users()).isZero();
                  assertThat(task.policy()).isEqualTo(Policy.NORMAL);
                  assertThat(task.stats().slices()).isPositive();
                  assertThat(task.slot.word(TaskLayout.PID)).isNotEqualTo(task.pid());
                });
    run.assertFine();
  }
}
