package org.kernsync.kernel.irq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.kernsync.kernel.boot.KernelHarness.await;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.kernsync.kernel.boot.KernelHarness;

class IrqControllerModelTest {
  private static final int IRQ = 11;

  /**
   * A device on a thread of its own posts work and pulls its line: the handler, on one CPU at a
   * time, sees all of it, whatever edges fall together and however the affinity moves.
   */
  @Test
  void raise_fromADevice_losesNoEdge() throws InterruptedException {
    int edges = 8_000;
    AtomicLong posted = new AtomicLong();
    AtomicLong seen = new AtomicLong();
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger overlaps = new AtomicInteger();
    AtomicBoolean stop = new AtomicBoolean();
    KernelHarness.on(3)
        .run(
            (self, kernel) -> {
              IrqController irqs = kernel.irqs();
              IrqAction action =
                  irqs.requestIrq(
                      self,
                      IRQ,
                      "device",
                      (cpu, irq) -> {
                        overlaps.addAndGet(inside.incrementAndGet() - 1);
                        long now = posted.get();
                        for (int i = 0; i < 50; i++) {
                          Thread.onSpinWait(); // the next edge comes now, on another CPU
                        }
                        seen.set(now);
                        inside.decrementAndGet();
                        return IrqReturn.HANDLED;
                      },
                      false);
              Thread device =
                  Thread.ofPlatform()
                      .start(
                          () -> {
                            for (int i = 0; i < edges; i++) {
                              posted.incrementAndGet();
                              irqs.raise(IRQ);
                              irqs.setAffinity(IRQ, 1L << i % 3);
                              while (i % 4 == 3 && seen.get() != i + 1 && !stop.get()) {
                                Thread.onSpinWait(); // no other edge shall make good for a lost one
                              }
                            }
                          });
              try {
                await(kernel, self, "all were seen", () -> seen.get() == edges);
              } finally {
                stop.set(true);
              }
              device.join();
              irqs.freeIrq(self, action);
              long served = irqs.count(IRQ, 0) + irqs.count(IRQ, 1) + irqs.count(IRQ, 2);
              assertThat(served).isBetween(1L, (long) edges);
            })
        .assertFine();
    assertThat(overlaps.get()).isZero();
  }

  /** What comes while the line is disabled, twice, is served once after the last enable. */
  @Test
  void disableIrq_raised_servedAfterTheLastEnable() throws InterruptedException {
    AtomicInteger served = new AtomicInteger();
    KernelHarness.on(1)
        .run(
            (self, kernel) -> {
              IrqController irqs = kernel.irqs();
              IrqAction action =
                  irqs.requestIrq(
                      self,
                      IRQ,
                      "device",
                      (cpu, irq) -> {
                        served.incrementAndGet();
                        return IrqReturn.HANDLED;
                      },
                      false);
              irqs.disableIrq(self, IRQ);
              irqs.disableIrqNosync(self.cpu(), IRQ);
              irqs.raise(IRQ);
              self.cpu().poll();
              irqs.raise(IRQ);
              self.cpu().poll();
              irqs.enableIrq(self.cpu(), IRQ);
              self.cpu().poll();
              assertThat(served.get()).isZero();
              irqs.enableIrq(self.cpu(), IRQ);
              self.cpu().poll();
              assertThat(served.get()).isOne();
              assertThatThrownBy(() -> irqs.enableIrq(self.cpu(), IRQ))
                  .hasMessageContaining("unbalanced enable of irq " + IRQ);
              irqs.freeIrq(self, action);
            })
        .assertFine();
  }

  /** A line is shared where all agree; each handler is asked; freeing one leaves the other. */
  @Test
  void requestIrq_shared_asksEach() throws InterruptedException {
    AtomicInteger first = new AtomicInteger();
    AtomicInteger second = new AtomicInteger();
    KernelHarness.on(1)
        .run(
            (self, kernel) -> {
              IrqController irqs = kernel.irqs();
              IrqAction one =
                  irqs.requestIrq(
                      self,
                      IRQ,
                      "one",
                      (cpu, irq) -> {
                        first.incrementAndGet();
                        return IrqReturn.NONE;
                      },
                      true);
              IrqAction two =
                  irqs.requestIrq(
                      self,
                      IRQ,
                      "two",
                      (cpu, irq) -> {
                        second.incrementAndGet();
                        return IrqReturn.HANDLED;
                      },
                      true);
              assertThatThrownBy(
                      () ->
                          irqs.requestIrq(
                              self, IRQ, "selfish", (cpu, irq) -> IrqReturn.HANDLED, false))
                  .isInstanceOf(IllegalStateException.class)
                  .hasMessageContaining("irq 11 is taken by one, two");
              irqs.raise(IRQ);
              self.cpu().poll();
              irqs.freeIrq(self, one);
              irqs.raise(IRQ);
              self.cpu().poll();
              assertThat(first.get()).isOne();
              assertThat(second.get()).isEqualTo(2);
              irqs.freeIrq(self, two);
              assertThatThrownBy(() -> irqs.freeIrq(self, two))
                  .hasMessageContaining("not requested");
            })
        .assertFine();
  }

  /** A line whose interrupts nobody handles is given up, with a line in the log. */
  @Test
  void raise_nobodyHandles_isGivenUp() throws InterruptedException {
    AtomicInteger asked = new AtomicInteger();
    KernelHarness.Run run =
        KernelHarness.on(1)
            .run(
                (self, kernel) -> {
                  IrqController irqs = kernel.irqs();
                  IrqAction action =
                      irqs.requestIrq(
                          self,
                          IRQ,
                          "deaf",
                          (cpu, irq) -> {
                            asked.incrementAndGet();
                            return IrqReturn.NONE;
                          },
                          false);
                  for (int i = 0; i < 100_500; i++) {
                    irqs.raise(IRQ);
                    self.cpu().poll();
                  }
                  assertThat(irqs.isGivenUp(IRQ)).isTrue();
                  assertThat(asked.get()).isEqualTo(100_000);
                  irqs.freeIrq(self, action);
                })
            .assertFine();
    assertThat(run.kernel().log().lines()).anyMatch(line -> line.contains("irq 11: nobody cared"));
  }

  /** After free no handler runs, also where the line was being served on another CPU. */
  @Test
  void freeIrq_inProgressElsewhere_waits() throws InterruptedException {
    KernelHarness.on(2)
        .run(
            (self, kernel) -> {
              IrqController irqs = kernel.irqs();
              for (int round = 0; round < 300; round++) {
                AtomicBoolean freed = new AtomicBoolean();
                AtomicBoolean late = new AtomicBoolean();
                AtomicBoolean began = new AtomicBoolean();
                irqs.setAffinity(IRQ, 1L << (1 - self.cpu().id()));
                IrqAction action =
                    irqs.requestIrq(
                        self,
                        IRQ,
                        "slow",
                        (cpu, irq) -> {
                          began.set(true);
                          long end = System.nanoTime() + 5_000;
                          while (System.nanoTime() - end < 0) {
                            Thread.onSpinWait();
                          }
                          late.compareAndSet(false, freed.get());
                          return IrqReturn.HANDLED;
                        },
                        false);
                irqs.raise(IRQ);
                while (!began.get()) {
                  self.cpu().poll();
                }
                irqs.freeIrq(self, action);
                freed.set(true);
                self.cpu().poll();
                assertThat(late.get()).isFalse();
              }
            })
        .assertFine();
  }
}
