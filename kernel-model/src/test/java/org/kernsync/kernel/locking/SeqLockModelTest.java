package org.kernsync.kernel.locking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.kernsync.kernel.boot.KernelHarness.await;
import static org.kernsync.kernel.boot.KernelHarness.startThreadOn;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kernsync.kernel.boot.Kernel;
import org.kernsync.kernel.boot.KernelConfig;
import org.kernsync.kernel.boot.KernelHarness;
import org.kernsync.kernel.cpu.Cpu;
import org.kernsync.kernel.cpu.Preemption;
import org.kernsync.kernel.irq.IrqAction;
import org.kernsync.kernel.irq.IrqReturn;
import org.kernsync.kernel.sched.Task;

class SeqLockModelTest {
  private static final int IRQ = 7;
  private static final int ROUNDS = 1_000;

  private final SeqLock lock = new SeqLock();
  private final AtomicInteger torn = new AtomicInteger();
  private final AtomicInteger reads = new AtomicInteger();
  private long left; // under lock; always equal to right outside of a write section
  private long right;

  static Stream<Arguments> machines() {
    return Stream.of(1, 4)
        .flatMap(cpus -> Stream.of(Preemption.values()).map(rule -> Arguments.of(cpus, rule)));
  }

  /** Tasks write on all CPUs, tasks and a handler read: none sees half of a write, none is lost. */
  @ParameterizedTest
  @MethodSource("machines")
  void write_readEverywhere_isSeenWhole(int cpus, Preemption rule) throws InterruptedException {
    AtomicInteger done = new AtomicInteger();
    KernelHarness.of(
            KernelConfig.ofCpus(cpus)
                .withPreemption(rule)
                .withStallNanos(TimeUnit.SECONDS.toNanos(10)))
        .run(
            (self, kernel) -> {
              IrqAction action =
                  kernel
                      .irqs()
                      .requestIrq(
                          self,
                          IRQ,
                          "device",
                          (cpu, irq) -> {
                            read(cpu);
                            return IrqReturn.HANDLED;
                          },
                          false);
              for (int i = 0; i < cpus; i++) {
                int number = i;
                startThreadOn(
                    kernel,
                    self,
                    "writer/" + i,
                    1L << i,
                    task -> {
                      work(kernel, task, number, cpus);
                      done.incrementAndGet();
                    });
              }
              await(kernel, self, "all are done", () -> done.get() == cpus);
              kernel.irqs().freeIrq(self, action);
            })
        .assertFine();
    assertThat(torn.get()).as("half a write was seen").isZero();
    assertThat(left).isEqualTo((long) cpus * ROUNDS).isEqualTo(right);
    assertThat(reads.get()).isGreaterThanOrEqualTo(cpus * ROUNDS);
  }

  private void work(Kernel kernel, Task task, int number, int cpus) {
    for (int round = 0; round < ROUNDS; round++) {
      try (var _ = lock.write().guardIrqSave(task.cpu())) {
        left++;
        Thread.onSpinWait();
        right++;
      }
      read(task.cpu());
      if (round % 8 == 0) {
        kernel.irqs().setAffinity(IRQ, 1L << (number + round / 8) % cpus);
        kernel.irqs().raise(IRQ);
      }
      kernel.scheduler().condResched(task);
    }
  }

  private void read(Cpu cpu) {
    int start;
    long l;
    long r;
    do {
      start = lock.readBegin(cpu);
      l = left;
      r = right;
    } while (lock.readRetry(start));
    if (l != r) {
      torn.incrementAndGet();
    }
    reads.incrementAndGet();
  }

  /**
   * An exclusive reader makes no reader retry, a writer does; each is given back by its own side
   * only, with the context as it was.
   */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void sides_mixedUp_areRefused(int cpus) throws InterruptedException {
    KernelHarness.on(cpus)
        .run(
            (self, kernel) -> {
              Cpu cpu = self.cpu();
              int start = lock.readBegin(cpu);
              boolean flags = lock.exclusive().lockIrqSave(cpu);
              assertThat(cpu.irqsDisabled()).isTrue();
              assertThat(lock.exclusive().isHeldHere()).isTrue();
              assertThat(lock.write().isHeldHere()).isFalse();
              assertThatThrownBy(() -> lock.write().unlock(cpu))
                  .isInstanceOf(IllegalMonitorStateException.class);
              lock.exclusive().unlockIrqRestore(cpu, flags);
              assertThat(lock.readRetry(start)).isFalse();
              lock.write().lockBh(self.cpu());
              assertThat(lock.write().isLocked()).isTrue();
              assertThatThrownBy(() -> lock.exclusive().unlock(cpu))
                  .isInstanceOf(IllegalMonitorStateException.class);
              assertThatThrownBy(() -> lock.readBegin(self.cpu()))
                  .as("a reader on top of its own writer")
                  .isInstanceOf(IllegalStateException.class);
              lock.write().unlockBh(self.cpu());
              assertThat(lock.readRetry(start)).isTrue();
              assertThat(self.cpu().preemptCount()).isZero();
              assertThat(self.cpu().irqsDisabled()).isFalse();
            })
        .assertFine();
  }

  /** A reader waits for the writer on another CPU, and a try by a second writer fails. */
  @Test
  void readBegin_writerElsewhere_waitsForIt() throws InterruptedException {
    AtomicInteger stage = new AtomicInteger();
    KernelHarness.on(2)
        .run(
            (self, kernel) -> {
              kernel.scheduler().setAffinity(self, self, 0b01);
              startThreadOn(
                  kernel,
                  self,
                  "writer",
                  0b10,
                  task -> {
                    try (var _ = lock.write().guard(task.cpu())) {
                      left = 1;
                      stage.set(1);
                      while (stage.get() != 2) {
                        task.cpu().poll();
                      }
                      right = 1;
                    }
                  });
              await(kernel, self, "it is inside", () -> stage.get() == 1);
              assertThat(lock.write().tryLock(self.cpu())).isFalse();
              assertThat(lock.exclusive().tryGuardBh(self.cpu())).isNull();
              startThreadOn(kernel, self, "releaser", 0b01, task -> stage.set(2));
              await(kernel, self, "it is released", () -> stage.get() == 2);
              read(self.cpu());
              assertThat(self.cpu().inAtomic()).isFalse();
            })
        .assertFine();
    assertThat(torn.get()).isZero();
  }
}
