package org.kernsync.stress.torture.busted;

import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import org.kernsync.rcu.RcuReference;

/**
 * RCU by a pair of counters: a positive control, and what the broken ones break. Now and then a
 * reader pauses between the look at the phase and the count, for as long as it takes to be late,
 * and behind the load of its pointer; and the driver of a grace period before it begins: where each
 * might lose the processor.
 */
public class NaiveSrcu extends NaiveGracePeriods {
  private static final int SLOW_ONE_IN = 1_024;
  private static final int MOST_NAPS = 100;
  private static final long NAP_NANOS = 100_000;
  private static final long HOLD_NANOS = 5_000_000;
  private static final long LATE_BEGIN_NANOS = 1_000_000;

  private final AtomicLongArray inside = new AtomicLongArray(2);
  private volatile int phase;

  /** Makes a domain. */
  public NaiveSrcu() {}

  @Override
  public final List<Way> ways() {
    return List.of(
        new Way() {
          @Override
          public Reader newReader() {
            return new Counted();
          }

          @Override
          public boolean handsOver() {
            return true;
          }
        });
  }

  private final class Counted implements Reader {
    private boolean slow;

    @Override
    public long lock() {
      int entered = phase;
      slow = ThreadLocalRandom.current().nextInt(SLOW_ONE_IN) == 0;
      if (slow) {
        sleepThroughOneGracePeriod();
      }
      inside.incrementAndGet(entered);
      return entered;
    }

    @Override
    public <T> T dereference(RcuReference<T> pointer) {
      T seen = pointer.dereference();
      if (slow) {
        LockSupport.parkNanos(HOLD_NANOS);
      }
      return seen;
    }

    @Override
    public void unlock(long token) {
      inside.decrementAndGet((int) token);
    }
  }

  private void sleepThroughOneGracePeriod() {
    long before = gracePeriods();
    for (int naps = 0; naps < MOST_NAPS && gracePeriods() == before; naps++) {
      LockSupport.parkNanos(NAP_NANOS);
    }
  }

  @Override
  public final boolean readersBlock() {
    return true;
  }

  /**
   * How often a grace period turns from one counter to the other.
   *
   * @return 2, so that it meets the stragglers of either phase
   */
  protected int turns() {
    return 2;
  }

  @Override
  protected final void awaitReaders() {
    for (int turn = 0; turn < turns(); turn++) {
      int old = phase;
      phase = 1 - old;
      for (int looks = 0; inside.get(old) != 0; looks++) {
        pause(looks);
      }
    }
  }

  @Override
  protected final void beforeBegin() {
    if (ThreadLocalRandom.current().nextInt(2) == 0) {
      LockSupport.parkNanos(LATE_BEGIN_NANOS);
    }
  }
}
