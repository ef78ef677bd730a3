package org.kernsync.stress.broken;

/** Broken: lets the lock go first and stands in line second. A signal in between finds nobody. */
public final class LateMonitor extends NaiveMonitor {
  /** Makes a free lock. */
  public LateMonitor() {}

  @Override
  protected void goToSleep(Runnable queue) {
    unlock();
    queue.run();
  }
}
