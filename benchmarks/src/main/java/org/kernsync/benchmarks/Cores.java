package org.kernsync.benchmarks;

import java.util.BitSet;
import net.openhft.affinity.Affinity;

/** The cores that this process may use. */
public final class Cores {
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

  /**
   * How many there are.
   *
   * @return 0 where the host does not tell
   */
  public static int count() {
    return ALLOWED.length;
  }

  /**
   * Confines the calling thread, and with it every process that it starts from now on, to the first
   * cores: a JVM started so sees that many processors, as under {@code taskset}.
   *
   * @param cores how many; 0: all that there are
   * @return whether the host could do that
   */
  public static boolean confineTo(int cores) {
    if (cores == 0 && ALLOWED.length == 0) {
      return true;
    }
    if (cores > ALLOWED.length) {
      return false;
    }
    BitSet first = new BitSet();
    for (int i = 0; i < (cores == 0 ? ALLOWED.length : cores); i++) {
      first.set(ALLOWED[i]);
    }
    Affinity.setAffinity(first);
    return Affinity.getAffinity().equals(first);
  }
}
