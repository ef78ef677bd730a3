package org.kernsync.kernel.workload.replay;

import java.util.Arrays;

/**
 * How fragmented free memory is, for a wanted order, as Linux tells it in {@code extfrag_index} and
 * {@code unusable_index}: in thousandths.
 */
final class FragmentationIndex {
  /** A block of the wanted order is there: fragmentation does not matter. */
  static final int SUITABLE = -1_000;

  private static final int WHOLE = 1_000;

  private final long[] free; // blocks, by order

  FragmentationIndex(long[] free) {
    this.free = free.clone();
  }

  int orders() {
    return free.length;
  }

  private long pages() {
    long pages = 0;
    for (int order = 0; order < free.length; order++) {
      pages += free[order] << order;
    }
    return pages;
  }

  /** Pages in blocks that are large enough. */
  private long suitablePages(int wanted) {
    long pages = 0;
    for (int order = wanted; order < free.length; order++) {
      pages += free[order] << order;
    }
    return pages;
  }

  /**
   * Why an allocation of this order would fail: near 0 since there is too little memory, near 1,000
   * since it is in too small pieces; {@link #SUITABLE} if it would not fail.
   */
  int index(int wanted) {
    long blocks = Arrays.stream(free).sum();
    if (blocks == 0) {
      return 0;
    }
    if (suitablePages(wanted) > 0) {
      return SUITABLE;
    }
    long requested = 1L << wanted;
    return (int) (WHOLE - (WHOLE + pages() * WHOLE / requested) / blocks);
  }

  /** How much of the free memory an allocation of this order cannot use: 0 none, 1,000 all. */
  int unusable(int wanted) {
    long pages = pages();
    return pages == 0 ? WHOLE : (int) ((pages - suitablePages(wanted)) * WHOLE / pages);
  }
}
