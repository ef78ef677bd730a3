package org.kernsync.internal;

import java.util.concurrent.ThreadLocalRandom;

/**
 * A delay that finds the moment at which another thread takes a step: it grows where it was over
 * before that step, and shrinks where it was not. Two threads then meet within some nanoseconds in
 * most rounds, whatever the machine.
 *
 * <p>{@link #await} ends with stores to cold memory. The processor makes stores visible in their
 * order, so the next store of this thread waits behind them in the store buffer while its next
 * loads do not: an order of store and load that nothing enforces is gone for some hundred
 * nanoseconds.
 */
public final class SteeredDelay {
  private static final int LONGEST = 20_000;
  private static final int JITTER = 24;
  private static final int CORRECTION = 4;

  private static final int COLD_BYTES = 1 << 25; // more than caches keep
  private static final int COLD_STORES = 40; // a store buffer's worth

  private final byte[] cold = new byte[COLD_BYTES];
  private int loops;
  private int noise;

  /** Waits about as long as it takes the other thread. */
  public void await() {
    awaitWithoutColdStores();
    int place = ThreadLocalRandom.current().nextInt();
    for (int i = 0; i < COLD_STORES; i++) {
      place = place * 0x19660D + 0x3C6EF35F;
      cold[place >>> Integer.SIZE - 25] = (byte) noise;
    }
  }

  /** Waits as long, and leaves the store buffer as it is. */
  public void awaitWithoutColdStores() {
    int jitter = ThreadLocalRandom.current().nextInt(-JITTER, JITTER);
    for (int i = loops + jitter; i > 0; i--) {
      noise = noise * 31 + i;
    }
  }

  /** Tells whether the other thread's step had come when the delay was over. */
  public void adjust(boolean stepHadCome) {
    int next = loops + (stepHadCome ? -CORRECTION : CORRECTION);
    loops = Math.max(0, Math.min(LONGEST, next));
  }
}
