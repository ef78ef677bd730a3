package org.kernsync.kernel.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.kernsync.kernel.boot.KernelHarness;
import org.kernsync.kernel.boot.KernelHarness.Run;
import org.kernsync.kernel.boot.Outcome;
import org.kernsync.kernel.sched.Task;
import org.kernsync.kernel.sched.TaskState;

/** A timer whose slot is broken makes the model oops, wherever somebody meets it. */
class TimerSlotModelTest {
  private static void assertOops(Run run, String... words) {
    assertThat(run.outcome()).isEqualTo(Outcome.VIOLATED);
    assertThat(run.kernel().violations())
        .as("%s", String.join("\n", run.kernel().log().lines()))
        .anySatisfy(line -> assertThat(line).contains(words));
  }

  /**
   * A timer that is freed while it is armed is found when it is due; its function is not called.
   */
  @Test
  void expiry_slotFreedEarly_oopses() throws InterruptedException {
    AtomicInteger called = new AtomicInteger();
    Run run =
        KernelHarness.on(1)
            .run(
                (self, kernel) -> {
                  Timers timers = kernel.timekeeping().timers();
                  Timer timer = new Timer(timers, cpu -> called.incrementAndGet());
                  timers.modTimer(self.cpu(), timer, timers.jiffies().now() + 2);
                  timer.free();
                  KernelHarness.await(
                      kernel, self, "somebody saw it", () -> !kernel.violations().isEmpty());
                });
    assertOops(run, "timer_list of", TimerSlotModelTest.class.getName(), "after it was freed");
    assertThat(called).hasValue(0);
  }

  /** One whose slot was written over is found by who disarms it. */
  @Test
  void delTimer_slotWrittenOver_oopses() throws InterruptedException {
    Run run =
        KernelHarness.on(1)
            .run(
                (self, kernel) -> {
                  Timers timers = kernel.timekeeping().timers();
                  Timer timer = new Timer(timers, cpu -> {});
                  timer.slot.setWord(0, 0xbad);
                  timers.delTimer(self.cpu(), timer);
                });
    assertOops(run, "timer_list of", "written over: its stamp is 0xbad");
  }

  /** One whose slot is another's is found by who arms it, and the other stays as it is. */
  @Test
  void modTimer_slotOfAnother_oopses() throws InterruptedException {
    Run run =
        KernelHarness.on(1)
            .run(
                (self, kernel) -> {
                  Timers timers = kernel.timekeeping().timers();
                  Timer freed = new Timer(timers, cpu -> {});
                  freed.free();
                  Timer other = new Timer(timers, cpu -> {});
                  assertThat(other.slot.address()).isEqualTo(freed.slot.address());
                  assertThatThrownBy(() -> timers.modTimer(self.cpu(), freed, 99))
                      .hasMessageContaining("which is another's now");
                  assertThat(other.problem()).isNull();
                  assertThat(Timers.isPending(other)).isFalse();
                });
    run.assertNotThrown();
    assertOops(run, "timer_list of", "which is another's now");
  }

  /** Sleeping with a timeout takes its timer from the stack of the task, and leaves none there. */
  @Test
  void scheduleTimeout_takesTheTimerFromTheStack() throws InterruptedException {
    KernelHarness.on(1)
        .run(
            (self, kernel) -> {
              Timers timers = kernel.timekeeping().timers();
              long first = self.stackSlots().allocate();
              self.stackSlots().free(first);
              for (int i = 0; i < 20; i++) {
                sleep(self, timers);
              }
              assertThat(self.stackSlots().allocate()).isEqualTo(first);
              self.stackSlots().free(first);
            })
        .assertFine();
  }

  private static void sleep(Task self, Timers timers) {
    self.setState(TaskState.UNINTERRUPTIBLE);
    timers.scheduleTimeout(self, 1);
  }
}
