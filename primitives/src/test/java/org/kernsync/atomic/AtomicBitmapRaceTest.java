package org.kernsync.atomic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.kernsync.internal.Crew;

/** Changes of one bit are one step, and leave the others of its word alone. */
class AtomicBitmapRaceTest {
  private static final int THREADS = 4;
  private static final int STEPS = 80_000;

  private int inside;

  /** Each thread owns one bit of a shared word and finds it as it left it, whatever it uses. */
  @Test
  void changes_ownBitEach_neverDisturbed() {
    AtomicBitmap bitmap = new AtomicBitmap(64);
    race(
        bit -> {
          for (int k = 0; k < STEPS; k++) {
            bitmap.setBit(bit);
            require(bitmap.testBit(bit), "set");
            require(bitmap.testAndChangeBit(bit), "still set");
            require(!bitmap.testBitAcquire(bit), "flipped");
            bitmap.changeBit(bit);
            require(bitmap.testAndClearBit(bit), "flipped again");
            require(!bitmap.testAndSetBit(bit), "cleared");
            bitmap.clearBit(bit);
            require(!bitmap.testAndSetBitLock(bit), "cleared again");
            require(bitmap.clearBitUnlock(bit), "locked");
          }
        });
    assertThat(bitmap.cardinality()).isZero();
  }

  /** All want the same bits: each is handed out once at a time, however it is taken and freed. */
  @Test
  void testAndSet_allocatorOfNumbers_eachOwnedByOne() {
    AtomicBitmap ids = new AtomicBitmap(THREADS - 1); // one too few: somebody always loses
    AtomicIntegerArray owners = new AtomicIntegerArray(ids.size());
    race(
        thread -> {
          for (int k = 0; k < STEPS; k++) {
            int id = ids.findFirstZeroBit();
            while (id < ids.size() && taken(ids, id, k + thread)) {
              id = ids.findNextZeroBit(id);
            }
            if (id < ids.size()) {
              require(owners.incrementAndGet(id) == 1, "mine alone");
              owners.decrementAndGet(id);
              free(ids, id, k + thread);
            }
          }
        });
    assertThat(ids.cardinality()).isZero();
  }

  private static boolean taken(AtomicBitmap ids, int id, int way) {
    return way % 2 == 0 ? ids.testAndSetBit(id) : ids.testAndSetBitLock(id);
  }

  private static void free(AtomicBitmap ids, int id, int way) {
    if (way % 4 < 2) {
      require(ids.testAndClearBit(id), "was taken");
    } else {
      require(ids.clearBitUnlock(id), "was taken");
    }
  }

  /** Every flip is counted: two flips of the same bit never become one. */
  @Test
  void testAndChangeBit_sameBit_flipsAlternate() {
    AtomicBitmap bitmap = new AtomicBitmap(1);
    AtomicInteger rises = new AtomicInteger();
    race(
        thread -> {
          int mine = 0;
          for (int k = 0; k < STEPS; k++) {
            mine += bitmap.testAndChangeBit(0) ? -1 : 1;
          }
          rises.addAndGet(mine);
        });
    assertThat(rises.get()).isZero(); // an even number of flips: as many up as down
    assertThat(bitmap.testBit(0)).isFalse();
  }

  /** A bit as a lock publishes the section, while other bits of the word change. */
  @Test
  void lockForms_neighboursChange_sectionIsPublished() {
    AtomicBitmap bitmap = new AtomicBitmap(64);
    AtomicBoolean over = new AtomicBoolean();
    inside = 0;
    try (Crew neighbours = new Crew()) {
      neighbours.start(
          () -> {
            while (!over.get()) {
              bitmap.changeBit(1);
              bitmap.setBit(63);
              for (int bit = 60; bit < 64; bit++) {
                bitmap.clearBit(bit);
              }
            }
          });
      race(
          thread -> {
            for (int k = 0; k < STEPS; k++) {
              for (int spins = 0; bitmap.testAndSetBitLock(0); spins++) {
                if (spins > 100) {
                  Thread.yield();
                }
              }
              inside++; // plain: the bit guards it
              require(bitmap.clearBitUnlock(0), "still locked");
            }
          });
      over.set(true);
    }
    assertThat(inside).isEqualTo(THREADS * STEPS);
  }

  /** A walk sees what stands still exactly once, beside bits that come and go. */
  @Test
  void forEachSetBit_othersChange_quietBitsSeenOnce() {
    AtomicBitmap bitmap = new AtomicBitmap(256);
    AtomicBoolean over = new AtomicBoolean();
    for (int bit = 0; bit < 256; bit += 4) {
      bitmap.setBit(bit);
    }
    try (Crew crew = new Crew()) {
      crew.start(
          () -> {
            while (!over.get()) {
              for (int bit = 1; bit < 256; bit += 4) {
                bitmap.changeBit(bit);
              }
            }
          });
      for (int walk = 0; walk < 5_000; walk++) {
        int[] last = {-1};
        int[] quiet = {0};
        bitmap.forEachSetBit(
            bit -> {
              require(bit > last[0], "rising");
              require(bit % 4 <= 1, "was set at some time");
              last[0] = bit;
              quiet[0] += bit % 4 == 0 ? 1 : 0;
            });
        require(quiet[0] == 64, "all that stand still");
        int count = bitmap.cardinality();
        require(count >= 64 && count <= 128, "a possible count");
      }
      over.set(true);
    }
  }

  private interface Numbered {
    void run(int thread) throws Exception;
  }

  /** Lets the threads begin together. */
  private static void race(Numbered body) {
    AtomicInteger arrived = new AtomicInteger();
    try (Crew crew = new Crew()) {
      for (int i = 0; i < THREADS; i++) {
        int thread = i;
        crew.start(
            () -> {
              arrived.incrementAndGet();
              Crew.until("all are there", () -> arrived.get() == THREADS);
              body.run(thread);
            });
      }
    }
  }

  /** Cheap, for inner loops. */
  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError("not so: " + what);
    }
  }
}
