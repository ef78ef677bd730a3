package org.kernsync.kernel.sched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class FairServerTest {
  private static final long MILLI = 1_000_000;
  private static final long TICK = 4 * MILLI;

  private final FairServer server = new FairServer(1000 * MILLI, 950 * MILLI);
  private long clock = 123 * MILLI;
  private long fairRan;

  /** A hog runs whenever it may, for so long; a fair task else. Returns how long the hog ran. */
  private long hog(long nanos) {
    long ran = 0;
    for (long end = clock + nanos; clock < end; ) {
      boolean runs = !server.isThrottled();
      clock += TICK;
      if (runs) {
        ran += TICK;
        server.charge(clock, TICK);
      } else {
        fair(TICK);
      }
    }
    return ran;
  }

  /** The fair task ran up to now; returns whether that ended the server's turn. */
  private boolean fair(long nanos) {
    fairRan += nanos;
    return server.fairRan(nanos);
  }

  /** Who starves beside a hog gets the share of each period, exactly so in the long run. */
  @Test
  void charge_byAHog_givesFairTasksTheirShare() {
    server.fairRunnable(clock, 1);
    long ran = hog(100_000 * MILLI);
    assertThat((double) ran / (100_000 * MILLI)).isCloseTo(0.95, within(0.001));
    assertThat(server.activations()).isBetween(99L, 101L);
  }

  /** It steps in as late as it can: 950 ms after the fair task came, for 50 ms. */
  @Test
  void charge_inTheFirstPeriod_waitsUntilTheShareJustFits() {
    server.fairRunnable(clock, 1);
    assertThat(hog(948 * MILLI)).isEqualTo(948 * MILLI);
    assertThat(server.isThrottled()).isFalse();
    hog(TICK);
    assertThat(server.isThrottled()).isTrue();
    assertThat(hog(48 * MILLI)).isZero();
    assertThat(server.isThrottled()).isTrue();
    hog(TICK);
    assertThat(server.isThrottled()).isFalse();
    assertThat(hog(900 * MILLI)).isEqualTo(900 * MILLI);
  }

  /** Where no fair task wants to run, a hog may have all. */
  @Test
  void charge_nobodyElse_neverActive() {
    assertThat(hog(5_000 * MILLI)).isEqualTo(5_000 * MILLI);
    assertThat(server.activations()).isZero();
  }

  /** The server leaves as soon as no fair task is left, and does not save the rest up. */
  @Test
  void fairRunnable_lastLeaves_endsTheTurn() {
    server.fairRunnable(clock, 1);
    hog(960 * MILLI);
    assertThat(server.isThrottled()).isTrue();
    assertThat(server.fairRunnable(clock, 2)).isFalse();
    assertThat(server.fairRunnable(clock, 0)).isTrue();
    assertThat(server.isThrottled()).isFalse();
    assertThat(hog(2_000 * MILLI)).isEqualTo(2_000 * MILLI);
    server.fairRunnable(clock, 1);
    assertThat(hog(940 * MILLI)).isEqualTo(940 * MILLI);
  }

  /** Fair tasks that get their share while real-time ones sleep need no server. */
  @Test
  void fairRan_theShareByItself_beginsANewPeriod() {
    server.fairRunnable(clock, 1);
    for (int i = 0; i < 20; i++) {
      assertThat(hog(500 * MILLI)).isEqualTo(500 * MILLI);
      for (int j = 0; j < 13; j++) {
        clock += TICK;
        assertThat(fair(TICK)).isFalse();
      }
    }
    assertThat(server.activations()).isZero();
  }

  /** What is left of a part got by itself is given before the deadline, not more. */
  @Test
  void fairRan_halfTheShare_getsTheRest() {
    server.fairRunnable(clock, 1);
    hog(100 * MILLI);
    clock += 24 * MILLI;
    fair(24 * MILLI);
    long before = fairRan;
    assertThat(hog(848 * MILLI)).isEqualTo(848 * MILLI);
    hog(200 * MILLI);
    assertThat(fairRan - before).isBetween(26 * MILLI, 30 * MILLI);
  }

  /** Without a limit fair tasks get nothing, and with a new one its share. */
  @Test
  void setLimits_none_thenHalf() {
    server.fairRunnable(clock, 1);
    server.setLimits(1000 * MILLI, 1000 * MILLI);
    assertThat(hog(5_000 * MILLI)).isEqualTo(5_000 * MILLI);
    server.setLimits(100 * MILLI, 50 * MILLI);
    assertThat((double) hog(10_000 * MILLI) / (10_000 * MILLI)).isCloseTo(0.5, within(0.02));
  }
}
