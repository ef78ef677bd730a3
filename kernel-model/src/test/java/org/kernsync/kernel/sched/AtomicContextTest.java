package org.kernsync.kernel.sched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.kernsync.kernel.boot.KernelHarness.startThread;

import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kernsync.kernel.boot.Kernel;
import org.kernsync.kernel.boot.KernelHarness;
import org.kernsync.kernel.boot.KernelHarness.Run;
import org.kernsync.kernel.boot.Outcome;
import org.kernsync.kernel.cpu.Cpu;
import org.kernsync.kernel.locking.RawSpinLock;
import org.kernsync.sleep.CountingSemaphore;

class AtomicContextTest {
  /** A way to sleep. */
  @FunctionalInterface
  interface Sleep {
    void run(Kernel kernel, Task self);
  }

  static Stream<Named<Sleep>> sleeps() {
    return Stream.of(
        Named.of(
            "schedule",
            (kernel, self) -> {
              self.setState(TaskState.INTERRUPTIBLE);
              try {
                kernel.scheduler().schedule(self);
              } finally {
                self.setState(TaskState.RUNNING);
              }
            }),
        Named.of("yield", (kernel, self) -> kernel.scheduler().yield(self)),
        Named.of(
            "sleep in a primitive",
            (kernel, self) ->
                kernel
                    .scheduler()
                    .sleepInterruptibly(self, new CountingSemaphore(0)::downInterruptibly)),
        Named.of(
            "sleep in a primitive, uninterruptibly",
            (kernel, self) ->
                kernel.scheduler().sleepUninterruptibly(self, new CountingSemaphore(1)::down)));
  }

  private static Run runInThread(Sleep sleep, Consumer<Cpu> enter, Consumer<Cpu> leave)
      throws InterruptedException {
    return KernelHarness.on(1)
        .withLimit(20, TimeUnit.SECONDS)
        .run(
            (self, kernel) -> {
              CountingSemaphore done = new CountingSemaphore(0);
              startThread(
                  kernel,
                  self,
                  "careless",
                  task -> {
                    Cpu cpu = task.cpu();
                    enter.accept(cpu);
                    try {
                      assertThatThrownBy(() -> sleep.run(kernel, task))
                          .isInstanceOf(IllegalStateException.class)
                          .hasMessageContaining("atomic");
                    } finally {
                      leave.accept(cpu);
                      done.up();
                    }
                  });
              done.down();
            });
  }

  private static void assertReported(Run run) {
    run.assertNotThrown();
    assertThat(run.outcome()).isEqualTo(Outcome.VIOLATED);
    assertThat(run.kernel().violations())
        .singleElement()
        .asString()
        .contains("sleeping in atomic context")
        .contains("careless/");
  }

  /**
   * Each way to sleep is refused and reported while preemption is disabled, and the task lives on.
   */
  @ParameterizedTest
  @MethodSource("sleeps")
  void sleep_preemptionDisabled_isReported(Sleep sleep) throws InterruptedException {
    assertReported(runInThread(sleep, Cpu::preemptDisable, Cpu::preemptEnable));
  }

  /** The same while interrupts are off. */
  @ParameterizedTest
  @MethodSource("sleeps")
  void sleep_interruptsOff_isReported(Sleep sleep) throws InterruptedException {
    assertReported(runInThread(sleep, Cpu::irqSave, cpu -> cpu.irqRestore(false)));
  }

  /** The same while a raw spinlock is held. */
  @ParameterizedTest
  @MethodSource("sleeps")
  void sleep_spinlockHeld_isReported(Sleep sleep) throws InterruptedException {
    RawSpinLock lock = new RawSpinLock();
    assertReported(runInThread(sleep, lock::lock, lock::unlock));
  }

  /** Outside atomic sections the very same ways to sleep are fine. */
  @ParameterizedTest
  @MethodSource("sleeps")
  void sleep_outside_isFine(Sleep sleep) throws InterruptedException {
    KernelHarness.on(1)
        .run(
            (self, kernel) -> {
              Task thread = startThread(kernel, self, "careful", task -> sleep.run(kernel, task));
              KernelHarness.sleep(kernel, self, 2_000_000);
              kernel
                  .scheduler()
                  .signal(self.cpu(), thread, PendingSignals.SIGKILL); // ends any sleep
              KernelHarness.await(kernel, self, "it ended", () -> thread.exitState() != 0);
            })
        .assertFine();
  }
}
