package org.kernsync.rcu;

import org.kernsync.internal.HeavyFence;

/** A reader of {@link Rcu} that is in a section or in none: how sections begin, nest and end. */
abstract class SectionReader extends EpochReader {
  /*
   * field      written by     written with      read with
   * epoch      the owner      opaque, release   acquire (grace periods)
   * announced  its maker;     release           acquire (owner)
   *            grace periods
   * nesting    the owner      plain             plain (owner)
   *
   * epoch is 0 outside, else the number of a grace period: the section began no earlier than when
   * that number was current. A section that publishes an old number (it lost its processor between
   * the load and the store) is waited for without need, which is safe.
   *
   * announced is the number of a grace period that has looked here, or the one that was current when
   * the reader was made: it is what a section publishes. It lies beside epoch, so that no line has
   * to be loaded that all readers share. Older than the current number, it makes a grace period wait
   * without need, as above; so each announces its number to all readers before it waits for one. It
   * only grows: one grace period runs at a time, and looks at no reader before that is made.
   *
   * nesting is far below 0 once a handle is closed: nobody looks at it any more, so a section by
   * it would protect nothing. The fast path does not ask, since what is not 0 is not on it.
   *
   * A StackOverflowError: epoch and nesting are two steps with calls between them. Where one of the
   * calls finds no room, epoch is put right by a volatile store to the field, which needs none.
   */
  private static final int CLOSED = Integer.MIN_VALUE / 2;

  SectionReader(GracePeriods gracePeriods, Thread owner) {
    super(owner);
    // release: R3, for the owner itself, who made this; no grace period knows of it yet
    setAnnouncedRelease(gracePeriods.sequenceAcquire());
  }

  /** By the owner. */
  final void enter() {
    int depth = nesting; // plain: the owner's own
    if (depth == 0) {
      try {
        setEpochOpaque(announcedAcquire());
        HeavyFence.light(); // light: R1, pairs with GracePeriods#drive; epoch before pointers
      } catch (StackOverflowError noRoom) {
        epoch = QUIESCENT; // volatile: R2; by the field, since a call might find no room either
        throw noRoom;
      }
    } else if (depth < 0) {
      throw new IllegalStateException("readLock by a handle that is closed, of " + owner());
    }
    nesting = depth + 1;
  }

  /** By the owner. */
  final void leave() {
    int depth = nesting - 1; // plain: the owner's own
    if (depth == 0) {
      nesting = 0;
      try {
        setEpochRelease(QUIESCENT);
      } catch (StackOverflowError noRoom) {
        epoch = QUIESCENT; // volatile: R2; by the field, which needs no room: the section has ended
      }
    } else if (depth > 0) {
      nesting = depth;
    } else {
      throw new IllegalStateException("readUnlock without readLock by " + owner());
    }
  }

  /** By the owner. */
  final boolean isInside() {
    return nesting > 0; // plain: the owner's own
  }

  /** By the owner, outside: no section begins any more. */
  final void endForGood() {
    nesting = CLOSED; // plain: the owner's own
  }

  /** The owner has ended inside of a section: nobody will ever end it. */
  @Override
  final void abandon() {
    String what = toString();
    setEpochRelease(QUIESCENT);
    Misuse.uncaught(
        new IllegalStateException(owner() + " has ended inside of a read section: " + what));
  }

  @Override
  public final String toString() {
    return "RcuReader[" + owner() + (isReading() ? ", reading]" : "]");
  }
}
