package org.kernsync.kernel.sched;

/**
 * The fair server of Linux 6.12, {@code dl_server}: where real-time tasks starve the fair ones for
 * most of a period, these get a share of it, 50 ms of each second. All fields guarded by the run
 * queue's lock.
 *
 * <p>Unlike a throttle ({@link RtBandwidth}) it takes nothing from real-time tasks that nobody is
 * waiting for: they may have all of the CPU. And it is patient: it steps in as late as it can so
 * that the share still fits before the deadline. Fair tasks that got the share by themselves begin
 * a new period with that.
 *
 * <p>Looked at by the tick; what was run beyond the share is paid for in the next period, so that
 * the long-term share is exact. Time is the CPU's task clock.
 *
 * <p><b>Differences from Linux.</b> No deadline class: while the server is active the real-time
 * part of the queue counts as empty, and its tasks wait here rather than being pushed elsewhere.
 */
final class FairServer implements RealTimeLimit {
  private long periodNanos;
  private long share;
  private long left; // of the share in this period
  private long deadline; // end of this period
  private boolean runnable; // some fair task is
  private boolean active;
  private long activations;

  FairServer(long periodNanos, long runtimeNanos) {
    this.periodNanos = periodNanos;
    share = periodNanos - runtimeNanos;
  }

  @Override
  public void setLimits(long newPeriodNanos, long newRuntimeNanos) {
    periodNanos = newPeriodNanos;
    share = newPeriodNanos - newRuntimeNanos;
    left = 0; // the next look begins a period
    active = false;
  }

  private void begin(long clockTask) {
    left = share;
    deadline = clockTask + periodNanos;
  }

  @Override
  public boolean fairRunnable(long clockTask, int tasks) {
    boolean was = runnable;
    runnable = tasks > 0;
    if (runnable && !was && !fits(clockTask)) {
      begin(clockTask);
    }
    boolean opens = active && !runnable;
    active &= runnable;
    return opens;
  }

  /** Whether what is left of an earlier period is no more than the share of the rest of it. */
  private boolean fits(long clockTask) {
    long rest = deadline - clockTask;
    return left > 0 && rest > 0 && (double) left * periodNanos <= (double) rest * share;
  }

  @Override
  public boolean charge(long clockTask, long delta) {
    if (active || !runnable || share == 0) {
      return false;
    }
    if (left <= 0) {
      begin(clockTask - delta); // they had their share by themselves, or the limits changed
    }
    if (clockTask - (deadline - left) < 0) { // there is time yet
      return false;
    }
    active = true;
    activations++;
    return true;
  }

  @Override
  public boolean fairRan(long delta) {
    left -= delta;
    if (left > 0 || !active) {
      return false;
    }
    active = false;
    while (left <= 0) { // the rest is owed
      left += share;
      deadline += periodNanos;
    }
    return true;
  }

  @Override
  public boolean refill(long clockTask) {
    return false; // ends by running, or where nobody is left to run
  }

  @Override
  public boolean isThrottled() {
    return active;
  }

  @Override
  public long untilRefill(long clockTask) {
    return 0; // not active on a CPU without fair tasks
  }

  @Override
  public double stretch() {
    return share > 0 ? (double) periodNanos / share : Double.MAX_VALUE;
  }

  long activations() {
    return activations;
  }

  @Override
  public String toString() {
    return left + " of " + share + " ns left" + (active ? ", active" : "");
  }
}
