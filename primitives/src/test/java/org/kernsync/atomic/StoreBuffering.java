package org.kernsync.atomic;

import org.kernsync.internal.Crew;

/**
 * The store buffering shape: each of two threads stores to one variable and loads the other. With a
 * full barrier between store and load, not both loads miss the other's store. Every other round is
 * played without the barrier: how often both miss there tells whether the threads met at all.
 */
enum StoreBuffering {
  MB {
    @Override
    void between(AtomicInt32 mine, AtomicBitmap bits) {
      MemoryBarriers.mb();
    }
  },
  STORE_MB {
    @Override
    void between(AtomicInt32 mine, AtomicBitmap bits) {
      MemoryBarriers.storeMb(mine, 1); // once more: only its barrier is new
    }
  },
  STORE_MB_64 {
    private final AtomicInt64 other = new AtomicInt64();

    @Override
    void between(AtomicInt32 mine, AtomicBitmap bits) {
      MemoryBarriers.storeMb(other, 1);
    }
  },
  MB_BEFORE_ATOMIC {
    @Override
    void between(AtomicInt32 mine, AtomicBitmap bits) {
      MemoryBarriers.mbBeforeAtomic();
    }
  },
  MB_AFTER_ATOMIC {
    @Override
    void between(AtomicInt32 mine, AtomicBitmap bits) {
      MemoryBarriers.mbAfterAtomic();
    }
  },
  MB_AFTER_SPINLOCK {
    @Override
    void between(AtomicInt32 mine, AtomicBitmap bits) {
      MemoryBarriers.mbAfterSpinlock();
    }
  },
  MB_AFTER_UNLOCK_LOCK {
    @Override
    void between(AtomicInt32 mine, AtomicBitmap bits) {
      MemoryBarriers.mbAfterUnlockLock();
    }
  },
  TEST_AND_SET_BIT {
    @Override
    void between(AtomicInt32 mine, AtomicBitmap bits) {
      bits.testAndSetBit(0); // set but for the first time: fully ordered all the same
    }
  },
  TEST_AND_CLEAR_BIT {
    @Override
    void between(AtomicInt32 mine, AtomicBitmap bits) {
      bits.testAndClearBit(0); // as above
    }
  },
  TEST_AND_CHANGE_BIT {
    @Override
    void between(AtomicInt32 mine, AtomicBitmap bits) {
      bits.testAndChangeBit(0);
    }
  },
  FETCH_ADD {
    private final AtomicInt32 other = new AtomicInt32();

    @Override
    void between(AtomicInt32 mine, AtomicBitmap bits) {
      other.fetchAdd(0);
    }
  },
  XCHG_64 {
    private final AtomicInt64 other = new AtomicInt64();

    @Override
    void between(AtomicInt32 mine, AtomicBitmap bits) {
      other.xchg(0);
    }
  };

  private static final int BATCH = 16_000;
  private static final int STEP = 16;

  /** What stands between a thread's store, to {@code mine}, and its load. */
  abstract void between(AtomicInt32 mine, AtomicBitmap bits);

  /** In how many rounds both threads missed. */
  record Missed(long withBarrier, long without) {}

  /** Plays a batch of rounds. */
  final Missed play() {
    AtomicInt32[] x = variables();
    AtomicInt32[] y = variables();
    int[] sawY = new int[BATCH];
    int[] sawX = new int[BATCH];
    AtomicInt32 arrivedX = new AtomicInt32();
    AtomicInt32 arrivedY = new AtomicInt32();
    try (Crew crew = new Crew()) {
      crew.start(() -> play(x, y, sawY, arrivedX, arrivedY));
      crew.start(() -> play(y, x, sawX, arrivedY, arrivedX));
    }
    long[] missed = new long[2];
    for (int i = 0; i < BATCH; i++) {
      missed[i % 2] += sawX[i] == 0 && sawY[i] == 0 ? 1 : 0;
    }
    return new Missed(missed[0], missed[1]);
  }

  private void play(
      AtomicInt32[] mine, AtomicInt32[] theirs, int[] saw, AtomicInt32 here, AtomicInt32 there) {
    AtomicBitmap bits = new AtomicBitmap(1);
    for (int i = 0; i < BATCH; i++) {
      if (i % STEP == 0) { // meet every few rounds, or one would be done before the other begins
        here.xchg(i + 1);
        for (int spins = 0; there.readAcquire() <= i; spins++) {
          if (spins < 2_000) {
            Thread.onSpinWait();
          } else {
            Thread.yield();
          }
        }
      }
      mine[i].set(1); // opaque: may wait in the store buffer
      if (i % 2 == 0) {
        between(mine[i], bits);
      }
      saw[i] = theirs[i].read(); // opaque: may be early
    }
  }

  private static AtomicInt32[] variables() {
    AtomicInt32[] all = new AtomicInt32[BATCH];
    for (int i = 0; i < BATCH; i++) {
      all[i] = new AtomicInt32();
    }
    return all;
  }
}
