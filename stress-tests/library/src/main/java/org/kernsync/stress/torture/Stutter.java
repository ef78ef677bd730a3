package org.kernsync.stress.torture;

import java.util.concurrent.Phaser;

/**
 * Now and then all threads pause between two sections, and resume together. While they pause every
 * lock has to be free: all permits there, nobody in line.
 *
 * <p>Who interrupts pauses as well, and first. For an interrupt hides that nobody was woken:
 * whoever is interrupted looks at the lock again, and so does whoever times out. So somebody who
 * sleeps beside a free lock sleeps on when all others pause, and is found. Every second time, what
 * follows is a calm: until the next pause nobody is interrupted, and nobody waits with a timeout.
 */
final class Stutter implements Runnable {
  private static final int MOST_NANOS_BETWEEN = 60_000_000;

  private final LockTorture torture;
  private final Dice dice;
  private final Phaser everybody;
  private final boolean calms;
  private volatile boolean asked;
  private volatile boolean calm;

  /** With calms, who interrupts is one more that has to pause. */
  Stutter(LockTorture torture, Dice dice, int threads, boolean calms) {
    this.torture = torture;
    this.dice = dice;
    this.calms = calms;
    everybody = new Phaser(threads + (calms ? 2 : 1));
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
      if (calm) {
        torture.counted().calms.increment();
      }
      calm = calms && !calm; // volatile: pairs with isCalm; while nobody asks for a lock
      asked = false; // volatile: before it arrives, so that nobody pauses twice
      everybody.arriveAndAwaitAdvance();
    }
    everybody.arriveAndDeregister();
  }

  /**
   * Whether nobody is to be interrupted, or to wait with a timeout. Does not change while anybody
   * is between two of its pauses.
   */
  boolean isCalm() {
    return calm; // volatile: pairs with run
  }

  /** By the thread that interrupts. */
  void pauseInterrupterIfAsked() {
    if (calms) {
      pauseIfAsked();
    }
  }

  /** The thread that interrupts ends. */
  void leaveInterrupter() {
    if (calms) {
      leave();
    }
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
