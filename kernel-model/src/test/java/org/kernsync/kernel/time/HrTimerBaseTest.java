package org.kernsync.kernel.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.kernsync.kernel.cpu.Cpu;
import org.kernsync.kernel.cpu.Fault;
import org.kernsync.kernel.cpu.Preemption;
import org.kernsync.kernel.mm.slot.FixedSlots;
import org.kernsync.kernel.mm.slot.SlotCache;

class HrTimerBaseTest {
  private static final SlotCache SLOTS = FixedSlots.onHeap(HrTimerSlot.BYTES, 1_000);

  private final Cpu cpu = new Cpu(0, -1, Preemption.NONE, Fault.NONE);
  private final HrTimerBase base = new HrTimerBase(cpu, TimerTrace.OFF);
  private final List<Long> fired = new ArrayList<>();

  private HrTimer arm(long expires) {
    HrTimer timer = new HrTimer(SLOTS, on -> fired.add(expires), false);
    base.arm(timer, expires);
    return timer;
  }

  /** A timer does not fire a nanosecond early, fires on time, and fires once. */
  @Test
  void expire_atTheTime_notBefore() {
    HrTimer timer = arm(100);
    base.expire(99);
    assertThat(fired).isEmpty();
    assertThat(timer.hasExpired()).isFalse();
    base.expire(100);
    base.expire(101);
    assertThat(fired).containsExactly(100L);
    assertThat(timer.hasExpired()).isTrue();
    assertThat(base.isEmpty()).isTrue();
    assertThat(base.expirations()).isEqualTo(1);
  }

  /**
   * Timers that are due together fire in the order of their times, in whatever order they were
   * armed.
   */
  @Test
  void expire_many_inOrderOfExpiry() {
    Random random = new Random(3);
    for (int i = 0; i < 500; i++) {
      arm(random.nextInt(1_000));
    }
    base.expire(499);
    assertThat(fired).isSorted().allMatch(at -> at <= 499);
    int early = fired.size();
    assertThat(base.next()).isGreaterThan(499);
    base.expire(1_000);
    assertThat(fired).isSorted().hasSize(500);
    assertThat(early).isBetween(1, 499);
  }

  /** A cancelled timer does not fire; cancelling tells whether it was armed. */
  @Test
  void cancel_armed_neverFires() {
    HrTimer timer = arm(100);
    assertThat(base.cancel(cpu, timer)).isTrue();
    assertThat(base.cancel(cpu, timer)).isFalse();
    base.expire(200);
    assertThat(fired).isEmpty();
    assertThat(timer.hasExpired()).isFalse();
  }

  /** The next deadline is the earliest armed timer's, and far away where there is none. */
  @Test
  void next_isTheEarliest() {
    assertThat(base.next()).isEqualTo(Cpu.NEVER);
    arm(300);
    HrTimer first = arm(200);
    assertThat(base.next()).isEqualTo(200);
    base.cancel(cpu, first);
    assertThat(base.next()).isEqualTo(300);
  }

  /** A function may arm its own timer again: that one waits for its new time. */
  @Test
  void expire_rearmedInFunction_firesAgainLater() {
    HrTimer[] timer = new HrTimer[1];
    timer[0] =
        new HrTimer(
            SLOTS,
            on -> {
              fired.add((long) fired.size());
              if (fired.size() < 3) {
                base.arm(timer[0], 100L * (fired.size() + 1));
              }
            },
            false);
    base.arm(timer[0], 100);
    base.expire(150);
    assertThat(fired).hasSize(1);
    base.expire(1_000);
    assertThat(fired).hasSize(3);
    assertThat(base.isEmpty()).isTrue();
    assertThat(base.isLocked()).isFalse();
  }
}
