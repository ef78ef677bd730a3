package org.kernsync.kernel.workqueue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.kernsync.kernel.boot.KernelHarness;
import org.kernsync.kernel.boot.KernelHarness.Run;
import org.kernsync.kernel.boot.Outcome;

/** A work whose slot is broken makes the model oops, wherever somebody meets it. */
class WorkSlotModelTest {
  private final AtomicInteger called = new AtomicInteger();

  private void assertOops(Run run, String... words) {
    assertThat(run.outcome()).isEqualTo(Outcome.VIOLATED);
    assertThat(run.kernel().violations())
        .as("%s", String.join("\n", run.kernel().log().lines()))
        .anySatisfy(line -> assertThat(line).contains(words));
    assertThat(called).hasValue(0);
  }

  /** A work that is freed while it waits is found by its worker; its function is not called. */
  @Test
  void call_slotFreedEarly_oopses() throws InterruptedException {
    Run run =
        KernelHarness.on(1)
            .run(
                (self, kernel) -> {
                  Workqueue queue = kernel.workqueues().create("events", false);
                  Work work = new Work(kernel.workqueues(), task -> called.incrementAndGet());
                  self.cpu().preemptDisable();
                  queue.queueWork(self.cpu(), work);
                  work.free();
                  self.cpu().preemptEnable();
                  KernelHarness.await(
                      kernel, self, "somebody saw it", () -> !kernel.violations().isEmpty());
                });
    assertOops(run, "work_struct of", WorkSlotModelTest.class.getName(), "after it was freed");
  }

  /** One whose slot was written over is found by who queues it. */
  @Test
  void queueWork_slotWrittenOver_oopses() throws InterruptedException {
    Run run =
        KernelHarness.on(1)
            .run(
                (self, kernel) -> {
                  Workqueue queue = kernel.workqueues().create("events", false);
                  Work work = new Work(kernel.workqueues(), task -> called.incrementAndGet());
                  work.slot.setWord(0, 0xbad);
                  queue.queueWork(self.cpu(), work);
                });
    assertOops(run, "work_struct of", "written over: its stamp is 0xbad");
  }

  /** One that was freed is found by who cancels it. */
  @Test
  void cancelWork_slotFreed_oopses() throws InterruptedException {
    Run run =
        KernelHarness.on(1)
            .run(
                (self, kernel) -> {
                  Workqueue queue = kernel.workqueues().create("events", false);
                  Work work = new Work(kernel.workqueues(), task -> called.incrementAndGet());
                  work.free();
                  queue.cancelWork(self.cpu(), work);
                });
    assertOops(run, "work_struct of", "after it was freed");
  }

  /** A flush takes its barrier from the stack of the task, and leaves none there. */
  @Test
  void flushWork_takesTheBarrierFromTheStack() throws InterruptedException {
    KernelHarness.on(2)
        .run(
            (self, kernel) -> {
              Workqueue queue = kernel.workqueues().create("events", false);
              Work work = new Work(kernel.workqueues(), task -> called.incrementAndGet());
              long first = self.stackSlots().allocate();
              self.stackSlots().free(first);
              for (int i = 0; i < 50; i++) {
                queue.queueWork(self.cpu(), work);
                queue.flushWork(self, work);
              }
              assertThat(self.stackSlots().allocate()).isEqualTo(first);
              self.stackSlots().free(first);
              assertThat(called).hasValue(50);
            })
        .assertFine();
  }
}
