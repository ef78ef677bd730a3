package org.kernsync.stress.torture;

/** Waits for grace periods in every way there is, and looks at what cookies say afterwards. */
final class GracePeriodWaiter implements Runnable {
  private final RcuTorture torture;
  private final RcuUnderTest domain;
  private final Dice dice;

  GracePeriodWaiter(RcuTorture torture, Dice dice) {
    this.torture = torture;
    this.dice = dice;
    domain = torture.domain();
  }

  @Override
  public void run() {
    while (!torture.crew().isStopping()) {
      dice.nap(2_000_000);
      if (waitSomehow()) {
        torture.counted().waits.increment();
      }
    }
  }

  /** Waits for a grace period; false if the end of the run came first. */
  boolean waitSomehow() {
    switch (dice.below(4)) {
      case 0:
        domain.synchronize();
        return true;
      case 1:
        domain.synchronizeExpedited();
        return true;
      case 2:
        return waitByPolling();
      default:
        long cookie = domain.startPoll();
        if (dice.oneIn(2)) {
          domain.condSynchronize(cookie);
        } else {
          domain.synchronize();
        }
        check(cookie);
        return true;
    }
  }

  private boolean waitByPolling() {
    long cookie = domain.startPoll();
    while (!domain.poll(cookie)) {
      if (torture.crew().isStopping()) {
        return false;
      }
      dice.nap(100_000);
    }
    check(cookie); // once true, always true
    return true;
  }

  private void check(long cookie) {
    torture.counted().cookies.increment();
    if (!domain.poll(cookie)) {
      torture.crew().fail("poll says that no grace period has passed, after one was waited for");
    }
  }
}
