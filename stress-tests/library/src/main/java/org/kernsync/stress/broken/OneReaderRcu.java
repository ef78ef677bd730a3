package org.kernsync.stress.broken;

import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicInteger;
import org.kernsync.rcu.RcuReference;

/**
 * Right, for one reader: it says that it reads, with a fence behind it, and follows a pointer a
 * little later; a grace period waits until it does not read. Has a hook where a subclass breaks it.
 */
public class OneReaderRcu {
  private final AtomicInteger reading = new AtomicInteger();

  /** Makes a domain. */
  public OneReaderRcu() {}

  /**
   * Begins a section, and follows a pointer.
   *
   * @param <T> what it points to
   * @param pointer what to follow
   * @return what it points to
   */
  public <T> T readLock(RcuReference<T> pointer) {
    publish();
    NaiveEpochRcu.pause();
    return pointer.dereference();
  }

  /** Says that the thread reads, before the pointers that it follows. */
  protected final void publish() {
    reading.set(1);
    VarHandle.fullFence(); // full: reading, the pointers
  }

  /** Ends a section. */
  public final void readUnlock() {
    reading.setRelease(0); // release: pairs with #synchronize
  }

  /** Waits for a section that began before. */
  public final void synchronize() {
    VarHandle.fullFence(); // full: what the caller removed, reading
    while (reading.getAcquire() != 0) { // acquire: pairs with #readUnlock
      Thread.yield();
    }
  }
}
