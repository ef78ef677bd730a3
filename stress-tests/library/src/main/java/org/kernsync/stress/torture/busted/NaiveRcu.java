package org.kernsync.stress.torture.busted;

import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.kernsync.rcu.RcuReference;

/**
 * RCU by epochs, all accesses volatile: a positive control, and what the broken ones break. Readers
 * pause now and then behind the load of a pointer, where they might lose the processor.
 */
public class NaiveRcu extends NaiveGracePeriods {
  private static final long OUTSIDE = 0;
  private static final int PAUSE_ONE_IN = 256;
  private static final long PAUSE_NANOS = 1_000_000;

  private final AtomicLong number = new AtomicLong(1);
  private final ConcurrentLinkedQueue<Slot> slots = new ConcurrentLinkedQueue<>();

  /** Makes a domain. */
  public NaiveRcu() {}

  @Override
  public final List<Way> ways() {
    return List.of(Slot::new);
  }

  private final class Slot implements Reader {
    private final Thread owner = Thread.currentThread();
    private final AtomicLong epoch = new AtomicLong(OUTSIDE);
    private int nesting;
    private long begun;

    Slot() {
      slots.add(this);
    }

    @Override
    public long lock() {
      if (nesting++ == 0) {
        begun = number.get();
        if (storesBeforeLoads()) {
          epoch.set(begun);
        }
      }
      return 0;
    }

    @Override
    public <T> T dereference(RcuReference<T> pointer) {
      T seen = pointer.dereference();
      if (ThreadLocalRandom.current().nextInt(PAUSE_ONE_IN) == 0) {
        LockSupport.parkNanos(PAUSE_NANOS);
      }
      epoch.set(begun); // the second time, unless a subclass left out the first
      return seen;
    }

    @Override
    public void unlock(long token) {
      if (--nesting == 0) {
        epoch.set(OUTSIDE);
      }
    }

    @Override
    public void close() {
      slots.remove(this);
    }
  }

  /**
   * Whether a reader's epoch is there for all to see before it follows pointers.
   *
   * @return true, since the store is a full fence
   */
  protected boolean storesBeforeLoads() {
    return true;
  }

  /**
   * Whether a section that published an epoch is old enough to be waited for.
   *
   * @param seen the epoch
   * @param mine the grace period's
   * @return true if so
   */
  protected boolean isEarlier(long seen, long mine) {
    return seen < mine;
  }

  @Override
  protected final void awaitReaders() {
    long mine = number.incrementAndGet();
    Iterator<Slot> each = slots.iterator();
    while (each.hasNext()) {
      Slot slot = each.next();
      for (int looks = 0; isHolding(slot, mine) && slot.owner.isAlive(); looks++) {
        pause(looks);
      }
      if (!slot.owner.isAlive()) {
        each.remove();
      }
    }
  }

  private boolean isHolding(Slot slot, long mine) {
    long seen = slot.epoch.get();
    return seen != OUTSIDE && isEarlier(seen, mine);
  }
}
