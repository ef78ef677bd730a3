package org.kernsync.rcu;

import org.kernsync.internal.HeavyFence;

/**
 * A reader of {@link QsbrRcu}: says when it holds nothing. In between it is in one long section, so
 * {@link #readLock} and {@link #readUnlock} do nothing but show where a section is.
 *
 * <p><b>Context:</b> used by one thread at a time; who hands it to another thread orders the two.
 * Its owner is the thread that registered it: when that ends, grace periods forget the handle, and
 * while that waits for readers, the handle is offline.
 *
 * <p><b>Progress:</b> wait-free. {@link #quiescent} is two loads and a comparison unless a grace
 * period has begun or ended since the last time; then a store more, and nothing is ever allocated.
 *
 * <p><b>Memory effects:</b> what was done before {@code quiescent}, {@link #offline} or {@link
 * #close} happens-before the end of each grace period that waited for it.
 */
public final class QsbrReader extends EpochReader implements AutoCloseable {
  /*
   * field    written by  written with      read with
   * epoch    the user    opaque, release   opaque (user), acquire (grace periods)
   * nesting  the user    plain             plain (user)
   *
   * epoch is 0 offline, else the number of a grace period: all that the reader holds, it has
   * obtained since that number was current. nesting is what the handle is in for, see the constants.
   *
   * QS1: the release with which a reader reports, the acquire with which a grace period looks.
   * quiescent needs no store-load order, unlike online (R1): as long as a grace period does not see
   *   the report it waits, and the reader has loaded the number that it reports (R3), so what it
   *   follows from there on is what was there when that grace period began. The light fence behind
   *   the store is for processors that do not show a store to all others at once.
   */
  private static final int OPEN = 0;
  private static final int OFFLINE_FOR_A_WAIT = 1;
  private static final int CLOSED = 2;

  private final GracePeriods gracePeriods;
  private final RcuReaders registry;

  QsbrReader(GracePeriods gracePeriods, RcuReaders registry, Thread owner) {
    super(owner);
    this.gracePeriods = gracePeriods;
    this.registry = registry;
  }

  /**
   * Says that the reader holds no pointer that it obtained before this call.
   *
   * @throws IllegalStateException if the reader is offline or closed
   */
  public void quiescent() {
    long now = gracePeriods.sequenceAcquire();
    if (now != epochOpaque()) { // opaque: the user's own
      report(now);
    }
  }

  private void report(long now) {
    if (!isOnline()) {
      throw new IllegalStateException("quiescent state of a reader that is not online: " + this);
    }
    setEpochRelease(now); // release: QS1, pairs with EpochReader#isEarlierThan; the sections so far
    HeavyFence.light(); // light: R1, pairs with GracePeriods#drive; the load of now, the pointers
  }

  /**
   * Says that the reader holds nothing until {@link #online}: before it blocks, or idles. Offline
   * already: does nothing.
   */
  public void offline() {
    setEpochRelease(QUIESCENT); // release: QS1, pairs with EpochReader#isEarlierThan; the sections
  }

  /**
   * Says that the reader reads again. Online already: as {@link #quiescent}.
   *
   * @throws IllegalStateException if the reader is closed
   */
  public void online() {
    if (nesting == CLOSED) { // plain: the user's own
      throw new IllegalStateException("online of a reader that is closed: " + this);
    }
    if (isOnline()) {
      quiescent();
      return;
    }
    try {
      setEpochOpaque(gracePeriods.sequenceAcquire());
      HeavyFence.light(); // light: R1, pairs with GracePeriods#drive; epoch before pointers
    } catch (StackOverflowError noRoom) {
      epoch = QUIESCENT; // volatile: QS1; by the field, since a call might find no room either
      throw noRoom;
    }
  }

  /**
   * Whether grace periods wait for it.
   *
   * @return true if it is neither offline nor closed
   */
  public boolean isOnline() {
    return epochOpaque() != QUIESCENT; // opaque: the user's own; for others a hint
  }

  /** Shows where a section begins. Does nothing; an assertion says if the reader is offline. */
  public void readLock() {
    assert isOnline() : "read section of a reader that is not online: " + this;
  }

  /** Shows where a section ends. Does nothing; an assertion says if the reader is offline. */
  public void readUnlock() {
    assert isOnline() : "end of a read section of a reader that is not online: " + this;
  }

  /** Offline for good. Closing twice does nothing. */
  @Override
  public void close() {
    offline();
    nesting = CLOSED;
    registry.remove(this);
  }

  /** The owner waits for readers, itself not among them. */
  void beginWait() {
    if (isOnline()) {
      nesting = OFFLINE_FOR_A_WAIT;
      offline();
    }
  }

  /** The owner has waited. */
  void endWait() {
    if (nesting == OFFLINE_FOR_A_WAIT) {
      nesting = OPEN;
      online();
    }
  }

  /** The owner has ended; no misuse, it holds nothing any more. */
  @Override
  void abandon() {
    setEpochRelease(QUIESCENT); // release: QS1, opaque would do, the thread has ended
  }

  @Override
  public String toString() {
    String what = nesting == CLOSED ? "closed" : isOnline() ? "online" : "offline";
    return "QsbrReader[" + owner() + ", " + what + "]";
  }
}
