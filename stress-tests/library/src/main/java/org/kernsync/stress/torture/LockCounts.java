package org.kernsync.stress.torture;

import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;

/** What is counted while locks are tortured. */
final class LockCounts {
  final LongAdder reads = new LongAdder();
  final LongAdder nested = new LongAdder();
  final LongAdder downgrades = new LongAdder();
  final LongAdder busy = new LongAdder();
  final LongAdder timeouts = new LongAdder();
  final LongAdder interrupts = new LongAdder();
  final LongAdder interrupted = new LongAdder();
  final LongAdder stutters = new LongAdder();
  final LongAdder calms = new LongAdder();
  final LongAdder replaced = new LongAdder();
  final LongAdder diedInside = new LongAdder();
  final LongAdder deathsReported = new LongAdder();
  final LongAccumulator longestNanos = new LongAccumulator(Math::max, 0);

  /** All counts but for those that are kept by thread or by lock. */
  @Override
  public String toString() {
    return String.join(
        " ",
        "reads=" + reads,
        "nested=" + nested,
        "downgrades=" + downgrades,
        "busy=" + busy,
        "timeouts=" + timeouts,
        "interrupts=" + interrupts,
        "interrupted=" + interrupted,
        "stutters=" + stutters,
        "calms=" + calms,
        "replaced=" + replaced,
        "died-inside=" + diedInside,
        "deaths-reported=" + deathsReported,
        "longest-wait-ms=" + longestNanos.get() / 1_000_000);
  }
}
