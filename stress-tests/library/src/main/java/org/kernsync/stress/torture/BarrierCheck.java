package org.kernsync.stress.torture;

import java.util.concurrent.atomic.AtomicInteger;

/** Queues a few callbacks, waits for the barrier, counts: each has run, and once. */
final class BarrierCheck implements Runnable {
  private static final int MOST = 8;

  private final RcuTorture torture;
  private final Dice dice;

  BarrierCheck(RcuTorture torture, Dice dice) {
    this.torture = torture;
    this.dice = dice;
  }

  @Override
  public void run() {
    while (!torture.crew().isStopping()) {
      int queued = 1 + dice.below(MOST);
      AtomicInteger run = new AtomicInteger();
      for (int i = 0; i < queued; i++) {
        torture.domain().call(run::incrementAndGet);
      }
      torture.domain().barrier();
      if (run.get() != queued) {
        torture.crew().fail("barrier: " + run + " of " + queued + " callbacks have run");
      }
      torture.counted().barriers.increment();
      dice.nap(2_000_000);
    }
  }
}
