package org.kernsync.stress.torture;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Memory has a bound: looks at the quarters of a run how much of the heap is in use when all
 * garbage is gone. A process that does nothing else is assumed.
 */
final class HeapWatch {
  private static final int LOOKS = 4;
  private static final int COLLECTIONS = 3;
  private static final long MEGABYTE = 1L << 20;

  private final long mostGrowth;
  private final List<Long> used = new ArrayList<>();

  /** Zero: does not look. */
  HeapWatch(int mostGrowthMegabytes) {
    mostGrowth = mostGrowthMegabytes * MEGABYTE;
  }

  /** To be told how much of the run is over, from 0 to 1. */
  void look(double share, TortureCrew crew) {
    while (mostGrowth > 0 && used.size() < LOOKS && share * LOOKS >= used.size() + 1) {
      used.add(inUse());
      long growth = used.get(used.size() - 1) - used.get(0);
      if (growth > mostGrowth) {
        crew.fail("heap: grew by " + growth / MEGABYTE + " MB since the first quarter, " + this);
      }
    }
  }

  /** The least of a few, since threads go on to allocate. */
  private static long inUse() {
    Runtime runtime = Runtime.getRuntime();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }

  /** A word for the summary, behind a space; empty if it does not look. */
  String counts() {
    return mostGrowth == 0 ? "" : " " + this;
  }

  @Override
  public String toString() {
    return used.stream()
        .map(bytes -> String.valueOf(bytes / MEGABYTE))
        .collect(Collectors.joining(",", "heap-mb=", ""));
  }
}
