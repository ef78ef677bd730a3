package org.kernsync.kernel.workload.replay;

import java.util.ArrayList;
import java.util.List;

/** What one lane saw of the memory in the course of a play: points of a curve, and the peaks. */
final class Curve {
  /**
   * One look.
   *
   * @param operations how many were done by then, by all lanes
   * @param payload bytes in the blocks of the script
   * @param memory bytes that the allocator has taken for them
   */
  record Point(long operations, long payload, long memory) {}

  private final List<Point> points = new ArrayList<>();
  private long peakPayload;
  private long peakMemory;
  private long[] freeAtPeak = new long[0];

  Curve() {}

  void see(long operations, long payload, ReplayMemory memory, boolean isPoint) {
    long used = memory.usedBytes();
    peakPayload = Math.max(peakPayload, payload);
    if (used > peakMemory) {
      peakMemory = used;
      freeAtPeak = memory.freeBlocks();
    }
    if (isPoint) {
      points.add(new Point(operations, payload, used));
    }
  }

  List<Point> points() {
    return points;
  }

  long peakPayload() {
    return peakPayload;
  }

  long peakMemory() {
    return peakMemory;
  }

  /** Free blocks by order when the most memory was taken. */
  long[] freeAtPeak() {
    return freeAtPeak;
  }
}
