package org.kernsync.kernel.irq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.kernsync.kernel.boot.KernelHarness.await;
import static org.kernsync.kernel.boot.KernelHarness.startThreadOn;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.kernsync.kernel.boot.KernelHarness;
import org.kernsync.kernel.boot.KernelHarness.Run;
import org.kernsync.kernel.boot.Outcome;
import org.kernsync.kernel.cpu.Cpu;
import org.kernsync.kernel.cpu.Oops;
import org.kernsync.kernel.sched.Task;

class FunctionCallsModelTest {
  /** On each CPU exactly once, in interrupt context, and all done when the call returns. */
  @Test
  void onEachCpu_wait_allHaveRun() throws InterruptedException {
    int cpus = 4;
    AtomicIntegerArray ran = new AtomicIntegerArray(cpus);
    AtomicIntegerArray inHandler = new AtomicIntegerArray(cpus);
    KernelHarness.on(cpus)
        .run(
            (self, kernel) -> {
              for (int round = 1; round <= 500; round++) {
                int own = self.cpu().id();
                kernel
                    .functionCalls()
                    .onEachCpu(
                        self.cpu(),
                        cpu -> {
                          ran.incrementAndGet(cpu.id());
                          inHandler.addAndGet(
                              cpu.id(), cpu.inHardirq() && cpu.irqsDisabled() ? 1 : 0);
                        },
                        true);
                for (int cpu = 0; cpu < cpus; cpu++) {
                  assertThat(ran.get(cpu)).isEqualTo(round);
                }
                assertThat(inHandler.get(own)).as("not on its own CPU").isLessThan(round);
              }
            })
        .assertFine();
  }

  /** All CPUs call all others at once, waiting: none hangs, since who waits takes interrupts. */
  @Test
  void smpCallFunction_allAtOnce_noneHangs() throws InterruptedException {
    int cpus = 4;
    int rounds = 500;
    AtomicLong calls = new AtomicLong();
    KernelHarness.on(cpus)
        .run(
            (self, kernel) -> {
              List<Task> threads = new ArrayList<>();
              for (int i = 0; i < cpus; i++) {
                threads.add(
                    startThreadOn(
                        kernel,
                        self,
                        "caller/" + i,
                        1L << i,
                        task -> {
                          for (int round = 0; round < rounds; round++) {
                            kernel
                                .functionCalls()
                                .smpCallFunction(
                                    task.cpu(), cpu -> calls.incrementAndGet(), round % 2 == 0);
                          }
                        }));
              }
              await(
                  kernel,
                  self,
                  "all ended",
                  () -> threads.stream().allMatch(thread -> thread.exitState() != 0));
              await(
                  kernel,
                  self,
                  "those not waited for ran too",
                  () -> calls.get() == (long) cpus * (cpus - 1) * rounds);
            })
        .assertFine();
  }

  /** Waiting with interrupts off is an oops that names the task; not waiting is fine. */
  @Test
  void smpCallFunctionSingle_irqsOff_isAnOopsWhereItWaits() throws InterruptedException {
    Run run =
        KernelHarness.on(2)
            .run(
                (self, kernel) -> {
                  Cpu cpu = self.cpu();
                  int other = 1 - cpu.id();
                  boolean flags = cpu.irqSave();
                  try {
                    kernel.functionCalls().smpCallFunctionSingle(cpu, other, own -> {}, false);
                    assertThatThrownBy(
                            () ->
                                kernel
                                    .functionCalls()
                                    .smpCallFunctionSingle(cpu, other, own -> {}, true))
                        .isInstanceOf(Oops.class)
                        .hasMessageContaining("init/1")
                        .hasMessageContaining("irqs off");
                  } finally {
                    cpu.irqRestore(flags);
                  }
                });
    run.assertNotThrown();
    assertThat(run.outcome()).isEqualTo(Outcome.VIOLATED);
  }

  /** A function that throws is reported, and its caller does not wait for ever. */
  @Test
  void function_throws_callerGoesOn() throws InterruptedException {
    Run run =
        KernelHarness.on(2)
            .run(
                (self, kernel) ->
                    kernel
                        .functionCalls()
                        .smpCallFunctionSingle(
                            self.cpu(),
                            1 - self.cpu().id(),
                            cpu -> {
                              throw new IllegalStateException("a bug");
                            },
                            true));
    run.assertNotThrown();
    assertThat(run.kernel().violations()).singleElement().asString().contains("a bug");
  }
}
