package org.kernsync.stress.broken;

import java.util.concurrent.atomic.AtomicInteger;
import org.kernsync.stress.contract.RefCountUnderTest;

/**
 * A saturating reference count made of compare-and-set loops, with nothing left out: a positive
 * control, and what the broken ones break.
 */
public class NaiveRefCount implements RefCountUnderTest {
  private static final int SATURATED = Integer.MIN_VALUE / 2;

  /** The references; negative: saturated. */
  protected final AtomicInteger count;

  /**
   * Makes a count.
   *
   * @param references the references to begin with
   */
  public NaiveRefCount(int references) {
    count = new AtomicInteger(references);
  }

  @Override
  public void inc() {
    int before = count.get();
    while (!move(before, before <= 0 ? SATURATED : above(before))) {
      before = count.get();
    }
  }

  @Override
  public boolean incNotZero() {
    int before = count.get();
    while (mayRevive(before)) {
      if (move(before, before < 0 ? SATURATED : above(before))) {
        return true;
      }
      before = count.get();
    }
    return false;
  }

  @Override
  public boolean decAndTest() {
    int before = count.get();
    while (!move(before, before <= 0 ? SATURATED : before - 1)) {
      before = count.get();
    }
    return before == 1;
  }

  @Override
  public boolean isSaturated() {
    return count.get() < 0;
  }

  /**
   * Changes the count if it is what it was.
   *
   * @param before what it was
   * @param after what it is to be
   * @return whether it did
   */
  protected boolean move(int before, int after) {
    return count.compareAndSet(before, after);
  }

  /**
   * Whether a conditional increment goes on.
   *
   * @param before the count
   * @return false for a dead one
   */
  protected boolean mayRevive(int before) {
    return before != 0;
  }

  /** The count after one more reference; saturated after the largest. */
  private static int above(int before) {
    return before == Integer.MAX_VALUE ? SATURATED : before + 1;
  }
}
