package org.kernsync.stress.torture;

import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Looks for a thread that waits for a lock and waits, and for one that is passed too often. Counts
 * its own looks and not the time: a machine that stands still looks at nothing.
 */
final class StallWatch implements Runnable {
  private static final long LOOK_MILLIS = 5;

  private final LockTorture torture;
  private final long mostLooks;

  StallWatch(LockTorture torture, long stallMillis) {
    this.torture = torture;
    mostLooks = Math.max(1, stallMillis / LOOK_MILLIS);
  }

  @Override
  public void run() {
    List<LockContender> contenders = torture.contenders();
    long[] seen = new long[contenders.size()];
    long[] looks = new long[contenders.size()];
    while (!torture.crew().isStopping()) {
      LockSupport.parkNanos(this, LOOK_MILLIS * 1_000_000);
      for (int i = 0; i < seen.length; i++) {
        LockContender each = contenders.get(i);
        long asks = each.asks();
        looks[i] = asks == seen[i] && LockContender.isWaiting(asks) ? looks[i] + 1 : 0;
        seen[i] = asks;
        if (looks[i] >= mostLooks) {
          torture.crew().fail(Verdict.STALL + each + " " + torture.describe(each.waitsFor()));
          return;
        }
      }
      torture.lookAtLines();
    }
  }
}
