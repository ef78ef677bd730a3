package org.kernsync.stress.torture;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.kernsync.atomic.AtomicInt32;
import org.kernsync.ref.LockRef;
import org.kernsync.spin.BitSpinLock;
import org.kernsync.spin.QueuedSpinLock;
import org.kernsync.spin.ReadWriteSpinLock;
import org.kernsync.spin.SpinLock;
import org.kernsync.spin.TicketSpinLock;

/** The locks of {@code org.kernsync.spin}, ready for torture. */
final class SpinLocks {
  private static final int BIT = 5;

  private SpinLocks() {}

  static TorturedLock ticket() {
    LineGauge gauge = new LineGauge();
    TicketSpinLock lock = new TicketSpinLock(gauge);
    LockSide side =
        LockSide.of(
                () -> {
                  gauge.asks();
                  lock.lock();
                  gauge.isServed();
                },
                lock::unlock,
                () -> countedAtOnce(lock.tryLock(), gauge))
            .withTimeout(nanos -> countedAtOnce(lock.tryLock(nanos, TimeUnit.NANOSECONDS), gauge));
    return new Exclusive(side, () -> !lock.isLocked() && lock.queueLength() == 0, lock) {
      @Override
      public long mostOvertaken() {
        return gauge.most();
      }
    };
  }

  private static boolean countedAtOnce(boolean locked, LineGauge gauge) {
    if (locked) {
      gauge.isServedAtOnce();
    }
    return locked;
  }

  static TorturedLock queued() {
    QueuedSpinLock lock = new QueuedSpinLock();
    return new Exclusive(side(lock), () -> !lock.isLocked() && lock.queueLength() == 0, lock);
  }

  private static LockSide side(SpinLock lock) {
    return LockSide.of(lock::lock, lock::unlock, lock::tryLock)
        .withTimeout(nanos -> lock.tryLock(nanos, TimeUnit.NANOSECONDS));
  }

  /** One bit of a word whose other bits are other people's. */
  static TorturedLock bit() {
    BitSpinLock locks = new BitSpinLock();
    AtomicInt32 word = new AtomicInt32(0);
    LockSide side =
        LockSide.of(
            () -> locks.lock(word, BIT),
            () -> locks.unlock(word, BIT),
            () -> locks.tryLock(word, BIT));
    return new Anonymous(side, () -> !locks.isLocked(word, BIT), "bit " + BIT + " of a word");
  }

  /** Who holds the lock has a reference, taken and given back in ways that change. */
  static TorturedLock lockRef() {
    LockRef ref = new LockRef(1);
    LockSide side =
        LockSide.of(
            () -> {
              ref.get(); // beside the holder, who counts as well
              ref.lock();
            },
            () -> {
              ref.putLocked();
              ref.unlock();
            },
            () -> {
              boolean locked = ref.tryLock();
              if (locked) {
                ref.getLocked();
              }
              return locked;
            });
    return new Anonymous(side, () -> !ref.isLocked() && ref.read() == 1, ref);
  }

  static TorturedLock readWrite() {
    ReadWriteSpinLock lock = new ReadWriteSpinLock();
    LockSide writing =
        LockSide.of(lock::writeLock, lock::writeUnlock, lock::tryWriteLock)
            .withTimeout(nanos -> lock.tryWriteLock(nanos, TimeUnit.NANOSECONDS));
    LockSide reading =
        LockSide.of(lock::readLock, lock::readUnlock, lock::tryReadLock)
            .withTimeout(nanos -> lock.tryReadLock(nanos, TimeUnit.NANOSECONDS));
    return new Shared(
        writing,
        reading,
        lock::downgrade,
        () -> !lock.isReadLocked() && !lock.isWriteLocked() && lock.queueLength() == 0,
        lock);
  }

  /** One at a time, and the lock knows who. */
  static class Exclusive implements TorturedLock {
    private final LockSide side;
    private final BooleanSupplier free;
    private final Object lock;

    Exclusive(LockSide side, BooleanSupplier free, Object lock) {
      this.side = side;
      this.free = free;
      this.lock = lock;
    }

    @Override
    public LockSide writing() {
      return side;
    }

    @Override
    public boolean isFree() {
      return free.getAsBoolean();
    }

    @Override
    public boolean namesHolder() {
      return true;
    }

    @Override
    public String toString() {
      return lock.toString();
    }
  }

  /** One at a time, and nobody knows who. */
  static class Anonymous extends Exclusive {
    Anonymous(LockSide side, BooleanSupplier free, Object lock) {
      super(side, free, lock);
    }

    @Override
    public boolean namesHolder() {
      return false;
    }
  }

  /** One writer, whom the lock knows, or many readers. */
  static class Shared extends Exclusive {
    private final LockSide reading;
    private final Runnable downgrade;

    Shared(
        LockSide writing, LockSide reading, Runnable downgrade, BooleanSupplier free, Object lock) {
      super(writing, free, lock);
      this.reading = reading;
      this.downgrade = downgrade;
    }

    @Override
    public LockSide reading() {
      return reading;
    }

    @Override
    public boolean hasDowngrade() {
      return true;
    }

    @Override
    public void downgrade() {
      downgrade.run();
    }
  }
}
