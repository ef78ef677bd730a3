package org.kernsync.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Work takes about the time that was asked for. */
class CalibratedWorkTest {
  private static final long NANOS = 100_000;

  /** The fastest of many runs, against the clock. */
  @Test
  void run_takesTheTimeAskedFor() {
    CalibratedWork work = CalibratedWork.ofNanos(NANOS, CalibratedWork.measureTokenNanos());
    long fastest = LongStream.range(0, 200).map(i -> timed(work)).min().orElseThrow();
    assertThat(fastest).isBetween(NANOS * 3 / 4, NANOS * 4 / 3);
  }

  private static long timed(CalibratedWork work) {
    long begin = System.nanoTime();
    work.run();
    return System.nanoTime() - begin;
  }

  /** The nearest whole number of tokens, and at least one. */
  @Test
  void ofNanos_roundsToWholeTokens() {
    assertThat(CalibratedWork.ofNanos(20, 1.5).tokens()).isEqualTo(13);
    assertThat(CalibratedWork.ofNanos(200, 1.5).tokens()).isEqualTo(133);
    assertThat(CalibratedWork.ofNanos(1, 5).tokens()).isEqualTo(1);
  }

  /** No time is no work. */
  @Test
  void ofNanos_zero_isNoWork() {
    assertThat(CalibratedWork.ofNanos(0, 1.5).tokens()).isZero();
  }
}
