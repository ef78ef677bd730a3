package org.kernsync.kernel.workload.replay;

import java.util.SplittableRandom;

/** Sizes of blocks as programs ask for them. */
final class Sizes {
  private static final int SMALLEST_SHIFT = 3;

  private Sizes() {}

  /** Any size up to the largest, each doubling as often as the next: most blocks are small. */
  static int spread(SplittableRandom random, int largest) {
    int shifts = Integer.SIZE - 1 - Integer.numberOfLeadingZeros(largest) - SMALLEST_SHIFT;
    int top = 1 << SMALLEST_SHIFT + random.nextInt(shifts) + 1;
    return random.nextInt(top / 2, top) + 1;
  }

  /** Any size between two, each as often as any other. */
  static int between(SplittableRandom random, int smallest, int largest) {
    return random.nextInt(smallest, largest + 1);
  }
}
