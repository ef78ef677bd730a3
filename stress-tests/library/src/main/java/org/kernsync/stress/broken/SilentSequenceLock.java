package org.kernsync.stress.broken;

import java.util.concurrent.atomic.AtomicLong;

/** Broken: writers do not count. Readers cannot know that one was there. */
public final class SilentSequenceLock extends NaiveSequenceLock {
  /** Makes a free lock. */
  public SilentSequenceLock() {}

  @Override
  protected void step(AtomicLong number) {}
}
