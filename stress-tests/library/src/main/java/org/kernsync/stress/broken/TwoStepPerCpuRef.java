package org.kernsync.stress.broken;

import java.util.concurrent.atomic.AtomicLong;

/** Broken: drops a reference, then looks whether any is left: of two who drop, both may release. */
public final class TwoStepPerCpuRef extends NaivePerCpuRef {
  /**
   * Makes a live one, with the first reference.
   *
   * @param release what to do when the last reference is gone
   */
  public TwoStepPerCpuRef(Runnable release) {
    super(release);
  }

  @Override
  protected boolean dropsLast(AtomicLong references) {
    references.decrementAndGet();
    NaiveEpochRcu.pause();
    return references.get() == 0;
  }
}
