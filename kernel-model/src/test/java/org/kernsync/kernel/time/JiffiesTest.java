package org.kernsync.kernel.time;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JiffiesTest {
  private static final long BOOT = 12_345;

  /** They begin five minutes before 32 bits wrap around. */
  @Test
  void initial_fiveMinutesBeforeTheWrap() {
    Jiffies jiffies = new Jiffies(250, BOOT);
    assertThat(jiffies.at(BOOT)).isEqualTo(jiffies.initial());
    assertThat(jiffies.at(BOOT + 300_000_000_000L)).isEqualTo(1L << 32);
  }

  /** A tick lasts until right before the next one begins. */
  @Test
  void at_tickBoundaries_changesExactlyThere() {
    Jiffies jiffies = new Jiffies(1000, BOOT);
    long tick = jiffies.initial() + 7;
    assertThat(jiffies.at(jiffies.nanosOf(tick))).isEqualTo(tick);
    assertThat(jiffies.at(jiffies.nanosOf(tick) - 1)).isEqualTo(tick - 1);
    assertThat(jiffies.at(BOOT - 1)).isEqualTo(jiffies.initial() - 1);
  }

  /** A length of time is rounded up, and later is later on both sides of a wrap-around. */
  @Test
  void ofNanos_andTimeAfter() {
    Jiffies jiffies = new Jiffies(250, BOOT);
    assertThat(jiffies.ofNanos(1)).isEqualTo(1);
    assertThat(jiffies.ofNanos(4_000_000)).isEqualTo(1);
    assertThat(jiffies.ofNanos(4_000_001)).isEqualTo(2);
    assertThat(Jiffies.timeAfter(Long.MIN_VALUE, Long.MAX_VALUE)).isTrue();
    assertThat(Jiffies.timeAfter(Long.MAX_VALUE, Long.MIN_VALUE)).isFalse();
    assertThat(Jiffies.timeAfter(5, 5)).isFalse();
  }
}
