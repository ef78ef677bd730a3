package org.kernsync.spin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.kernsync.atomic.AtomicBitmap;
import org.kernsync.atomic.AtomicInt32;
import org.kernsync.atomic.AtomicInt64;
import org.kernsync.internal.Crew;

/** The states of a bit as a lock, misuse, and how a waiter waits. */
class BitSpinLockTest {
  static List<ThreadFactory> kinds() {
    return Crew.kinds();
  }

  /** Free, held, free again; a held one is not taken twice. */
  @ParameterizedTest
  @EnumSource(BitLockWord.Kind.class)
  void lockAndUnlock_oneThread_statesInTurn(BitLockWord.Kind kind) {
    BitLockWord word = kind.create(new BitSpinLock());
    for (int bit : new int[] {0, 1, kind.bits - 1}) {
      assertThat(word.isLocked(bit)).isFalse();
      word.lock(bit);
      assertThat(word.isLocked(bit)).isTrue();
      assertThat(word.tryLock(bit)).isFalse();
      word.unlock(bit);
      assertThat(word.isLocked(bit)).isFalse();
      assertThat(word.tryLock(bit)).isTrue();
      assertThat(word.tryLock(bit)).isFalse();
      word.unlock(bit);
      assertThat(word.isLocked(bit)).isFalse();
    }
  }

  /** Each bit is a lock of its own, and leaves the data in the others alone. */
  @ParameterizedTest
  @EnumSource(BitLockWord.Kind.class)
  void lock_oneBit_othersUntouched(BitLockWord.Kind kind) {
    BitLockWord word = kind.create(new BitSpinLock());
    for (int bit = 0; bit < kind.bits; bit += 2) {
      word.lock(bit);
    }
    for (int bit = 0; bit < kind.bits; bit++) {
      assertThat(word.isLocked(bit)).isEqualTo(bit % 2 == 0);
    }
    for (int bit = 0; bit < kind.bits; bit += 2) {
      word.unlock(bit);
    }
    for (int bit = 0; bit < kind.bits; bit++) {
      assertThat(word.isLocked(bit)).isFalse();
    }
  }

  /**
   * Unlocking a free bit throws, tells the state, and leaves it free and the others as they are.
   */
  @Test
  void unlock_free_throwsWithTheState() {
    BitSpinLock bits = new BitSpinLock();
    AtomicBitmap bitmap = new AtomicBitmap(10);
    AtomicInt32 narrow = new AtomicInt32(0x8000_00F0);
    AtomicInt64 wide = new AtomicInt64(0xF000_0000_0000_00F0L);
    bits.lock(bitmap, 4);
    assertThatThrownBy(() -> bits.unlock(bitmap, 3))
        .isInstanceOf(IllegalMonitorStateException.class)
        .hasMessage("unlock of bit 3 of " + bitmap + ": not held");
    assertThatThrownBy(() -> bits.unlock(narrow, 0))
        .isInstanceOf(IllegalMonitorStateException.class)
        .hasMessage("unlock of bit 0 of 0x800000f0: not held");
    assertThatThrownBy(() -> bits.unlock(wide, 0))
        .isInstanceOf(IllegalMonitorStateException.class)
        .hasMessage("unlock of bit 0 of 0xf0000000000000f0: not held");
    assertThat(bits.isLocked(bitmap, 4)).isTrue();
    assertThat(narrow.read()).isEqualTo(0x8000_00F0);
    assertThat(wide.read()).isEqualTo(0xF000_0000_0000_00F0L);
    assertThat(bits.tryLock(bitmap, 3)).isTrue();
    assertThat(bits.tryLock(narrow, 0)).isTrue();
    assertThat(bits.tryLock(wide, 0)).isTrue();
  }

  /** A bit that the word has not is refused by each operation; it is not another one modulo 32. */
  @ParameterizedTest
  @EnumSource(BitLockWord.Kind.class)
  void operation_bitOutOfBounds_throws(BitLockWord.Kind kind) {
    BitLockWord word = kind.create(new BitSpinLock());
    for (int bit : new int[] {-1, kind.bits, kind.bits + 1, Integer.MIN_VALUE}) {
      assertOutOfBounds(() -> word.lock(bit), bit);
      assertOutOfBounds(() -> word.tryLock(bit), bit);
      assertOutOfBounds(() -> word.unlock(bit), bit);
      assertOutOfBounds(() -> word.isLocked(bit), bit);
    }
    assertThat(word.isLocked(0) || word.isLocked(1) || word.isLocked(kind.bits - 1)).isFalse();
  }

  private static void assertOutOfBounds(Runnable operation, int bit) {
    assertThatThrownBy(operation::run)
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessageStartingWith("there is no bit " + bit + " in a ");
  }

  /** There is no waiting without a way to wait. */
  @Test
  void constructor_null_throws() {
    assertThatNullPointerException().isThrownBy(() -> new BitSpinLock(null));
  }

  /** A waiter looks again after each pause, numbers them from 0, and is never parked for good. */
  @ParameterizedTest
  @EnumSource(BitLockWord.Kind.class)
  void lock_held_pausesInStepsUntilFree(BitLockWord.Kind kind) {
    AtomicInteger pauses = new AtomicInteger();
    AtomicReference<BitLockWord> word = new AtomicReference<>();
    SpinWait freeing =
        new SpinWait() {
          @Override
          public void pause(int step) {
            assertThat(step).isEqualTo(pauses.getAndIncrement());
            if (step == 99) {
              word.get().unlock(5);
            }
          }

          @Override
          public void park(Object blocker, long maxNanos) {
            throw new AssertionError("nobody would wake it");
          }
        };
    word.set(kind.create(new BitSpinLock(freeing)));
    word.get().lock(5);
    word.get().lock(5);
    assertThat(pauses.get()).isEqualTo(100);
    assertThat(word.get().isLocked(5)).isTrue();
  }

  /** A hook that throws ends the wait: the caller holds nothing, and nobody is left in a queue. */
  @ParameterizedTest
  @EnumSource(BitLockWord.Kind.class)
  void lock_hookThrows_toldAndNotHeld(BitLockWord.Kind kind) {
    IllegalArgumentException fault = new IllegalArgumentException("hook");
    SpinWait faulty =
        new SpinWait() {
          @Override
          public void pause(int step) {
            throw fault;
          }

          @Override
          public void park(Object blocker, long maxNanos) {
            throw fault;
          }
        };
    BitLockWord word = kind.create(new BitSpinLock(faulty));
    word.lock(1);
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> word.lock(1)).isSameAs(fault);
    assertThat(Thread.interrupted()).isTrue();
    word.unlock(1);
    assertThat(word.isLocked(1)).isFalse();
    word.lock(1);
  }

  /** An interrupt does not end the wait; its flag is away during the naps and back afterwards. */
  @ParameterizedTest
  @MethodSource("kinds")
  void lock_interrupted_keepsWaitingAndTheFlag(ThreadFactory threads) {
    AtomicInteger naps = new AtomicInteger();
    AtomicInteger spoiled = new AtomicInteger();
    SpinWait counting =
        new SpinWait() {
          @Override
          public void pause(int step) {
            if (step > 0 && Thread.currentThread().isInterrupted()) {
              spoiled.incrementAndGet(); // a nap would end at once
            }
            naps.incrementAndGet();
            SpinWait.host().pause(step);
          }

          @Override
          public void park(Object blocker, long maxNanos) {
            SpinWait.host().park(blocker, maxNanos);
          }
        };
    BitSpinLock bits = new BitSpinLock(counting);
    AtomicBitmap bitmap = new AtomicBitmap(1);
    bits.lock(bitmap, 0);
    try (Crew crew = new Crew(threads)) {
      crew.start(
          () -> {
            Thread.currentThread().interrupt();
            bits.lock(bitmap, 0);
            assertThat(Thread.interrupted()).isTrue();
            bits.unlock(bitmap, 0);
          });
      Crew.until("it naps", () -> naps.get() > SpinWait.PARK_STEP + 3);
      bits.unlock(bitmap, 0);
    }
    assertThat(spoiled.get()).isZero();
    assertThat(bits.isLocked(bitmap, 0)).isFalse();
  }

  /** One object serves bits of different words, and locks cost their bits only. */
  @Test
  void lock_manyWords_oneObject() {
    BitSpinLock bits = new BitSpinLock();
    AtomicBitmap buckets = new AtomicBitmap(100_000);
    AtomicInt64 tagged = new AtomicInt64(0x7F00_0000_1000L); // an address with spare low bits
    for (int bucket = 0; bucket < buckets.size(); bucket++) {
      bits.lock(buckets, bucket);
    }
    bits.lock(tagged, 0);
    assertThat(tagged.read()).isEqualTo(0x7F00_0000_1001L);
    assertThat(buckets.cardinality()).isEqualTo(buckets.size());
    bits.unlock(tagged, 0);
    assertThat(tagged.read()).isEqualTo(0x7F00_0000_1000L);
  }
}
