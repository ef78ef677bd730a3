package org.kernsync.kernel.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kernsync.kernel.boot.KernelHarness.await;
import static org.kernsync.kernel.boot.KernelHarness.startThreadOn;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kernsync.kernel.cpu.Cpu;
import org.kernsync.kernel.cpu.Fault;
import org.kernsync.kernel.cpu.Interrupt;
import org.kernsync.kernel.cpu.Softirq;
import org.kernsync.kernel.sched.Task;
import org.kernsync.kernel.sched.TaskState;

/** Rules of the kernel's core, each beside a model that breaks it. */
class FaultsModelTest {
  private static KernelHarness with(int cpus, Fault fault) {
    return KernelHarness.of(KernelConfig.ofCpus(cpus).withFault(fault));
  }

  /** Enabling interrupts takes at once what became pending while they were off. */
  @ParameterizedTest
  @EnumSource(names = {"NONE", "NO_PENDING_RECHECK"})
  void irqRestore_interruptPending_takesItAtOnce(Fault fault) throws InterruptedException {
    AtomicInteger served = new AtomicInteger();
    AtomicInteger servedAtOnce = new AtomicInteger();
    with(1, fault)
        .prepared(
            kernel ->
                kernel
                    .scheduler()
                    .cpu(0)
                    .setHandler(Interrupt.CALL_FUNCTION, (cpu, now) -> served.incrementAndGet()))
        .run(
            (self, kernel) -> {
              Cpu cpu = self.cpu();
              boolean flags = cpu.irqSave();
              cpu.raise(Interrupt.CALL_FUNCTION);
              assertThat(served).as("served with interrupts off").hasValue(0);
              cpu.irqRestore(flags);
              servedAtOnce.set(served.get());
              cpu.poll();
              assertThat(served).hasValue(1);
            })
        .assertFine();
    assertThat(servedAtOnce.get() == 1).isEqualTo(fault == Fault.NONE);
  }

  /** A softirq that an interrupt raises on top of another one waits until that one has ended. */
  @ParameterizedTest
  @EnumSource(names = {"NONE", "NESTED_SOFTIRQ"})
  void interrupt_onTopOfSoftirq_doesNotNest(Fault fault) throws InterruptedException {
    AtomicInteger depth = new AtomicInteger();
    AtomicInteger deepest = new AtomicInteger();
    AtomicBoolean raised = new AtomicBoolean();
    with(1, fault)
        .prepared(
            kernel -> {
              kernel
                  .scheduler()
                  .cpu(0)
                  .setHandler(
                      Interrupt.CALL_FUNCTION, (cpu, now) -> cpu.raiseSoftirqIrqoff(Softirq.HI));
              kernel
                  .softirqs()
                  .open(
                      Softirq.HI,
                      cpu -> {
                        deepest.accumulateAndGet(depth.incrementAndGet(), Math::max);
                        if (raised.compareAndSet(false, true)) {
                          cpu.raise(Interrupt.CALL_FUNCTION);
                          cpu.poll();
                        }
                        depth.decrementAndGet();
                      });
            })
        .run(
            (self, kernel) -> {
              self.cpu().localBhDisable();
              self.cpu().raiseSoftirq(Softirq.HI); // never left to ksoftirqd
              self.cpu().localBhEnable();
            })
        .assertFine();
    assertThat(deepest.get() == 1).isEqualTo(fault == Fault.NONE);
  }

  /** A wake-up that comes between the announcement of a sleep and the switch ends that sleep. */
  @ParameterizedTest
  @EnumSource(names = {"NONE", "WAKE_UP_MISSES_TASK_ON_CPU"})
  void tryToWakeUp_betweenStateAndSchedule_isNotLost(Fault fault) throws InterruptedException {
    AtomicBoolean announced = new AtomicBoolean();
    AtomicBoolean called = new AtomicBoolean();
    AtomicBoolean awake = new AtomicBoolean();
    AtomicBoolean wokenInTime = new AtomicBoolean();
    with(2, fault)
        .run(
            (self, kernel) -> {
              Task sleeper =
                  startThreadOn(
                      kernel,
                      self,
                      "sleeper",
                      0b10,
                      task -> {
                        task.setState(TaskState.UNINTERRUPTIBLE);
                        announced.set(true);
                        while (!called.get()) {
                          Thread.onSpinWait(); // not off its CPU before the call
                        }
                        kernel.scheduler().schedule(task);
                        awake.set(true);
                      });
              kernel.scheduler().setAffinity(self, self, 0b01);
              while (!announced.get()) {
                kernel.scheduler().condResched(self);
              }
              kernel.scheduler().tryToWakeUp(self.cpu(), sleeper, TaskState.UNINTERRUPTIBLE);
              called.set(true);
              long end = System.nanoTime() + 500_000_000;
              while (!awake.get() && System.nanoTime() - end < 0) {
                kernel.scheduler().condResched(self);
              }
              wokenInTime.set(awake.get());
              kernel.scheduler().tryToWakeUp(self.cpu(), sleeper, TaskState.UNINTERRUPTIBLE);
              await(kernel, self, "the sleeper has ended", () -> sleeper.exitState() != 0);
            })
        .assertFine();
    assertThat(wokenInTime.get()).isEqualTo(fault == Fault.NONE);
  }
}
