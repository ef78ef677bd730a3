package org.kernsync.stress.broken;

import java.util.concurrent.atomic.AtomicInteger;

/** Broken: lets everybody in. */
public final class OpenBitLock extends NaiveBitLock {
  /** Makes a word of free locks. */
  public OpenBitLock() {}

  @Override
  protected boolean take(AtomicInteger bits, int mask) {
    super.take(bits, mask);
    return true;
  }
}
