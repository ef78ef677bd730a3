package org.kernsync.stress.torture;

import java.util.concurrent.Phaser;

/**
 * Now and then all threads pause between two sections, and resume together. While they pause every
 * lock has to be free: all permits there, nobody in line.
 */
final class Stutter implements Runnable {
  private static final int MOST_NANOS_BETWEEN = 60_000_000;

  private final LockTorture torture;
  private final Dice dice;
  private final Phaser everybody;
  private volatile boolean asked;

  Stutter(LockTorture torture, Dice dice, int threads) {
    this.torture = torture;
    this.dice = dice;
    everybody = new Phaser(threads + 1);
  }

  @Override
  public void run() {
    TortureCrew crew = torture.crew();
    while (!crew.isStopping()) {
      dice.nap(MOST_NANOS_BETWEEN);
      asked = true; // volatile: pairs with pauseIfAsked
      everybody.arriveAndAwaitAdvance();
      if (crew.failures().isEmpty()) {
        torture.lookAtQuietLocks("stutter");
        torture.counted().stutters.increment();
      }
      asked = false; // volatile: before it arrives, so that nobody pauses twice
      everybody.arriveAndAwaitAdvance();
    }
    everybody.arriveAndDeregister();
  }

  /** By a thread that holds nothing. */
  void pauseIfAsked() {
    if (asked) { // volatile: pairs with run
      everybody.arriveAndAwaitAdvance();
      everybody.arriveAndAwaitAdvance();
    }
  }

  /** A thread ends, and none takes its place. */
  void leave() {
    everybody.arriveAndDeregister();
  }
}
