package org.kernsync.stress.contract;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long one thread of a storm goes on, and its pauses between two rounds: of random length, so
 * that the threads do not fall into step, and now and then a yield, so that all get a turn.
 */
final class Spell {
  private static final long SPELL_NANOS = Duration.ofMillis(300).toNanos();
  private static final int PAUSES = 64;
  private static final int ROUNDS_BETWEEN_YIELDS = 256;

  private final long begin = System.nanoTime();
  private int rounds;

  /** Pauses for a moment; then says whether there is another round. */
  boolean goesOn() {
    if (++rounds % ROUNDS_BETWEEN_YIELDS == 0) {
      Thread.yield();
    }
    for (int pauses = ThreadLocalRandom.current().nextInt(PAUSES); pauses > 0; pauses--) {
      Thread.onSpinWait();
    }
    return System.nanoTime() - begin < SPELL_NANOS;
  }

  /** How many rounds came before. */
  int rounds() {
    return rounds;
  }
}
