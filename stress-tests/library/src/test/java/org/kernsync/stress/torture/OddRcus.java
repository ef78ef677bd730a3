package org.kernsync.stress.torture;

import org.kernsync.rcu.Srcu;
import org.kernsync.stress.torture.busted.ForwardingRcu;

/** Faults that no flag selects, each for one oracle. */
final class OddRcus {
  private OddRcus() {}

  private static RcuUnderTest right() {
    return RcuUnderTest.of(new Srcu());
  }

  /** Fails in the middle of a wait. */
  static final class Throwing extends ForwardingRcu {
    Throwing() {
      super(right());
    }

    @Override
    public void synchronize() {
      throw new IllegalStateException("planted");
    }
  }

  /** Does not wait for callbacks. */
  static final class EarlyBarrier extends ForwardingRcu {
    EarlyBarrier() {
      super(right());
    }

    @Override
    public void barrier() {}
  }

  /** Promises more than it keeps: its callbacks take what room they like. */
  static final class Unbounded extends ForwardingRcu {
    Unbounded() {
      super(right());
    }

    @Override
    public long mostCallbacks() {
      return 100;
    }
  }

  /** Never says that a grace period is over. */
  static final class Hesitant extends ForwardingRcu {
    Hesitant() {
      super(right());
    }

    @Override
    public boolean poll(long cookie) {
      return false;
    }
  }
}
