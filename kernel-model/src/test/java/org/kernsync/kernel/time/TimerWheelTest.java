package org.kernsync.kernel.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kernsync.kernel.lib.ListHead;
import org.kernsync.kernel.mm.slot.FixedSlots;
import org.kernsync.kernel.mm.slot.SlotCache;

class TimerWheelTest {
  private static final int HZ = 1000;
  private static final SlotCache SLOTS = FixedSlots.onHeap(TimerSlot.BYTES, 100_000);

  private static Timer timer(long expires) {
    Timer timer = new Timer(SLOTS, null, cpu -> {});
    timer.slot.setExpires(expires);
    return timer;
  }

  /** Runs the wheel to a tick, jumping from expiry to expiry; returns what came, with its tick. */
  private static List<Long> runUntilEmpty(TimerWheel wheel, List<Timer> came) {
    List<Long> ticks = new ArrayList<>();
    ListHead<Timer> due = new ListHead<>();
    while (!wheel.isEmpty()) {
      long next = wheel.nextExpiry();
      wheel.forward(next);
      assertThat(wheel.clock()).isEqualTo(next);
      wheel.collect(due);
      assertThat(due.isEmpty()).as("something was due at the next expiry, %d", next).isFalse();
      for (Timer timer = due.first(); timer != null; timer = due.first()) {
        wheel.expire(timer);
        came.add(timer);
        ticks.add(next);
      }
    }
    return ticks;
  }

  /** The published levels: 1, 8, 64, 512, 4096 ticks up to 63, 511, 4095, 32767, 262143. */
  @ParameterizedTest
  @CsvSource({"0,1,63", "1,8,504", "2,64,4032", "3,512,32256", "4,4096,258048"})
  void levels_areTheKernels(int level, long granule, long nextStart) {
    assertThat(TimerWheel.granule(level)).isEqualTo(granule);
    assertThat(TimerWheel.start(level + 1)).isEqualTo(nextStart);
  }

  /**
   * From whatever clock, at whatever distance: never early, and late by at most the granule of its
   * level.
   */
  @ParameterizedTest
  @ValueSource(longs = {0, 1, 63, 64, 0x1_0000_0000L - 300_000, 987_654_321L})
  void insert_anyDistance_neverEarlyAndLateByAGranuleAtMost(long clock) {
    Random random = new Random(clock);
    for (int i = 0; i < 4_000; i++) {
      long start = clock + random.nextInt(100_000);
      int bits = random.nextInt(28);
      long distance = (1L << bits) + random.nextInt(1 << bits);
      TimerWheel wheel = new TimerWheel(HZ, start);
      Timer timer = timer(start + distance);
      wheel.insert(timer);
      List<Timer> came = new ArrayList<>();
      long at = runUntilEmpty(wheel, came).getFirst();
      int level = 0;
      while (distance >= TimerWheel.start(level + 1)) {
        level++;
      }
      assertThat(at - timer.slot.expires())
          .as("distance %d from %d", distance, start)
          .isBetween(0L, TimerWheel.granule(level));
    }
  }

  /**
   * What is overdue comes at the very next tick; what is further than the wheel reaches, at its
   * end.
   */
  @Test
  void insert_beyondTheEnds_isClamped() {
    TimerWheel wheel = new TimerWheel(HZ, 1_000);
    wheel.insert(timer(10));
    assertThat(wheel.nextExpiry()).isEqualTo(1_000);
    List<Timer> came = new ArrayList<>();
    assertThat(runUntilEmpty(wheel, came)).containsExactly(1_000L);
    Timer far = timer(1L << 50);
    wheel.insert(far);
    long at = runUntilEmpty(wheel, came).getFirst();
    assertThat(at).isGreaterThan(1L << 29).isLessThan(1L << 31);
  }

  /**
   * Many timers, some removed: each of the others comes exactly once, in the order of the ticks,
   * and the wheel knows when it is empty.
   */
  @Test
  void insertAndRemove_many_eachComesOnce() {
    Random random = new Random(7);
    TimerWheel wheel = new TimerWheel(HZ, 5_000);
    List<Timer> kept = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      Timer timer = timer(5_000 + (long) Math.pow(2, random.nextDouble() * 24));
      wheel.insert(timer);
      kept.add(timer);
      if (random.nextInt(3) == 0) {
        wheel.remove(kept.remove(random.nextInt(kept.size())));
      }
    }
    assertThat(wheel.size()).isEqualTo(kept.size());
    List<Timer> came = new ArrayList<>();
    List<Long> ticks = runUntilEmpty(wheel, came);
    assertThat(ticks).isSorted();
    assertThat(came).containsExactlyInAnyOrderElementsOf(kept);
    assertThat(came).allMatch(timer -> timer.slot.bucket() < 0);
  }

  /** The clock never jumps over a tick at which something is due. */
  @Test
  void forward_pastAnExpiry_stopsThere() {
    TimerWheel wheel = new TimerWheel(HZ, 100);
    wheel.insert(timer(120));
    wheel.forward(110);
    assertThat(wheel.clock()).isEqualTo(110);
    wheel.forward(500);
    assertThat(wheel.clock()).isEqualTo(121);
    wheel.forward(90);
    assertThat(wheel.clock()).as("never back").isEqualTo(121);
  }
}
