package org.kernsync.rcu;

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
public final class RcuReader extends SectionReader implements AutoCloseable {
  private final RcuReaders registry;

  RcuReader(GracePeriods gracePeriods, RcuReaders registry, Thread owner) {
    super(gracePeriods, owner);
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
    enter();
  }

  /**
   * Ends a section.
   *
   * @throws IllegalStateException if none is open; nothing has changed then
   */
  public void readUnlock() {
    leave();
  }

  /**
   * Whether a section is open.
   *
   * @return true between {@link #readLock} and the last {@link #readUnlock}
   */
  public boolean isReadLockHeld() {
    return isInside();
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
    endForGood();
  }
}
