package org.kernsync.stress.contract;

import org.kernsync.ref.RefCount;

/**
 * What {@link RefCountContract} asks of a reference count. Adapt yours with a few lines. An
 * operation that misuses the count may throw {@link IllegalStateException} once the count is safe.
 */
public interface RefCountUnderTest {
  /** Takes one more reference; the caller holds one. */
  void inc();

  /**
   * Takes a reference if there is one left.
   *
   * @return whether it did
   */
  boolean incNotZero();

  /**
   * Gives a reference back.
   *
   * @return whether it was the last
   */
  boolean decAndTest();

  /**
   * Whether the count has left its range and does not count any more.
   *
   * @return true if saturated
   */
  boolean isSaturated();

  /**
   * A count of Kernsync.
   *
   * @param count the count
   * @return the same count
   */
  static RefCountUnderTest of(RefCount count) {
    return new RefCountUnderTest() {
      @Override
      public void inc() {
        count.inc();
      }

      @Override
      public boolean incNotZero() {
        return count.incNotZero();
      }

      @Override
      public boolean decAndTest() {
        return count.decAndTest();
      }

      @Override
      public boolean isSaturated() {
        return count.read() < 0;
      }
    };
  }
}
