package org.kernsync.kernel.locking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.kernsync.kernel.boot.KernelHarness.await;
import static org.kernsync.kernel.boot.KernelHarness.startThread;
import static org.kernsync.kernel.boot.KernelHarness.startThreadOn;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kernsync.kernel.boot.KernelHarness;
import org.kernsync.kernel.cpu.Cpu;
import org.kernsync.kernel.cpu.Preemption;
import org.kernsync.kernel.sched.Task;

class RawSpinLockModelTest {
  private final RawSpinLock lock = new RawSpinLock();
  private long counter; // under lock

  /**
   * Tasks on all CPUs count under the lock, with interrupts on and off: no count is lost, on few
   * CPUs or too many.
   */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8})
  void lock_contended_excludes(int cpus) throws InterruptedException {
    int tasks = 2 * cpus;
    int rounds = 2_000;
    AtomicInteger done = new AtomicInteger();
    KernelHarness.on(cpus)
        .run(
            (self, kernel) -> {
              for (int i = 0; i < tasks; i++) {
                startThread(
                    kernel,
                    self,
                    "counter/" + i,
                    task -> {
                      for (int round = 0; round < rounds; round++) {
                        count(task, round % 2 == 0);
                        kernel.scheduler().condResched(task);
                      }
                      done.incrementAndGet();
                    });
              }
              await(kernel, self, "all have counted", () -> done.get() == tasks);
            })
        .assertFine();
    assertThat(counter).isEqualTo((long) tasks * rounds);
    assertThat(lock.isLocked()).isFalse();
  }

  private void count(Task task, boolean irqsOff) {
    Cpu cpu = task.cpu();
    boolean flags = irqsOff && cpu.irqSave(); // false: they were on
    lock.lock(cpu);
    counter++;
    lock.unlock(cpu);
    if (irqsOff) {
      cpu.irqRestore(flags);
    }
  }

  /**
   * While it is held preemption is disabled; lockIrqSave turns interrupts off as well; both are put
   * back, nested too.
   */
  @Test
  void lock_changesContext_andUnlockPutsItBack() throws InterruptedException {
    RawSpinLock inner = new RawSpinLock();
    KernelHarness.on(1)
        .run(
            (self, kernel) -> {
              Cpu cpu = self.cpu();
              assertThat(cpu.inAtomic()).isFalse();
              lock.lock(cpu);
              assertThat(cpu.preemptCount()).isOne();
              assertThat(cpu.irqsDisabled()).isFalse();
              boolean flags = inner.lockIrqSave(cpu);
              assertThat(flags).isFalse();
              assertThat(cpu.preemptCount()).isEqualTo(2);
              assertThat(cpu.irqsDisabled()).isTrue();
              inner.unlockIrqRestore(cpu, flags);
              assertThat(cpu.irqsDisabled()).isFalse();
              assertThat(cpu.preemptCount()).isOne();
              lock.unlock(cpu);
              assertThat(cpu.inAtomic()).isFalse();
              assertThatThrownBy(cpu::preemptEnable).isInstanceOf(IllegalStateException.class);
            })
        .assertFine();
  }

  /** tryLock of a lock held on another CPU fails at once and leaves the context as it was. */
  @Test
  void tryLock_heldElsewhere_fails() throws InterruptedException {
    AtomicBoolean held = new AtomicBoolean();
    AtomicBoolean release = new AtomicBoolean();
    KernelHarness.on(2)
        .run(
            (self, kernel) -> {
              kernel.scheduler().setAffinity(self, self, 0b01);
              startThreadOn(
                  kernel,
                  self,
                  "holder",
                  0b10,
                  task -> {
                    Cpu cpu = task.cpu();
                    lock.lock(cpu);
                    held.set(true);
                    while (!release.get()) {
                      cpu.poll();
                    }
                    lock.unlock(cpu);
                  });
              await(kernel, self, "it is held", held::get);
              assertThat(lock.tryLock(self.cpu())).isFalse();
              assertThat(self.cpu().inAtomic()).isFalse();
              assertThat(lock.isLocked()).isTrue();
              release.set(true);
              await(kernel, self, "it is free", () -> !lock.isLocked());
              assertThat(lock.tryLock(self.cpu())).isTrue();
              lock.unlock(self.cpu());
            })
        .assertFine();
  }

  /** A thread outside the model that would have to wait is told what it did. */
  @Test
  void lock_contendedFromOutside_isRefused() throws InterruptedException {
    AtomicBoolean held = new AtomicBoolean();
    AtomicBoolean release = new AtomicBoolean();
    Thread[] outsider = new Thread[1];
    Throwable[] thrown = new Throwable[1];
    KernelHarness.on(2)
        .run(
            (self, kernel) -> {
              startThreadOn(
                  kernel,
                  self,
                  "holder",
                  0b10,
                  task -> {
                    Cpu cpu = task.cpu();
                    lock.lock(cpu);
                    held.set(true);
                    while (!release.get()) {
                      cpu.poll();
                    }
                    lock.unlock(cpu);
                  });
              await(kernel, self, "it is held", held::get);
              outsider[0] =
                  Thread.ofPlatform()
                      .start(
                          () -> {
                            try {
                              lock.lock(new Cpu(9, -1, Preemption.NONE, self.cpu().fault()));
                            } catch (IllegalStateException refused) {
                              thrown[0] = refused;
                            }
                          });
              await(
                  kernel,
                  self,
                  "the outsider has ceased to spin",
                  () -> outsider[0].getState() == Thread.State.TIMED_WAITING);
              release.set(true);
            })
        .assertFine();
    outsider[0].join();
    assertThat(thrown[0]).hasMessageContaining("is no CPU of this model");
    assertThat(lock.isLocked()).isFalse();
  }
}
