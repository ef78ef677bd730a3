package org.kernsync.stress.broken;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Right, and slow: a reference count that is kept aside while it is live, and moved to an ordinary
 * count by the kill. Gets and puts look at the mode, change, and look again. Has hooks where
 * subclasses break it.
 */
public class NaivePerCpuRef {
  private static final long BIAS = 1L << 40;

  private final AtomicBoolean live = new AtomicBoolean(true);
  private final AtomicLong changes = new AtomicLong();
  private final AtomicLong count = new AtomicLong(BIAS + 1);
  private final Runnable release;
  private long folded; // guarded by this

  /**
   * Makes a live one, with the first reference.
   *
   * @param release what to do when the last reference is gone
   */
  public NaivePerCpuRef(Runnable release) {
    this.release = release;
  }

  /**
   * Takes a reference unless it was killed.
   *
   * @return true if taken
   */
  public final boolean tryGetLive() {
    if (!live.get()) {
      return false;
    }
    NaiveEpochRcu.pause();
    changes.incrementAndGet();
    if (isStillLive()) {
      return true;
    }
    changes.decrementAndGet();
    fold();
    return false;
  }

  /** Gives a reference back. */
  public final void put() {
    if (!live.get()) {
      drop();
      return;
    }
    NaiveEpochRcu.pause();
    changes.decrementAndGet();
    if (!isStillLive()) {
      fold();
    }
  }

  /** Gives the first reference up, and lets the last one release. */
  public final void kill() {
    killAndConfirm(() -> {});
  }

  /**
   * Gives the first reference up.
   *
   * @param confirm runs when no {@link #tryGetLive} succeeds any more
   */
  public void killAndConfirm(Runnable confirm) {
    live.set(false);
    synchronized (this) {
      move();
      count.addAndGet(-BIAS);
    }
    confirm.run();
    drop();
  }

  private void fold() {
    boolean last;
    synchronized (this) {
      last = move();
    }
    if (last) {
      release.run();
    }
  }

  /** Moves changes to the count; a count of zero stays as it is. True if that made it zero. */
  private boolean move() {
    long sum = changes.get();
    long growth = sum - folded;
    long seen;
    do {
      seen = count.get();
      if (seen == 0 || growth == 0) {
        return false;
      }
    } while (!count.compareAndSet(seen, seen + growth));
    folded = sum;
    return seen + growth == 0;
  }

  /**
   * The second look at the mode, behind the change.
   *
   * @return whether changes still count
   */
  protected boolean isStillLive() {
    return live.get();
  }

  private void drop() {
    if (dropsLast(count)) {
      release.run();
    }
  }

  /**
   * Drops a reference from the ordinary count.
   *
   * @param references the count
   * @return whether the caller has to release
   */
  protected boolean dropsLast(AtomicLong references) {
    return references.decrementAndGet() == 0;
  }
}
