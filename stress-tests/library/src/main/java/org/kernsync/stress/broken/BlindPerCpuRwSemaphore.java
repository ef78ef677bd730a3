package org.kernsync.stress.broken;

/**
 * Broken: a reader does not look for a writer behind its count. So it is, too, where the look
 * overtakes the count because a fence is missing: processors keep a store back for some
 * nanoseconds, this does so for longer.
 */
public final class BlindPerCpuRwSemaphore extends NaivePerCpuRwSemaphore {
  /** Makes one that is free. */
  public BlindPerCpuRwSemaphore() {}

  @Override
  protected boolean isBlockedNow() {
    return false;
  }
}
