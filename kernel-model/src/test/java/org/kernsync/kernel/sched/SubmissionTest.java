package org.kernsync.kernel.sched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kernsync.kernel.boot.KernelHarness.await;
import static org.kernsync.kernel.boot.KernelHarness.startThreadOn;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.kernsync.kernel.boot.Kernel;
import org.kernsync.kernel.boot.KernelHarness;
import org.kernsync.kernel.cpu.Cpu;

/** What a submission by the JDK, asked for or not, may do and what it may not. */
class SubmissionTest {
  private static final long CPU0 = 0b01;
  private static final long CPU1 = 0b10;

  private static boolean sleeps(Task task) {
    return !task.isOnRq() && !task.isOnCpu() && task.state() == TaskState.UNINTERRUPTIBLE;
  }

  /** An announced sleep: returns when the state is RUNNING again. */
  private static Task sleeper(Kernel kernel, Task self, long mask, AtomicBoolean over) {
    return startThreadOn(
        kernel,
        self,
        "sleeper",
        mask,
        task -> {
          task.setState(TaskState.UNINTERRUPTIBLE);
          kernel.scheduler().schedule(task);
          over.set(true);
        });
  }

  /**
   * A sleep that a task announced itself is ended by tryToWakeUp only: whoever else unparks the
   * thread, be it a stranger or an unlock that comes late, makes it look again and no more.
   */
  @Test
  void unpark_ofAnAnnouncedSleep_doesNotEndIt() throws InterruptedException {
    KernelHarness.on(2)
        .run(
            (self, kernel) -> {
              AtomicBoolean over = new AtomicBoolean();
              Task task = sleeper(kernel, self, CPU1, over);
              for (int round = 0; round < 50; round++) {
                await(kernel, self, "it sleeps", () -> sleeps(task) || over.get());
                assertThat(over).as("round %d", round).isFalse();
                LockSupport.unpark(task.thread());
              }
              await(kernel, self, "it sleeps again", () -> sleeps(task) || over.get());
              assertThat(over).isFalse();
              assertThat(
                      kernel.scheduler().tryToWakeUp(self.cpu(), task, TaskState.UNINTERRUPTIBLE))
                  .isTrue();
              await(kernel, self, "it is over", over::get);
            })
        .assertFine();
  }

  /**
   * An unlock in an atomic section may unpark somebody while the caller holds the very run queue
   * that this one would be put on: so it must not take that lock. It is put there later.
   */
  @Test
  void unpark_withTheRunQueueLocked_isPutOffToTheWakeList() throws InterruptedException {
    KernelHarness.on(2)
        .run(
            (self, kernel) -> {
              kernel.scheduler().setAffinity(self, self, CPU0);
              AtomicBoolean over = new AtomicBoolean();
              Task task = sleeper(kernel, self, CPU1, over);
              await(kernel, self, "it sleeps", () -> sleeps(task));
              Cpu cpu = self.cpu();
              RunQueue rq = task.rq();
              assertThat(rq.cpu.id()).isEqualTo(1);
              boolean flags = rq.lock.lockIrqSave(cpu);
              boolean queued;
              try {
                LockSupport.unpark(task.thread());
                queued = task.isOnRq();
              } finally {
                rq.lock.unlockIrqRestore(cpu, flags);
              }
              assertThat(queued).as("queued under the lock").isFalse();
              kernel.scheduler().tryToWakeUp(cpu, task, TaskState.UNINTERRUPTIBLE);
              await(kernel, self, "it is over", over::get);
            })
        .assertFine();
  }

  /**
   * A task on its way between two queues counts as queued, so that no wake-up queues it as well.
   */
  @Test
  void detach_forAMove_leavesTheTaskQueued() throws InterruptedException {
    KernelHarness.on(2)
        .run(
            (self, kernel) -> {
              kernel.scheduler().setAffinity(self, self, CPU0);
              BusyLoop first = new BusyLoop(kernel.scheduler());
              BusyLoop second = new BusyLoop(kernel.scheduler());
              Task[] tasks = {
                startThreadOn(kernel, self, "first", CPU1, first),
                startThreadOn(kernel, self, "second", CPU1, second)
              };
              await(kernel, self, "both run", () -> first.chunks() > 0 && second.chunks() > 0);
              Cpu cpu = self.cpu();
              RunQueue rq = tasks[0].rq();
              boolean flags = rq.lock.lockIrqSave(cpu);
              boolean onTheWay;
              boolean after;
              try {
                Task waiting = rq.curr == tasks[0] ? tasks[1] : tasks[0];
                rq.detach(waiting, 0);
                onTheWay = waiting.slot.isOnRq();
                rq.attach(waiting, 0);
                after = waiting.slot.isOnRq();
              } finally {
                rq.lock.unlockIrqRestore(cpu, flags);
              }
              first.stop();
              second.stop();
              assertThat(onTheWay).isTrue();
              assertThat(after).isTrue();
            })
        .assertFine();
  }
}
