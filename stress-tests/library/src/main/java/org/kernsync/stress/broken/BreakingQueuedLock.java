package org.kernsync.stress.broken;

import java.util.concurrent.atomic.AtomicReference;

/**
 * Broken: the last in line empties it by a test and a store, in two steps. Who comes in between is
 * cut off: nobody wakes it, and the lock looks free beside it.
 */
public final class BreakingQueuedLock extends NaiveQueuedLock {
  /** Makes a free lock. */
  public BreakingQueuedLock() {}

  @Override
  protected boolean leave(AtomicReference<Node> last, Node node) {
    if (last.get() != node) {
      return false;
    }
    last.set(null);
    return true;
  }
}
