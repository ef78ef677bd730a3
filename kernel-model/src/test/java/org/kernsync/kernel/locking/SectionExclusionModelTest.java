package org.kernsync.kernel.locking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kernsync.kernel.boot.KernelHarness.await;
import static org.kernsync.kernel.boot.KernelHarness.startThreadOn;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.kernsync.kernel.boot.Kernel;
import org.kernsync.kernel.boot.KernelConfig;
import org.kernsync.kernel.boot.KernelHarness;
import org.kernsync.kernel.cpu.Cpu;
import org.kernsync.kernel.cpu.Preemption;
import org.kernsync.kernel.cpu.Softirq;
import org.kernsync.kernel.irq.IrqAction;
import org.kernsync.kernel.irq.IrqReturn;
import org.kernsync.kernel.sched.Task;

/**
 * One lock, taken by tasks, a softirq and an interrupt handler on all CPUs at once, each in the way
 * that its context asks for: nobody is ever inside with another, and no one is lost. On one CPU the
 * ticket lock inside is never touched, and the sections exclude each other all the same.
 */
class SectionExclusionModelTest {
  private static final int IRQ = 5;
  private static final int ROUNDS = 1_500;

  private final SpinLock lock = new SpinLock();
  private final AtomicInteger violations = new AtomicInteger();
  private final AtomicLong fromIrq = new AtomicLong();
  private final AtomicLong fromSoftirq = new AtomicLong();
  private final AtomicLong fromTasks = new AtomicLong();
  private final AtomicBoolean archTouched = new AtomicBoolean();
  private boolean inside; // under lock
  private long counter; // under lock

  static Stream<Arguments> machines() {
    return Stream.of(1, 4)
        .flatMap(
            cpus ->
                Stream.of(Preemption.values())
                    .flatMap(
                        rule ->
                            cpus == 1
                                ? Stream.of(true, false).map(d -> Arguments.of(cpus, rule, d))
                                : Stream.of(Arguments.of(cpus, rule, true))));
  }

  @ParameterizedTest
  @MethodSource("machines")
  void lock_fromEveryContext_excludes(int cpus, Preemption rule, boolean debug)
      throws InterruptedException {
    AtomicInteger done = new AtomicInteger();
    KernelHarness.of(
            KernelConfig.ofCpus(cpus)
                .withPreemption(rule)
                .withSpinlockDebug(debug)
                .withStallNanos(TimeUnit.SECONDS.toNanos(10)))
        .prepared(kernel -> kernel.softirqs().open(Softirq.NET_RX, this::inSoftirq))
        .run(
            (self, kernel) -> {
              IrqAction action =
                  kernel
                      .irqs()
                      .requestIrq(self, IRQ, "device", (cpu, irq) -> inHandler(cpu), false);
              for (int i = 0; i < 2 * cpus; i++) {
                int number = i;
                startThreadOn(
                    kernel,
                    self,
                    "counter/" + i,
                    1L << i % cpus,
                    task -> {
                      inTask(kernel, task, number, cpus);
                      done.incrementAndGet();
                    });
              }
              await(kernel, self, "all have counted", () -> done.get() == 2 * cpus);
              kernel.irqs().freeIrq(self, action);
            })
        .assertFine();
    assertThat(violations.get()).as("met another inside").isZero();
    assertThat(counter).isEqualTo(fromTasks.get() + fromIrq.get() + fromSoftirq.get());
    assertThat(fromTasks.get()).isEqualTo(2L * cpus * ROUNDS);
    assertThat(fromIrq.get()).as("interrupts").isPositive();
    assertThat(fromSoftirq.get()).as("softirqs").isPositive();
    assertThat(archTouched.get()).as("the ticket lock was touched").isEqualTo(cpus > 1);
    assertThat(lock.isLocked()).isFalse();
  }

  private void inTask(Kernel kernel, Task task, int number, int cpus) {
    for (int round = 0; round < ROUNDS; round++) {
      if (round % 4 == 0) {
        kernel.irqs().setAffinity(IRQ, 1L << (number + round) % cpus);
        kernel.irqs().raise(IRQ);
      }
      if (round % 3 == 0) {
        lock.lockIrq(task.cpu());
        section();
        lock.unlockIrq(task.cpu());
      } else if (round % 3 == 1) {
        boolean flags = lock.lockIrqSave(task.cpu());
        section();
        lock.unlockIrqRestore(task.cpu(), flags);
      } else {
        try (var _ = lock.guardIrqSave(task.cpu())) {
          section();
        }
      }
      fromTasks.incrementAndGet();
      kernel.scheduler().condResched(task);
    }
  }

  private IrqReturn inHandler(Cpu cpu) {
    try (var _ = lock.guard(cpu)) {
      section();
    }
    fromIrq.incrementAndGet();
    cpu.raiseSoftirq(Softirq.NET_RX);
    return IrqReturn.HANDLED;
  }

  private void inSoftirq(Cpu cpu) {
    lock.lockIrq(cpu);
    section();
    lock.unlockIrq(cpu);
    fromSoftirq.incrementAndGet();
  }

  private void section() {
    if (inside) {
      violations.incrementAndGet();
    }
    inside = true;
    if (lock.raw.arch.isLocked()) {
      archTouched.set(true);
    }
    long seen = counter;
    for (int i = 0; i < 10; i++) {
      Thread.onSpinWait();
    }
    counter = seen + 1;
    inside = false;
  }
}
