package org.kernsync.stress.broken;

/** Broken: lets everybody in. */
public final class OpenMutex extends NaiveMutex {
  /** Makes a free lock. */
  public OpenMutex() {}

  @Override
  protected boolean take() {
    held.set(true);
    return true;
  }
}
