package org.kernsync.kernel.workload.replay;

import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What came of a replay.
 *
 * @param source the script's name
 * @param threads how many threads played it
 * @param managed bytes that the allocator had
 * @param operations how many there were in one play, by all threads
 * @param pace how fast they went, null while that is not known
 * @param peakPayload the most bytes that the script's blocks had at once
 * @param peakMemory the most bytes of pages that the allocator had taken at once
 * @param freeAtPeak free blocks of pages at that time, by order
 * @param leftBlocks blocks that the script did not free itself
 * @param leftBytes what they had
 * @param points memory over time
 * @param violations what was wrong
 */
public record ReplayReport(
    String source,
    int threads,
    long managed,
    long operations,
    Pace pace,
    long peakPayload,
    long peakMemory,
    long[] freeAtPeak,
    long leftBlocks,
    long leftBytes,
    List<Curve.Point> points,
    List<String> violations) {
  /**
   * How fast operations went in a play.
   *
   * @param operations how many
   * @param nanos in which time
   */
  public record Pace(long operations, long nanos) {
    /** Operations in a second. */
    long perSecond() {
      return Math.round((double) operations * TimeUnit.SECONDS.toNanos(1) / nanos);
    }
  }

  /**
   * The payload's share of the memory, both at their peaks. Where several threads play, the two are
   * not seen at the same time; then it may come out a little high, but not above 1.
   */
  double utilization() {
    return peakMemory == 0 ? 0 : Math.min(1, (double) peakPayload / peakMemory);
  }

  /** The fragmentation of free pages when the most memory was taken. */
  FragmentationIndex fragmentation() {
    return new FragmentationIndex(freeAtPeak);
  }

  ReplayReport with(Pace newPace, List<String> newViolations) {
    return new ReplayReport(
        source,
        threads,
        managed,
        operations,
        newPace,
        peakPayload,
        peakMemory,
        freeAtPeak,
        leftBlocks,
        leftBytes,
        points,
        newViolations);
  }
}
