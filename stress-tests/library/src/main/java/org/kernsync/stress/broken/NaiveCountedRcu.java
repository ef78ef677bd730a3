package org.kernsync.stress.broken;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Right, and slow: a reader counts itself in and out in one of two counters, and a grace period
 * turns twice, each time waiting for the counter that it turned away from. Has hooks where
 * subclasses break it.
 */
public class NaiveCountedRcu {
  private final AtomicInteger phase = new AtomicInteger();
  private final AtomicInteger[] inside = {new AtomicInteger(), new AtomicInteger()};

  /** Makes a domain. */
  public NaiveCountedRcu() {}

  /**
   * Begins a section.
   *
   * @return the token for {@link #readExit}
   */
  public final int readEnter() {
    int entered = phase.get();
    beforeCounting();
    inside[entered].incrementAndGet();
    return entered;
  }

  /**
   * Ends a section.
   *
   * @param token from {@link #readEnter}
   */
  public final void readExit(int token) {
    inside[token].decrementAndGet();
  }

  /** Waits for the sections that began before. */
  public final synchronized void synchronize() {
    for (int turn = 0; turn < turns(); turn++) {
      int old = phase.get();
      phase.set(1 - old);
      while (inside[old].get() != 0) {
        Thread.yield();
      }
    }
  }

  /** Between the look at the phase and the count: nothing. */
  protected void beforeCounting() {}

  /**
   * How often a grace period turns.
   *
   * @return 2
   */
  protected int turns() {
    return 2;
  }
}
