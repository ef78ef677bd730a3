package org.kernsync.stress.contract;

/**
 * A critical section that notices a second thread in it. Its fields are plain on purpose: only the
 * lock under test orders the accesses, so that a lock that does not shows as an overlap or as a
 * lost count.
 */
final class Section {
  private static final int WORK = 8;

  private Thread inside;
  private long count;
  private final long[] copies = new long[WORK];

  /** Enters, counts, and leaves. */
  void passThrough() {
    Thread self = Thread.currentThread();
    Thread other = inside; // plain: as all here, see above
    inside = self;
    if (other != null) {
      throw new AssertionError("two threads inside: " + self + " found " + other);
    }
    count++;
    for (int i = 0; i < copies.length; i++) {
      copies[i]++;
      if (copies[i] != count) {
        throw new AssertionError(
            "copy "
                + i
                + " is "
                + copies[i]
                + " after "
                + count
                + " passages: a write was not seen");
      }
    }
    if (inside != self) {
      throw new AssertionError("two threads inside: " + inside + " came to " + self);
    }
    inside = null;
  }

  /** How often threads passed through; call it when none is inside. */
  long passages() {
    return count;
  }
}
