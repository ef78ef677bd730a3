package org.kernsync.kernel.sched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class RtBandwidthTest {
  private static final long MILLI = 1_000_000;
  private static final long TICK = 4 * MILLI;

  private final RtBandwidth bandwidth = new RtBandwidth(1000 * MILLI, 950 * MILLI);
  private long clock = 123 * MILLI;

  /** Ticks for so long; the hog runs whenever it may. Returns how long it ran. */
  private long hog(long nanos) {
    long ran = 0;
    for (long end = clock + nanos; clock < end; ) {
      boolean runs = !bandwidth.isThrottled();
      clock += TICK;
      if (runs) {
        ran += TICK;
        bandwidth.charge(clock, TICK);
      }
      bandwidth.refill(clock);
    }
    return ran;
  }

  /** A hog gets the runtime of each period, exactly so in the long run. */
  @Test
  void charge_byAHog_givesTheRuntimeOfEachPeriod() {
    long ran = hog(100_000 * MILLI);
    assertThat((double) ran / (100_000 * MILLI)).isCloseTo(0.95, within(0.0005));
    assertThat(bandwidth.throttles()).isBetween(99L, 101L);
  }

  /** Within the first period it runs the runtime, then waits to the end of the period. */
  @Test
  void charge_inTheFirstPeriod_throttlesAfterTheRuntime() {
    assertThat(hog(952 * MILLI)).isEqualTo(952 * MILLI);
    assertThat(bandwidth.isThrottled()).isTrue();
    assertThat(bandwidth.untilRefill(clock)).isEqualTo(48 * MILLI);
    assertThat(hog(44 * MILLI)).isZero();
    assertThat(bandwidth.isThrottled()).isTrue();
    assertThat(hog(8 * MILLI)).isPositive();
  }

  /** Time that was not used is not saved up. */
  @Test
  void refill_afterRest_givesOneRuntimeOnly() {
    hog(40 * MILLI);
    clock += 10_000 * MILLI;
    assertThat(bandwidth.refill(clock)).isFalse();
    long start = clock;
    while (!bandwidth.isThrottled() && clock - start < 5_000 * MILLI) {
      hog(TICK);
    }
    assertThat(clock - start).isLessThanOrEqualTo(1_910 * MILLI); // the rest of one and all of one
  }

  /** What was used far beyond the runtime is paid for in the periods that follow. */
  @Test
  void charge_farTooMuch_isPaidBack() {
    clock += 3_000 * MILLI;
    assertThat(bandwidth.charge(clock, 3_000 * MILLI)).isFalse();
    // used 3 s in 3 periods: 150 ms too much, paid back before the next throttle
    long ran = hog(7_000 * MILLI);
    assertThat((double) (3_000 * MILLI + ran) / (10_000 * MILLI)).isCloseTo(0.95, within(0.006));
  }

  /** A runtime as long as the period is no limit. */
  @Test
  void charge_withoutALimit_neverThrottles() {
    bandwidth.setLimits(1000 * MILLI, 1000 * MILLI);
    assertThat(hog(5_000 * MILLI)).isEqualTo(5_000 * MILLI);
    assertThat(bandwidth.throttles()).isZero();
  }

  /** New limits end a throttle. */
  @Test
  void setLimits_whileThrottled_startsAnew() {
    hog(960 * MILLI);
    assertThat(bandwidth.isThrottled()).isTrue();
    bandwidth.setLimits(100 * MILLI, 50 * MILLI);
    assertThat(bandwidth.isThrottled()).isFalse();
    assertThat((double) hog(10_000 * MILLI) / (10_000 * MILLI)).isCloseTo(0.5, within(0.01));
  }
}
