package org.kernsync.stress.torture;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
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

  /** Keeps a little of each callback for ever. */
  static final class Leaking extends ForwardingRcu {
    private final Queue<byte[]> kept = new ConcurrentLinkedQueue<>();

    Leaking() {
      super(right());
    }

    @Override
    public void call(Runnable callback) {
      kept.add(new byte[100]);
      super.call(callback);
    }
  }

  /** Takes long between sections. */
  static final class Dawdling extends ForwardingRcu {
    Dawdling() {
      super(right());
    }

    @Override
    public List<Way> ways() {
      return super.ways().stream().<Way>map(way -> () -> new Dawdler(way.newReader())).toList();
    }

    private record Dawdler(Reader right) implements Reader {
      @Override
      public long lock() {
        return right.lock();
      }

      @Override
      public void unlock(long token) {
        right.unlock(token);
      }

      @Override
      public void quiescent() {
        LockSupport.parkNanos(10_000_000);
      }
    }
  }
}
