package org.kernsync.stress.broken;

/** Broken: the writer waits for no reader. */
public final class HastyPerCpuRwSemaphore extends NaivePerCpuRwSemaphore {
  /** Makes one that is free. */
  public HastyPerCpuRwSemaphore() {}

  @Override
  protected boolean mustWaitFor(long readersInside) {
    return false;
  }
}
