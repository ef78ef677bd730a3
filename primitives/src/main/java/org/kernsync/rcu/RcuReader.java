package org.kernsync.rcu;

import org.kernsync.internal.HeavyFence;

/**
 * One thread's handle for reading under {@link Rcu}, from {@link Rcu#register}: read sections that
 * need no look-up. For loops that read millions of times; elsewhere {@link Rcu#readLock} will do.
 *
 * <pre>{@code
 * try (RcuReader reader = rcu.register()) {
 *   while (running) {
 *     reader.readLock();
 *     try {
 *       route(routes.dereference());
 *     } finally {
 *       reader.readUnlock();
 *     }
 *   }
 * }
 * }</pre>
 *
 * <p><b>Context:</b> only the thread that registered it may use it. Sections nest. A handle is
 * another reader than the thread's own {@code Rcu.readLock}: each keeps grace periods waiting by
 * itself, and either may be inside the other.
 *
 * <p><b>Progress:</b> wait-free, and no atomic instruction: one load and one store to enter, one
 * store to leave, and with {@code membarrier} no fence.
 *
 * <p><b>Memory effects:</b> as {@link Rcu}.
 */
public final class RcuReader extends EpochReader implements AutoCloseable {
  /*
   * field    written by  written with      read with
   * epoch    the owner   opaque, release   acquire (grace periods)
   * nesting  the owner   plain             plain (owner)
   *
   * epoch is 0 outside, else the number of a grace period: the section began no earlier than when
   * that number was current. A section that publishes an old number (it lost its processor between
   * the load and the store) is waited for without need, which is safe.
   *
   * nesting is far below 0 once the handle is closed: nobody looks at it any more, so a section by
   * it would protect nothing. The fast path does not ask, since what is not 0 is not on it.
   *
   * A StackOverflowError: epoch and nesting are two steps with calls between them. Where one of the
   * calls finds no room, epoch is put right by a volatile store to the field, which needs none.
   */
  private static final int CLOSED = Integer.MIN_VALUE / 2;

  private final GracePeriods gracePeriods;
  private final RcuReaders registry;

  RcuReader(GracePeriods gracePeriods, RcuReaders registry, Thread owner) {
    super(owner);
    this.gracePeriods = gracePeriods;
    this.registry = registry;
  }

  /**
   * Begins a section. What is dereferenced in it stays until {@link #readUnlock}.
   *
   * @throws IllegalStateException if the handle is closed
   * @throws StackOverflowError with no section begun
   */
  public void readLock() {
    assert owner() == Thread.currentThread() : "a reader handle of " + owner();
    int depth = nesting; // plain: the owner's own
    if (depth == 0) {
      try {
        setEpochOpaque(gracePeriods.sequenceAcquire());
        HeavyFence.light(); // R1, pairs with the heavy fence in GracePeriods#drive; epoch, pointers
      } catch (StackOverflowError noRoom) {
        epoch = QUIESCENT; // volatile: R2; by the field, since a call might find no room either
        throw noRoom;
      }
    } else if (depth < 0) {
      throw new IllegalStateException("readLock by a handle that is closed, of " + owner());
    }
    nesting = depth + 1;
  }

  /**
   * Ends a section.
   *
   * @throws IllegalStateException if none is open; nothing has changed then
   */
  public void readUnlock() {
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

  /**
   * Whether a section is open.
   *
   * @return true between {@link #readLock} and the last {@link #readUnlock}
   */
  public boolean isReadLockHeld() {
    return nesting > 0; // plain: the owner's own
  }

  /**
   * Gives the handle back; closing twice does nothing. A thread that ends without it loses the
   * handle by itself at one of the next grace periods.
   *
   * @throws IllegalStateException if a section is open; the handle stays usable
   */
  @Override
  public void close() {
    if (isReadLockHeld()) {
      throw new IllegalStateException("close of a reader inside of its section, by " + owner());
    }
    registry.remove(this);
    nesting = CLOSED;
  }

  /** The owner has ended inside of a section: nobody will ever end it. */
  @Override
  void abandon() {
    String what = toString();
    setEpochRelease(QUIESCENT);
    Misuse.uncaught(
        new IllegalStateException(owner() + " has ended inside of a read section: " + what));
  }

  @Override
  public String toString() {
    return "RcuReader[" + owner() + (isReading() ? ", reading]" : "]");
  }
}
