package org.kernsync.stress.torture;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** What is counted while RCU is tortured. */
final class RcuCounts {
  final LongAdder updates = new LongAdder();
  final LongAdder cookies = new LongAdder();
  final LongAdder callbacks = new LongAdder();
  final LongAdder barriers = new LongAdder();
  final LongAdder waits = new LongAdder();
  final LongAdder comeAndGone = new LongAdder();
  final LongAdder diedInside = new LongAdder();
  final LongAdder deathsReported = new LongAdder();
  final LongAdder handedOver = new LongAdder();
  final LongAdder nested = new LongAdder();
  final LongAdder flooded = new LongAdder();
  final LongAdder drained = new LongAdder();
  final AtomicLong mostWaiting = new AtomicLong();
  final LongAdder insideNanos = new LongAdder();
  final LongAdder readerNanos = new LongAdder();
  private final LongAdder[] pipe = new LongAdder[PipeElement.LENGTH + 1];

  RcuCounts() {
    for (int i = 0; i < pipe.length; i++) {
      pipe[i] = new LongAdder();
    }
  }

  /** What one reader has found since it last said so. */
  void add(long[] found) {
    for (int i = 0; i < pipe.length; i++) {
      pipe[i].add(found[i]);
      found[i] = 0;
    }
  }

  long reads() {
    long reads = 0;
    for (LongAdder count : pipe) {
      reads += count.sum();
    }
    return reads;
  }

  /** Which part of their time readers were inside, where that is measured. */
  double insidePercent() {
    return 100.0 * insideNanos.sum() / Math.max(1, readerNanos.sum());
  }

  /** All counts but for those that the domain itself knows. */
  @Override
  public String toString() {
    StringBuilder histogram = new StringBuilder();
    for (LongAdder count : pipe) {
      histogram.append(histogram.isEmpty() ? "" : ",").append(count.sum());
    }
    return String.join(
        " ",
        "reads=" + reads(),
        "updates=" + updates,
        "pipe=" + histogram,
        "cookies=" + cookies,
        "callbacks=" + callbacks,
        "barriers=" + barriers,
        "waits=" + waits,
        "flood=" + flooded,
        "flood-drained=" + drained,
        "flood-most-waiting=" + mostWaiting,
        "nested=" + nested,
        "handed-over=" + handedOver,
        "short-lived=" + comeAndGone,
        "died-inside=" + diedInside,
        "deaths-reported=" + deathsReported);
  }
}
