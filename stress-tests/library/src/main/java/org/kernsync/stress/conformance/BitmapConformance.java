package org.kernsync.stress.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.BitSet;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.kernsync.stress.harness.RacingThreads;
import org.kernsync.stress.harness.ThreadKind;

/** A bitmap of fixed size does what {@link BitSet} does, and atomically. */
public interface BitmapConformance extends ConformanceSuite {
  /** A bitmap, by the names of {@link BitSet}. */
  interface BitmapUnderTest {
    /**
     * Sets a bit.
     *
     * @param bit which one
     * @return whether it was set
     */
    boolean getAndSet(int bit);

    /**
     * Clears a bit.
     *
     * @param bit which one
     * @return whether it was set
     */
    boolean getAndClear(int bit);

    /**
     * Flips a bit.
     *
     * @param bit which one
     * @return whether it was set
     */
    boolean getAndFlip(int bit);

    /**
     * Looks at a bit.
     *
     * @param bit which one
     * @return whether it is set
     */
    boolean get(int bit);

    /**
     * Looks for a set bit.
     *
     * @param from where to begin
     * @return the first; -1 if there is none
     */
    int nextSetBit(int from);

    /**
     * Looks for a clear bit.
     *
     * @param from where to begin
     * @return the first; the size if there is none
     */
    int nextClearBit(int from);

    /**
     * Counts.
     *
     * @return how many bits are set
     */
    int cardinality();
  }

  /**
   * Makes the bitmap of one test.
   *
   * @param size how many bits it has
   * @return a bitmap, all clear
   */
  BitmapUnderTest newBitmap(int size);

  /** Random steps, seeded, on sizes about a word: each returns what the JDK's returns. */
  @Test
  default void randomSteps_severalSizes_asTheJdk() {
    int steps = 20 * ConformanceSuite.rounds();
    for (int size : new int[] {1, 63, 64, 65, 130}) {
      BitmapUnderTest bitmap = newBitmap(size);
      BitSet model = new BitSet(size);
      SplittableRandom random = new SplittableRandom(size);
      for (int step = 0; step < steps; step++) {
        int bit = random.nextInt(size);
        boolean before = model.get(bit);
        boolean returned;
        switch (random.nextInt(3)) {
          case 0:
            returned = bitmap.getAndSet(bit);
            model.set(bit);
            break;
          case 1:
            returned = bitmap.getAndClear(bit);
            model.clear(bit);
            break;
          default:
            returned = bitmap.getAndFlip(bit);
            model.flip(bit);
            break;
        }
        if (returned != before || bitmap.get(bit) != model.get(bit)) {
          throw new AssertionError("step " + step + " on bit " + bit + " of " + size);
        }
        if (step % 16 == 0) {
          int from = random.nextInt(size);
          assertThat(bitmap.cardinality()).as("cardinality").isEqualTo(model.cardinality());
          assertThat(bitmap.nextSetBit(from)).as("next set").isEqualTo(model.nextSetBit(from));
          assertThat(bitmap.nextClearBit(from))
              .as("next clear")
              .isEqualTo(Math.min(size, model.nextClearBit(from)));
        }
      }
    }
  }

  /** There is no bit before the first, nor behind the last. */
  @Test
  default void allForms_noSuchBit_refused() {
    BitmapUnderTest bitmap = newBitmap(70);
    for (int bit : new int[] {-1, 70, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
      assertThatThrownBy(() -> bitmap.getAndSet(bit)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> bitmap.getAndClear(bit))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> bitmap.getAndFlip(bit))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> bitmap.get(bit)).isInstanceOf(IndexOutOfBoundsException.class);
    }
    assertThat(bitmap.cardinality()).as("cardinality").isZero();
  }

  /** Threads that change bits of one word keep each other's changes. */
  @Test
  default void getAndFlip_neighboursRace_noneLost() {
    int rounds = 50 * ConformanceSuite.rounds() + 1;
    BitmapUnderTest bitmap = newBitmap(64);
    try (RacingThreads racers = new RacingThreads(ThreadKind.PLATFORM, patience())) {
      for (int t = 0; t < 3; t++) {
        int bit = 20 + t;
        racers.add(
            () -> {
              for (int round = 0; round < rounds; round++) {
                assertThat(bitmap.getAndFlip(bit)).as("own bit").isEqualTo(round % 2 == 1);
              }
            });
      }
      racers.race();
    }
    assertThat(bitmap.cardinality()).as("cardinality").isEqualTo(rounds % 2 == 1 ? 3 : 0);
  }
}
