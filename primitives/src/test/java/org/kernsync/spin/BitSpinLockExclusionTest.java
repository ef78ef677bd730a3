package org.kernsync.spin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.kernsync.internal.Crew;

/** One thread at a time holds a bit, and sees what those before it did. */
class BitSpinLockExclusionTest {
  private static final int SECTIONS = 200_000;

  private final long[] counters = new long[64];

  static Stream<Arguments> wordsAndThreads() {
    return Arrays.stream(BitLockWord.Kind.values())
        .flatMap(kind -> Crew.kinds().stream().map(threads -> Arguments.of(kind, threads)));
  }

  /** Eight threads on one bit, half of the sections by way of tryLock: no count is lost. */
  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("wordsAndThreads")
  void lock_eightThreadsNeighboursFlip_noCountLost(BitLockWord.Kind kind, ThreadFactory threads) {
    BitLockWord word = kind.create(new BitSpinLock());
    AtomicBoolean over = new AtomicBoolean();
    try (Crew neighbour = new Crew()) {
      neighbour.start(
          () -> {
            while (!over.get()) {
              word.flip(6); // beside the lock, in its word, relaxed
            }
          });
      run(threads, 8, word, 7, 7);
      over.set(true);
    }
    assertThat(counters[7]).isEqualTo(SECTIONS);
    assertThat(word.isLocked(7)).isFalse();
  }

  /** Two hundred threads on one bit all get through, though nobody wakes them. */
  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("wordsAndThreads")
  void lock_twoHundredThreads_allGetThrough(BitLockWord.Kind kind, ThreadFactory threads) {
    BitLockWord word = kind.create(new BitSpinLock());
    run(threads, 200, word, 31, 31);
    assertThat(counters[31]).isEqualTo(SECTIONS);
  }

  /** Locks in one word do not disturb each other: each guards its own counter. */
  @ParameterizedTest
  @EnumSource(BitLockWord.Kind.class)
  void lock_fourBitsOfOneWord_eachGuardsItsOwn(BitLockWord.Kind kind) {
    BitLockWord word = kind.create(new BitSpinLock());
    run(Crew.platform(), 8, word, 0, 3);
    assertThat(Arrays.stream(counters).sum()).isEqualTo(SECTIONS);
  }

  /** The threads share the sections, each going round the bits from first to last. */
  private void run(ThreadFactory threads, int count, BitLockWord word, int first, int last) {
    try (Crew crew = new Crew(threads)) {
      for (int i = 0; i < count; i++) {
        int seed = i;
        crew.start(
            () -> {
              for (int k = 0; k < SECTIONS / count; k++) {
                int bit = first + (seed + k) % (last - first + 1);
                if (k % 2 == 0 || !word.tryLock(bit)) {
                  word.lock(bit);
                }
                counters[bit]++; // plain: the bit guards it
                word.unlock(bit);
              }
            });
      }
    }
  }
}
