package org.kernsync.kernel.workload.replay;

/**
 * What a block is filled with, so that it is noticed if two blocks overlap or one loses its
 * content: words that depend on the block's stamp and their place. Of a large block every eighth
 * word counts, and the last one.
 */
final class Stamp {
  private static final int WORD = 8;
  private static final int SMALL_WORDS = 64;
  private static final int LARGE_STEP = 8;
  private static final long ODD = 0x9e37_79b9_7f4a_7c15L;
  private static final int WHOLE = -1;

  private Stamp() {}

  /** A block takes at least eight bytes, whatever was asked for. */
  private static int words(int size) {
    return Math.max(1, size / WORD);
  }

  private static int step(int words) {
    return words <= SMALL_WORDS ? 1 : LARGE_STEP;
  }

  private static long word(long stamp, int at) {
    return stamp + at * ODD;
  }

  static void write(ReplayMemory memory, long block, int size, long stamp) {
    int words = words(size);
    int step = step(words);
    for (int i = 0; i < words; i += step) {
      memory.write(block + (long) i * WORD, word(stamp, i));
    }
    memory.write(block + (long) (words - 1) * WORD, word(stamp, words - 1));
  }

  /**
   * Where a block of this size does not hold what was written to it, as an offset in bytes, or
   * negative.
   *
   * @param kept how many bytes of it are still there
   */
  static int firstWrong(ReplayMemory memory, long block, int size, int kept, long stamp) {
    int words = words(size);
    int step = step(words);
    int left = words(Math.min(size, kept));
    for (int i = 0; i < left; i += step) {
      if (memory.read(block + (long) i * WORD) != word(stamp, i)) {
        return i * WORD;
      }
    }
    int last = words - 1;
    boolean lastIsWrong =
        last < left && memory.read(block + (long) last * WORD) != word(stamp, last);
    return lastIsWrong ? last * WORD : WHOLE;
  }
}
