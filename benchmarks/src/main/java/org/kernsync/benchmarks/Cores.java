package org.kernsync.benchmarks;

import java.util.BitSet;
import net.openhft.affinity.Affinity;

/** The cores that this process may use. */
final class Cores {
  /** As it was at the start: a pinned thread would see only its own core. */
  private static final int[] ALLOWED = allowed();

  private Cores() {}

  private static int[] allowed() {
    BitSet mask = Affinity.getAffinity();
    return mask == null ? new int[0] : mask.stream().toArray();
  }

  /**
   * Pins the calling thread; does nothing where the host cannot.
   *
   * @param index which of the allowed cores, modulo their number
   */
  static void pinTo(int index) {
    if (ALLOWED.length > 0) {
      Affinity.setAffinity(ALLOWED[index % ALLOWED.length]);
    }
  }
}
