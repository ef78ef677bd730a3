package org.kernsync.kernel.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.kernsync.kernel.boot.KernelHarness.await;
import static org.kernsync.kernel.boot.KernelHarness.sleep;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kernsync.kernel.boot.KernelHarness;
import org.kernsync.kernel.boot.KernelHarness.Run;
import org.kernsync.kernel.boot.Outcome;

/** An exact timer whose slot is broken makes the model oops, wherever somebody meets it. */
class HrTimerSlotModelTest {
  private static final long MILLISECOND = TimeUnit.MILLISECONDS.toNanos(1);

  private static void assertOops(Run run, String... words) {
    assertThat(run.outcome()).isEqualTo(Outcome.VIOLATED);
    assertThat(run.kernel().violations())
        .as("%s", String.join("\n", run.kernel().log().lines()))
        .anySatisfy(line -> assertThat(line).contains(words));
  }

  private static HrTimer timer(Timekeeping time, boolean soft, AtomicInteger called) {
    return soft
        ? HrTimer.soft(time, cpu -> called.incrementAndGet())
        : new HrTimer(time, cpu -> called.incrementAndGet());
  }

  /**
   * A timer that is freed while it is armed is found when it is due, its function is not called,
   * and the timers behind it expire.
   */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void expiry_slotFreedEarly_oopsesAndTheRestExpires(boolean soft) throws InterruptedException {
    AtomicInteger called = new AtomicInteger();
    AtomicInteger others = new AtomicInteger();
    Run run =
        KernelHarness.on(1)
            .run(
                (self, kernel) -> {
                  Timekeeping time = kernel.timekeeping();
                  HrTimer timer = timer(time, soft, called);
                  long due = System.nanoTime() + MILLISECOND;
                  time.startTimer(self.cpu(), timer, due);
                  time.startTimer(self.cpu(), timer(time, soft, others), due + 1);
                  timer.free();
                  await(kernel, self, "somebody saw it", () -> !kernel.violations().isEmpty());
                  await(kernel, self, "the other expired", () -> others.get() == 1);
                });
    run.assertNotThrown();
    assertOops(run, "hrtimer of", HrTimerSlotModelTest.class.getName(), "after it was freed");
    assertThat(called).hasValue(0);
  }

  /** One whose slot was written over is found by who cancels it. */
  @Test
  void cancelTimer_slotWrittenOver_oopses() throws InterruptedException {
    Run run =
        KernelHarness.on(1)
            .run(
                (self, kernel) -> {
                  Timekeeping time = kernel.timekeeping();
                  HrTimer timer = new HrTimer(time, cpu -> {});
                  time.startTimer(self.cpu(), timer, System.nanoTime() + 100 * MILLISECOND);
                  timer.slot.setWord(0, 0xbad);
                  time.cancelTimer(self.cpu(), timer);
                });
    assertOops(run, "hrtimer of", "written over: its stamp is 0xbad");
  }

  /** One whose slot is another's is found by who arms it, and the other stays as it is. */
  @Test
  void startTimer_slotOfAnother_oopses() throws InterruptedException {
    Run run =
        KernelHarness.on(1)
            .run(
                (self, kernel) -> {
                  Timekeeping time = kernel.timekeeping();
                  HrTimer freed = new HrTimer(time, cpu -> {});
                  freed.free();
                  HrTimer other = new HrTimer(time, cpu -> {});
                  assertThat(other.slot.address()).isEqualTo(freed.slot.address());
                  assertThatThrownBy(() -> time.startTimer(self.cpu(), freed, System.nanoTime()))
                      .hasMessageContaining("which is another's now");
                  assertThat(other.problem()).isNull();
                  assertThat(other.isArmed()).isFalse();
                });
    run.assertNotThrown();
    assertOops(run, "hrtimer of", "which is another's now");
  }

  /** The slot is the truth: a timer is due when its slot says so, whatever it was armed for. */
  @Test
  void expiry_timeInTheSlotChanged_isDueThen() throws InterruptedException {
    AtomicInteger called = new AtomicInteger();
    KernelHarness.on(1)
        .run(
            (self, kernel) -> {
              Timekeeping time = kernel.timekeeping();
              HrTimer timer = timer(time, false, called);
              long later = System.nanoTime() + TimeUnit.MINUTES.toNanos(10);
              time.startTimer(self.cpu(), timer, later);
              timer.slot.setExpires(System.nanoTime());
              HrTimer behind = timer(time, false, called);
              time.startTimer(self.cpu(), behind, later + 1); // looks when the first is due
              await(kernel, self, "it expired", timer::hasExpired);
              assertThat(called).hasValue(1);
              assertThat(timer.isArmed()).isFalse();
              assertThat(timer.expires()).isLessThan(later);
              assertThat(time.cancelTimer(self.cpu(), behind)).isTrue();
            })
        .assertFine();
  }

  /**
   * A sleep takes its timer from the stack of the task, and leaves none there, nor in the cache.
   */
  @Test
  void sleepUntil_takesTheTimerFromTheStack() throws InterruptedException {
    KernelHarness.on(1)
        .run(
            (self, kernel) -> {
              long first = self.stackSlots().allocate();
              self.stackSlots().free(first);
              for (int i = 0; i < 20; i++) {
                sleep(kernel, self, MILLISECOND / 10);
              }
              assertThat(self.stackSlots().allocate()).isEqualTo(first);
              self.stackSlots().free(first);
              assertThat(
                      kernel.memory().allocators().slabs().caches().stream()
                          .filter(cache -> cache.name().equals("hrtimer"))
                          .mapToLong(cache -> cache.info().activeObjects())
                          .sum())
                  .isZero();
            })
        .assertFine();
  }
}
