package org.kernsync.stress.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kernsync.stress.harness.RacingThreads;
import org.kernsync.stress.harness.ThreadKind;

/** An atomic variable does and returns what the JDK's of its width does. */
public interface AtomicConformance extends ConformanceSuite {
  /** An atomic variable, driven by operations. */
  @FunctionalInterface
  interface AtomicUnderTest {
    /**
     * Does it.
     *
     * @param operation what
     * @param a the first argument, if it has one; fits the width
     * @param b the second argument, if it has one; fits the width
     * @return what the JDK's would return; of what is true, 1; of what is not, or nothing, 0
     */
    long apply(AtomicOperation operation, long a, long b);
  }

  /**
   * Makes the variable of one test.
   *
   * @param initial its value, which fits the width
   * @return the variable
   */
  AtomicUnderTest newAtomic(long initial);

  /**
   * How wide it is.
   *
   * @return 32 or 64
   */
  int bits();

  /**
   * For every value and argument at the edges: the same value after, the same returned.
   *
   * @param operation what is done
   */
  @ParameterizedTest
  @EnumSource(AtomicOperation.class)
  default void apply_edges_asTheJdk(AtomicOperation operation) {
    long[] edges = edges();
    int cases = 0;
    for (long v : edges) {
      for (long a : edges) {
        for (long b : edges) {
          AtomicUnderTest atomic = newAtomic(v);
          long returned = atomic.apply(operation, a, b);
          long after = atomic.apply(AtomicOperation.GET, 0, 0);
          long expected;
          long expectedAfter;
          if (bits() == Integer.SIZE) {
            AtomicInteger model = new AtomicInteger((int) v);
            expected = operation.apply(model, (int) a, (int) b);
            expectedAfter = model.get();
          } else {
            AtomicLong model = new AtomicLong(v);
            expected = operation.apply(model, a, b);
            expectedAfter = model.get();
          }
          cases++;
          if (returned != expected || after != expectedAfter) { // asked first: it is quicker
            assertThat(new long[] {returned, after})
                .as("%s(%d, %d) of %d: returned, and value after", operation, a, b, v)
                .containsExactly(expected, expectedAfter);
          }
        }
      }
    }
    assertThat(cases).isEqualTo(edges.length * edges.length * edges.length);
  }

  /** Behind the highest number comes the lowest, and the other way round. */
  @Test
  default void add_bothEnds_wrapsAround() {
    long min = edges()[0];
    long max = edges()[edges().length - 1];
    assertThat(newAtomic(max).apply(AtomicOperation.INCREMENT_AND_GET, 0, 0))
        .as("behind the highest")
        .isEqualTo(min);
    assertThat(newAtomic(min).apply(AtomicOperation.DECREMENT_AND_GET, 0, 0))
        .as("before the lowest")
        .isEqualTo(max);
    assertThat(newAtomic(max).apply(AtomicOperation.ADD_AND_GET, max, 0)).isEqualTo(-2);
    assertThat(newAtomic(min).apply(AtomicOperation.ADD_AND_GET, min, 0)).isZero();
    AtomicUnderTest atomic = newAtomic(max);
    assertThat(atomic.apply(AtomicOperation.GET_AND_INCREMENT, 0, 0)).as("old").isEqualTo(max);
    assertThat(atomic.apply(AtomicOperation.GET_AND_DECREMENT, 0, 0)).as("old").isEqualTo(min);
    assertThat(atomic.apply(AtomicOperation.GET, 0, 0)).isEqualTo(max);
  }

  /** Threads that count get each number once. */
  @Test
  default void getAndIncrement_race_eachNumberOnce() {
    int rounds = 50 * ConformanceSuite.rounds();
    AtomicUnderTest atomic = newAtomic(0);
    BitSet[] seen = {new BitSet(), new BitSet(), new BitSet()};
    try (RacingThreads racers = new RacingThreads(ThreadKind.PLATFORM, patience())) {
      for (BitSet mine : seen) {
        racers.add(
            () -> {
              for (int round = 0; round < rounds; round++) {
                mine.set((int) atomic.apply(AtomicOperation.GET_AND_INCREMENT, 0, 0));
              }
            });
      }
      racers.race();
    }
    BitSet all = new BitSet();
    for (BitSet mine : seen) {
      assertThat(mine.intersects(all)).as("a number was had twice").isFalse();
      all.or(mine);
    }
    assertThat(all.cardinality()).as("numbers").isEqualTo(3 * rounds);
    assertThat(atomic.apply(AtomicOperation.GET, 0, 0)).isEqualTo(3 * rounds);
  }

  private long[] edges() {
    long min = bits() == Integer.SIZE ? Integer.MIN_VALUE : Long.MIN_VALUE;
    return new long[] {min, min + 1, -2, -1, 0, 1, 2, 0x5A5A_5A5, -(min + 2), -(min + 1)};
  }
}
