package org.kernsync.rcu;

/**
 * Finds the reader of a platform thread by the thread's id, sooner than the thread-local can that
 * knows for sure: that one takes longer than the section that it is for.
 */
final class ReaderPlaces {
  /*
   * field   written by                             written with  read with
   * places  a platform thread, itself, in place    plain         plain (owner compared with the
   *         of nobody or of the dead; grace                      reader)
   *         periods, nobody in place of the dead
   *
   * A place is a hint. It names the reader of a thread only because that thread stored it, and a
   * thread that finds itself there, by the reader's final field owner, reads its own store. Of two
   * that store at the same time one is overwritten, and goes by its thread-local until its place is
   * free: as do those whose place is taken, and virtual threads, always.
   *
   * Memory: at most COUNT readers of dead threads are kept, and these until the next grace period.
   */
  static final int COUNT =
      Integer.highestOneBit(Math.max(16, 8 * Runtime.getRuntime().availableProcessors()));

  private final OwnReader[] places = new OwnReader[COUNT];

  private static int placeOf(Thread thread) {
    return (int) thread.getId() & COUNT - 1;
  }

  /** The places themselves, for who cannot afford the way through this object. */
  OwnReader[] all() {
    return places;
  }

  /** The reader of a thread, which is the caller; null if it is not at its place. */
  static OwnReader find(OwnReader[] places, Thread self) {
    OwnReader there = places[placeOf(self)]; // plain: see the notes
    return there != null && there.owner() == self ? there : null;
  }

  /** Puts a reader of the calling thread at its place, if that is free. */
  void offer(OwnReader reader) {
    int place = placeOf(reader.owner());
    OwnReader there = places[place]; // plain: see the notes
    if (there == null || !there.owner().isAlive()) {
      places[place] = reader;
    }
  }

  /**
   * Lets go of readers whose threads have ended. A live one may lose its place by that, no more.
   */
  void forgetTheDead() {
    for (int place = 0; place < COUNT; place++) {
      OwnReader there = places[place]; // plain: see the notes
      if (there != null && !there.owner().isAlive()) {
        places[place] = null;
      }
    }
  }
}
