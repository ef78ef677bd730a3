package org.kernsync.stress.broken;

/** Broken: wakes first and counts second. Who looks in between sleeps on. */
public final class EarlyWakeCompletion extends NaiveCompletion {
  /** Makes a completion that is not done. */
  public EarlyWakeCompletion() {}

  @Override
  public void complete() {
    wakeAll();
    Thread.yield();
    count();
  }
}
