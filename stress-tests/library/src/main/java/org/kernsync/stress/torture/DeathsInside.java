package org.kernsync.stress.torture;

import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.kernsync.stress.harness.ThreadKind;

/**
 * Threads that die as they hold a lock, each a new one of its own: it stays locked, and says who
 * holds it.
 */
final class DeathsInside implements Runnable {
  private static final int MOST_NANOS_BETWEEN = 40_000_000;
  private static final int MOST_TIMEOUT_NANOS = 200_000;
  private static final long LOOK_NANOS = 100_000;

  private final LockTorture torture;
  private final Dice dice;

  DeathsInside(LockTorture torture, Dice dice) {
    this.torture = torture;
    this.dice = dice;
  }

  @Override
  public void run() {
    while (!torture.crew().isStopping()) {
      bereave();
      dice.nap(MOST_NANOS_BETWEEN);
    }
  }

  private void bereave() {
    TorturedLock lock = torture.newLock();
    boolean reads = lock.reading() != null && dice.oneIn(2);
    LockSide side = reads ? lock.reading() : lock.writing();
    List<ThreadKind> kinds = ThreadKind.available();
    String name = "dead-" + torture.counted().diedInside;
    Thread dead =
        torture
            .crew()
            .start(
                kinds.get(dice.below(kinds.size())),
                name,
                () -> {
                  for (int left = lock.permits(); left > 0; left--) {
                    side.lock();
                  }
                });
    while (dead.isAlive()) {
      if (torture.crew().isStopping()) {
        return;
      }
      LockSupport.parkNanos(this, LOOK_NANOS);
    }
    if (lock.isFree() || lock.writing().tryLock()) {
      torture.crew().fail("death: a lock is free that a dead thread holds: " + lock);
    }
    tryForAWhile(lock);
    if (!reads && lock.namesHolder()) {
      if (lock.toString().contains(name)) {
        torture.counted().deathsReported.increment();
      } else {
        torture.crew().fail("death: the holder " + name + " is not named by " + lock);
      }
    }
    torture.counted().diedInside.increment();
  }

  private void tryForAWhile(TorturedLock lock) {
    if (!lock.writing().isTimed()) {
      return;
    }
    long timeout = dice.below(MOST_TIMEOUT_NANOS);
    long begin = System.nanoTime();
    try {
      if (lock.writing().tryLock(timeout)) {
        torture.crew().fail("death: a lock was got that a dead thread holds: " + lock);
      } else if (System.nanoTime() - begin < timeout) {
        torture.crew().fail("timeout: the wait for a dead thread ended before its time: " + lock);
      }
    } catch (InterruptedException nobodyDoes) {
      throw new IllegalStateException(nobodyDoes);
    }
    torture.counted().timeouts.increment();
  }
}
