package org.kernsync.kernel.irq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kernsync.kernel.boot.KernelHarness.await;
import static org.kernsync.kernel.boot.KernelHarness.startThreadOn;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kernsync.kernel.boot.KernelConfig;
import org.kernsync.kernel.boot.KernelHarness;
import org.kernsync.kernel.cpu.Fault;
import org.kernsync.kernel.cpu.Preemption;
import org.kernsync.kernel.sched.Task;

/** The table of interrupts is read under RCU. */
class IrqTableModelTest {
  private static final int IRQ = 12;
  private static final long INSIDE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private static IrqAction request(IrqController irqs, Task self, String name) {
    return irqs.requestIrq(self, IRQ, name, (cpu, irq) -> IrqReturn.HANDLED, true);
  }

  /**
   * A reader of the table stands on a handler that is freed meanwhile: {@code freeIrq} does not
   * return before the reader is through, who finds the next handler. Where grace periods end at
   * once, it falls.
   */
  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"NONE", "RCU_FREES_AT_ONCE"})
  void forEachAction_handlerIsFreedUnderReader_walksOn(Fault fault) throws InterruptedException {
    AtomicBoolean standing = new AtomicBoolean();
    AtomicBoolean freed = new AtomicBoolean();
    AtomicReference<RuntimeException> fell = new AtomicReference<>();
    List<String> seen = new ArrayList<>(); // the reader, then the test
    KernelConfig config =
        KernelConfig.ofCpus(2).withHz(1000).withPreemption(Preemption.FULL).withFault(fault);
    KernelHarness.of(config)
        .run(
            (self, kernel) -> {
              IrqController irqs = kernel.irqs();
              IrqAction one = request(irqs, self, "one");
              IrqAction two = request(irqs, self, "two");
              IrqAction three = request(irqs, self, "three");
              Task reader =
                  startThreadOn(
                      kernel,
                      self,
                      "reader",
                      0b10,
                      task -> {
                        try {
                          irqs.forEachAction(
                              IRQ,
                              action -> {
                                seen.add(action.name());
                                if (action == two) {
                                  standing.set(true);
                                  long end = System.nanoTime() + INSIDE_NANOS;
                                  while (!freed.get() && System.nanoTime() - end < 0) {
                                    task.cpu().poll();
                                  }
                                  seen.add(freed.get() ? "freed" : "kept");
                                }
                              });
                        } catch (IllegalStateException poisoned) {
                          fell.set(poisoned);
                        }
                      });
              await(kernel, self, "it stands there", standing::get);
              irqs.freeIrq(self, two);
              freed.set(true);
              await(kernel, self, "it ended", () -> reader.exitState() != 0);
              assertThat(irqs.names(IRQ)).containsExactly("one", "three");
              irqs.freeIrq(self, one);
              irqs.freeIrq(self, three);
            })
        .assertFine();
    if (fault == Fault.NONE) {
      assertThat(fell.get()).isNull();
      assertThat(seen).containsExactly("one", "two", "kept", "three");
    } else {
      assertThat(fell.get()).hasMessageContaining("a reader stands on a node that was freed");
      assertThat(seen).containsExactly("one", "two", "freed");
    }
  }

  /**
   * Handlers come and go on a shared line while its interrupts, which walk over them, hit another
   * CPU, and a thread of the host shows the table: nobody falls off, and one handler is always
   * there.
   */
  @Test
  void requestAndFree_underInterruptsAndViews_staysWhole() throws InterruptedException {
    AtomicBoolean stop = new AtomicBoolean();
    AtomicReference<String> wrong = new AtomicReference<>();
    KernelHarness.on(2)
        .run(
            (self, kernel) -> {
              IrqController irqs = kernel.irqs();
              IrqAction stays = request(irqs, self, "stays");
              Thread host =
                  Thread.ofPlatform()
                      .start(
                          () -> {
                            try {
                              for (int i = 0; !stop.get(); i++) {
                                irqs.setAffinity(IRQ, 1L << i % 2);
                                irqs.raise(IRQ);
                                List<String> names = irqs.names(IRQ);
                                if (!names.contains("stays")) {
                                  wrong.set(names.toString());
                                }
                              }
                            } catch (RuntimeException fallen) {
                              wrong.set(fallen.toString());
                            }
                          });
              for (int i = 0; i < 200; i++) {
                irqs.freeIrq(self, request(irqs, self, "comes and goes"));
              }
              stop.set(true);
              host.join();
              assertThat(irqs.count(IRQ, 0) + irqs.count(IRQ, 1)).isPositive();
              irqs.freeIrq(self, stays);
            })
        .assertFine();
    assertThat(wrong.get()).isNull();
  }
}
