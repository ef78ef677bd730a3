package org.kernsync.stress.broken;

import org.kernsync.rcu.RcuReference;

/**
 * Broken: without a fence on either side, what the reader says may stay in its processor's store
 * buffer until after it has followed the pointer. Processors keep it there for some nanoseconds;
 * this does so for longer.
 */
public final class BufferedOneReaderRcu extends OneReaderRcu {
  /** Makes a domain. */
  public BufferedOneReaderRcu() {}

  @Override
  public <T> T readLock(RcuReference<T> pointer) {
    T followed = pointer.dereference();
    NaiveEpochRcu.pause();
    publish();
    return followed;
  }
}
