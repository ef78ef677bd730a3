package org.kernsync.rcu;

import java.lang.invoke.VarHandle;
import java.util.Arrays;
import org.kernsync.sleep.Mutex;

/** The readers of a domain that publish epochs, and the wait for them. */
final class RcuReaders {
  /*
   * field    written by           written with  read with
   * readers  the holder of guard  volatile      volatile
   * crowd    the holder of guard  plain         plain
   *
   * Copied on write: registration is rare, and a grace period walks the array without a lock.
   *
   * R1 for newcomers: readers is stored, then a full fence, then the newcomer's first section
   * begins; a grace period's heavy fence, then readers is loaded. A newcomer that is not in the
   * array sees what was removed before that grace period.
   *
   * R2 for those who left: they, or whoever saw their thread dead (isAlive: happens-before), store
   * readers; a grace period that does not find them in the array has read that store.
   *
   * Threads that ended are forgotten by grace periods, and by registration once the array is twice
   * as long as it was after the last time: a domain that nobody waits for does not grow for ever.
   */
  private static final EpochReader[] NONE = {};
  private static final int SMALLEST_CROWD = 16;

  private final Mutex guard = new Mutex();
  private volatile EpochReader[] readers = NONE;
  private int crowd = SMALLEST_CROWD;

  void add(EpochReader reader) {
    guard.lock();
    try {
      if (readers.length >= crowd) { // volatile: plain would do, under the guard
        forgetTheDead();
        crowd = Math.max(SMALLEST_CROWD, 2 * readers.length); // volatile: as above
      }
      EpochReader[] old = readers; // volatile: as above
      EpochReader[] more = new EpochReader[old.length + 1];
      System.arraycopy(old, 0, more, 0, old.length);
      more[old.length] = reader;
      readers = more; // volatile: R1, pairs with #awaitEarlierThan; the newcomer
    } finally {
      guard.unlock();
    }
    // full: R1, pairs with GracePeriods#drive; readers before the pointers of the first section
    VarHandle.fullFence();
  }

  void remove(EpochReader reader) {
    guard.lock();
    try {
      EpochReader[] old = readers; // volatile: plain would do, under the guard
      for (int i = 0; i < old.length; i++) {
        if (old[i] == reader) {
          EpochReader[] fewer = new EpochReader[old.length - 1];
          System.arraycopy(old, 0, fewer, 0, i);
          System.arraycopy(old, i + 1, fewer, i, fewer.length - i);
          readers = fewer; // volatile: R2, pairs with #awaitEarlierThan; the last section
          return;
        }
      }
    } finally {
      guard.unlock();
    }
  }

  /** By the holder of {@link #guard}. Those who died inside stay for a grace period to report. */
  private void forgetTheDead() {
    EpochReader[] old = readers; // volatile: plain would do, under the guard
    EpochReader[] left = new EpochReader[old.length];
    int count = 0;
    for (EpochReader reader : old) {
      if (reader.owner().isAlive() || reader.isReading()) {
        left[count++] = reader;
      }
    }
    if (count < old.length) {
      // volatile: R2, pairs with #awaitEarlierThan; the last section of each that is dead
      readers = Arrays.copyOf(left, count);
    }
  }

  /** Whether the calling thread is inside of a section by a handle of its own. */
  boolean includeCaller() {
    Thread self = Thread.currentThread();
    for (EpochReader reader : readers) { // volatile: plain would do, the caller added its own
      if (reader.owner() == self && reader.isReading()) {
        return true;
      }
    }
    return false;
  }

  int count() {
    return readers.length; // volatile: opaque would do, a statistic
  }

  /** Those there are at this moment; not to be changed. */
  EpochReader[] all() {
    return readers; // volatile: acquire would do, the readers as they were made
  }

  /** Waits for sections before a grace period, and forgets threads that have ended. */
  void awaitEarlierThan(long number, ReaderWait wait) {
    // volatile: R1, R2, pairs with #add, #remove, #forgetTheDead; who is in, and who was
    for (EpochReader reader : readers) {
      reader.setAnnouncedRelease(number); // release: R3, pairs with SectionReader#enter
    }
    boolean someAreDead = false;
    for (EpochReader reader : readers) { // volatile: as above
      reader.setAnnouncedRelease(number); // release: R3, as above; it may have come in between
      Thread owner = reader.owner();
      wait.next();
      while (reader.isEarlierThan(number) && owner.isAlive()) {
        wait.pause(owner, 1);
      }
      if (!owner.isAlive()) { // happens-before: all that the thread did, its last section included
        someAreDead = true;
        if (reader.isReading()) {
          reader.abandon();
        }
      }
    }
    if (someAreDead) {
      guard.lock();
      try {
        forgetTheDead();
      } finally {
        guard.unlock();
      }
    }
  }
}
