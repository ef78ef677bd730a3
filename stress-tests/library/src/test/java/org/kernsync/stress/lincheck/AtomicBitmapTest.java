package org.kernsync.stress.lincheck;

import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;
import org.kernsync.atomic.AtomicBitmap;
import org.kernsync.stress.broken.BlinkingBitmap;

/**
 * Changes and tests of bits are linearizable, and searches within one word. Searches and counts
 * over several words are not, and Lincheck finds that; what holds instead: a bit that does not
 * change is seen as it is.
 */
class AtomicBitmapTest {
  /** In every interleaving that the model checker tries. */
  @Test
  void modelChecking_oneWord_linearizable() {
    Check.modelChecking().linearizable(OneWord.class);
  }

  /** And in threads that run freely. */
  @Test
  void stress_oneWord_linearizable() {
    Check.stress().linearizable(OneWord.class);
  }

  /** The same check is red where a word is taken out and put back. */
  @Test
  void modelChecking_blinkingBitmap_rejected() {
    Check.modelChecking().asIn(OneWord.class).notLinearizable(OneWordBlinking.class);
  }

  /** A count of two words finds a number of bits that never were set together. */
  @Test
  void modelChecking_countOfTwoWords_notLinearizable() {
    Check.modelChecking().operations(0, 3, 0).notLinearizable(TwoWords.class);
  }

  /** Bits that stay are counted and found, whatever becomes of others. */
  @Test
  void modelChecking_bitsThatStay_seen() {
    Check.modelChecking().valid(Steady.class);
  }

  /** Also in threads that run freely. */
  @Test
  void stress_bitsThatStay_seen() {
    Check.stress().valid(Steady.class);
  }

  /** The same check is red where a word is taken out and put back. */
  @Test
  void modelChecking_bitsThatBlink_rejected() {
    Check.modelChecking().invalid(SteadyBlinking.class);
  }

  /** All in one word. */
  public static final class OneWord {
    private final AtomicBitmap bitmap = new AtomicBitmap(2);

    public OneWord() {}

    @Operation
    public boolean testAndSetBit(@Param(gen = IntGen.class, conf = "0:1") int bit) {
      return bitmap.testAndSetBit(bit);
    }

    @Operation
    public boolean testAndClearBit(@Param(gen = IntGen.class, conf = "0:1") int bit) {
      return bitmap.testAndClearBit(bit);
    }

    @Operation
    public boolean testAndChangeBit(@Param(gen = IntGen.class, conf = "0:1") int bit) {
      return bitmap.testAndChangeBit(bit);
    }

    @Operation
    public boolean testAndSetBitLock(@Param(gen = IntGen.class, conf = "0:1") int bit) {
      return bitmap.testAndSetBitLock(bit);
    }

    @Operation
    public boolean clearBitUnlock(@Param(gen = IntGen.class, conf = "0:1") int bit) {
      return bitmap.clearBitUnlock(bit);
    }

    @Operation
    public boolean testBit(@Param(gen = IntGen.class, conf = "0:1") int bit) {
      return bitmap.testBit(bit);
    }

    @Operation
    public int findFirstZeroBit() {
      return bitmap.findFirstZeroBit();
    }

    @Operation
    public int cardinality() {
      return bitmap.cardinality();
    }
  }

  public static final class OneWordBlinking {
    private final BlinkingBitmap bitmap = new BlinkingBitmap(2);

    public OneWordBlinking() {}

    @Operation
    public boolean testAndSetBit(@Param(gen = IntGen.class, conf = "0:1") int bit) {
      return bitmap.testAndSetBit(bit);
    }

    @Operation
    public boolean testAndClearBit(@Param(gen = IntGen.class, conf = "0:1") int bit) {
      return bitmap.testAndClearBit(bit);
    }

    @Operation
    public int cardinality() {
      return bitmap.cardinality();
    }
  }

  /** A bit in each of two words. */
  public static final class TwoWords {
    private static final int APART = 64;

    private final AtomicBitmap bitmap = new AtomicBitmap(2 * APART);

    public TwoWords() {}

    @Operation
    public boolean testAndSetBit(@Param(gen = IntGen.class, conf = "0:1") int word) {
      return bitmap.testAndSetBit(APART * word);
    }

    @Operation
    public boolean testAndClearBit(@Param(gen = IntGen.class, conf = "0:1") int word) {
      return bitmap.testAndClearBit(APART * word);
    }

    @Operation
    public int cardinality() {
      return bitmap.cardinality();
    }
  }

  /** In each of two words a bit stays set, and one comes and goes. */
  public abstract static class Stays {
    private volatile String fault;

    abstract void set(int bit);

    abstract void clear(int bit);

    abstract int count();

    abstract int firstFrom(int bit);

    @Operation
    public final void change(@Param(gen = IntGen.class, conf = "0:1") int word) {
      set(64 * word);
      clear(64 * word);
    }

    @Operation
    public final void look() {
      int count = count();
      int found = firstFrom(65);
      if (count < 2 || count > 4 || found != 65) {
        fault = count + " bits set, " + found + " found";
      }
    }

    @Validate
    public final void whenQuiet() {
      look();
      if (fault != null) {
        throw new AssertionError(fault);
      }
    }
  }

  public static final class Steady extends Stays {
    private final AtomicBitmap bitmap = new AtomicBitmap(128);

    public Steady() {
      bitmap.setBit(1);
      bitmap.setBit(65);
    }

    @Override
    void set(int bit) {
      bitmap.setBit(bit);
    }

    @Override
    void clear(int bit) {
      bitmap.clearBit(bit);
    }

    @Override
    int count() {
      return bitmap.cardinality();
    }

    @Override
    int firstFrom(int bit) {
      return bitmap.findNextBit(bit);
    }
  }

  public static final class SteadyBlinking extends Stays {
    private final BlinkingBitmap bitmap = new BlinkingBitmap(128);

    public SteadyBlinking() {
      bitmap.testAndSetBit(1);
      bitmap.testAndSetBit(65);
    }

    @Override
    void set(int bit) {
      bitmap.testAndSetBit(bit);
    }

    @Override
    void clear(int bit) {
      bitmap.testAndClearBit(bit);
    }

    @Override
    int count() {
      return bitmap.cardinality();
    }

    @Override
    int firstFrom(int bit) {
      return bit; // has no search
    }
  }
}
