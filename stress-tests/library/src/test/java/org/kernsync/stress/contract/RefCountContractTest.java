package org.kernsync.stress.contract;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Nested;
import org.kernsync.ref.RefCount;
import org.kernsync.stress.broken.NaiveRefCount;

/** Ours fulfils the contract; so do a count of the JDK's parts, and the base of the broken ones. */
class RefCountContractTest {
  @Nested
  class OfRefCount extends RefCountContract {
    @Override
    protected RefCountUnderTest newCount(int references) {
      return RefCountUnderTest.of(new RefCount(references));
    }
  }

  @Nested
  class OfAtomicInteger extends RefCountContract {
    @Override
    protected RefCountUnderTest newCount(int references) {
      return new Checked(references);
    }
  }

  @Nested
  class OfNaiveRefCount extends RefCountContract {
    @Override
    protected RefCountUnderTest newCount(int references) {
      return new NaiveRefCount(references);
    }
  }

  /** What one would write by hand: count first, look afterwards. */
  private static final class Checked implements RefCountUnderTest {
    private static final int SATURATED = Integer.MIN_VALUE / 2;

    private final AtomicInteger count;

    Checked(int references) {
      count = new AtomicInteger(references);
    }

    @Override
    public void inc() {
      check(count.getAndIncrement(), 1);
    }

    @Override
    public boolean incNotZero() {
      int before = count.getAndUpdate(value -> value == 0 ? 0 : value + 1);
      if (before != 0) {
        check(before, 1);
      }
      return before != 0;
    }

    @Override
    public boolean decAndTest() {
      int before = count.getAndDecrement();
      check(before, -1);
      return before == 1;
    }

    @Override
    public boolean isSaturated() {
      return count.get() < 0;
    }

    private void check(int before, int delta) {
      if (before <= 0 || before + delta < 0) {
        count.set(SATURATED);
      }
    }
  }
}
