package org.kernsync.kernel.locking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.kernsync.kernel.boot.KernelHarness.await;
import static org.kernsync.kernel.boot.KernelHarness.startThreadOn;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kernsync.kernel.boot.KernelConfig;
import org.kernsync.kernel.boot.KernelHarness;
import org.kernsync.kernel.cpu.Cpu;
import org.kernsync.kernel.cpu.PreemptCount;
import org.kernsync.kernel.cpu.Preemption;
import org.kernsync.kernel.irq.IrqAction;
import org.kernsync.kernel.irq.IrqReturn;
import org.kernsync.kernel.sched.Task;

class ReadWriteLockModelTest {
  private static final int IRQ = 6;

  private final ReadWriteLock lock = new ReadWriteLock();

  /** Both sides have the four ways of every section lock, each with its effect; on one CPU too. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void sides_eachWay_changeContextAndPutItBack(int cpus) throws InterruptedException {
    KernelHarness.on(cpus)
        .run(
            (self, kernel) -> {
              for (SectionLock side : new SectionLock[] {lock.read(), lock.write()}) {
                Cpu cpu = self.cpu();
                side.lock(cpu);
                assertContext(cpu, 1, false, cpus);
                side.unlock(cpu);
                cpu = self.cpu();
                side.lockIrq(cpu);
                assertContext(cpu, 1, true, cpus);
                boolean flags = cpu.irqSave();
                assertThat(flags).isTrue();
                side.unlockIrq(cpu);
                cpu = self.cpu();
                flags = side.lockIrqSave(cpu);
                assertContext(cpu, 1, true, cpus);
                side.unlockIrqRestore(cpu, flags);
                cpu = self.cpu();
                side.lockBh(cpu);
                assertContext(cpu, 1 + PreemptCount.SOFTIRQ_DISABLE_OFFSET, false, cpus);
                side.unlockBh(cpu);
                assertThat(self.cpu().preemptCount()).isZero();
                assertThat(self.cpu().irqsDisabled()).isFalse();
                assertThat(lock.arch.isWriteLocked()).isFalse();
                assertThat(lock.readers()).isZero();
              }
            })
        .assertFine();
  }

  private void assertContext(Cpu cpu, int count, boolean irqsOff, int cpus) {
    assertThat(cpu.preemptCount()).isEqualTo(count);
    assertThat(cpu.irqsDisabled()).isEqualTo(irqsOff);
    assertThat(lock.arch.isWriteLocked() || lock.readers() == 1).isEqualTo(cpus > 1);
  }

  /** Readers share it, a writer has it alone, and a stranger cannot give the write side back. */
  @Test
  void sides_heldElsewhere_excludeAsTheyShould() throws InterruptedException {
    AtomicInteger stage = new AtomicInteger();
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
                    lock.read().lock(task.cpu());
                    stage.set(1);
                    pollUntil(task, stage, 2);
                    lock.read().unlock(task.cpu());
                    lock.write().lock(task.cpu());
                    stage.set(3);
                    pollUntil(task, stage, 4);
                    lock.write().unlock(task.cpu());
                    stage.set(5);
                  });
              await(kernel, self, "a reader is inside", () -> stage.get() == 1);
              assertThat(lock.write().tryLock(self.cpu())).isFalse();
              assertThat(lock.read().tryLock(self.cpu())).isTrue();
              assertThat(lock.readers()).isEqualTo(2);
              lock.read().unlock(self.cpu());
              stage.set(2);
              await(kernel, self, "a writer is inside", () -> stage.get() == 3);
              assertThat(lock.read().tryLock(self.cpu())).isFalse();
              assertThat(lock.write().tryGuardIrqSave(self.cpu())).isNull();
              assertThat(lock.write().isLocked()).isTrue();
              assertThat(lock.write().isHeldHere()).isFalse();
              assertThatThrownBy(() -> lock.write().unlockIrq(self.cpu()))
                  .isInstanceOf(IllegalMonitorStateException.class);
              assertThat(self.cpu().inAtomic()).isFalse();
              stage.set(4);
              await(kernel, self, "it is free", () -> stage.get() == 5);
              try (var _ = lock.write().guardBh(self.cpu())) {
                assertThat(lock.write().isHeldHere()).isTrue();
              }
            })
        .assertFine();
  }

  private static void pollUntil(Task task, AtomicInteger stage, int value) {
    while (stage.get() != value) {
      task.cpu().poll();
    }
  }

  /**
   * A reader in an interrupt handler passes a writer that waits for the reader that the interrupt
   * came upon; in line behind it, it would wait for ever.
   */
  @ParameterizedTest
  @EnumSource
  void read_inHandlerOnTopOfAReader_passesTheWaitingWriter(Preemption rule)
      throws InterruptedException {
    AtomicBoolean handled = new AtomicBoolean();
    AtomicBoolean written = new AtomicBoolean();
    KernelHarness.of(
            KernelConfig.ofCpus(2).withPreemption(rule).withStallNanos(TimeUnit.SECONDS.toNanos(5)))
        .run(
            (self, kernel) -> {
              kernel.scheduler().setAffinity(self, self, 0b01);
              IrqAction action =
                  kernel
                      .irqs()
                      .requestIrq(
                          self,
                          IRQ,
                          "device",
                          (cpu, irq) -> {
                            lock.read().lock(cpu);
                            handled.set(true);
                            lock.read().unlock(cpu);
                            return IrqReturn.HANDLED;
                          },
                          false);
              kernel.irqs().setAffinity(IRQ, 0b01);
              Task writer =
                  kernel
                      .kernelThreads()
                      .create(
                          self,
                          "writer",
                          task -> {
                            try (var _ = lock.write().guardIrqSave(task.cpu())) {
                              written.set(true);
                            }
                          });
              kernel.scheduler().setAffinity(self, writer, 0b10);
              kernel.processes().start(self, writer);
              lock.read().lock(self.cpu());
              while (!lock.isContended() && !written.get()) {
                self.cpu().poll();
              }
              assertThat(written.get()).as("the writer came in beside a reader").isFalse();
              kernel.irqs().raise(IRQ);
              while (!handled.get()) {
                self.cpu().poll();
              }
              assertThat(written.get()).isFalse();
              lock.read().unlock(self.cpu());
              await(kernel, self, "it has written", written::get);
              kernel.irqs().freeIrq(self, action);
            })
        .assertFine();
  }
}
