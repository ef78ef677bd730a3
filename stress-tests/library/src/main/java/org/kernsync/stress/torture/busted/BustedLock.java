package org.kernsync.stress.torture.busted;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.kernsync.stress.torture.LockSide;
import org.kernsync.stress.torture.TorturedLock;

/**
 * A right lock behind an adapter with one fault. Its waiters poll, so that none of them is left
 * behind when the run has failed; without a fault that would be right.
 */
public final class BustedLock implements TorturedLock {
  private static final int FAULT_ONE_IN = 64;
  private static final long POLL_NANOS = 50_000;

  private final TorturedLock right;
  private final LockFault fault;
  private final BooleanSupplier givenUp;
  private final LockSide writing;
  private final LockSide reading;
  private final AtomicLong entries = new AtomicLong();
  private final AtomicLong mostPassed = new AtomicLong();

  /**
   * Makes a broken lock.
   *
   * @param right the right one
   * @param fault what is wrong with it; null for nothing
   * @param givenUp whether a run has failed, so that waiters may go
   */
  public BustedLock(TorturedLock right, LockFault fault, BooleanSupplier givenUp) {
    this.right = right;
    this.fault = fault;
    this.givenUp = givenUp;
    writing = new Side(right.writing(), false).asLockSide();
    reading = right.reading() == null ? null : new Side(right.reading(), true).asLockSide();
  }

  @Override
  public LockSide writing() {
    return writing;
  }

  @Override
  public LockSide reading() {
    return reading;
  }

  @Override
  public int permits() {
    return right.permits();
  }

  @Override
  public boolean isFree() {
    return right.isFree();
  }

  @Override
  public boolean namesHolder() {
    return right.namesHolder();
  }

  @Override
  public long mostOvertaken() {
    return fault == LockFault.BARGING ? mostPassed.get() : -1;
  }

  @Override
  public String toString() {
    return fault + " of " + right;
  }

  private boolean isNow(LockFault which) {
    return fault == which && ThreadLocalRandom.current().nextInt(FAULT_ONE_IN) == 0;
  }

  /** Ends at once in a thread whose interrupt flag is set. */
  private void rest() {
    LockSupport.parkNanos(this, POLL_NANOS);
  }

  /** One way in. */
  private final class Side {
    private final LockSide inner;
    private final boolean reads;

    /** Threads that are inside and do not hold the lock. */
    private final Set<Thread> intruders = ConcurrentHashMap.newKeySet();

    Side(LockSide inner, boolean reads) {
      this.inner = inner;
      this.reads = reads;
    }

    LockSide asLockSide() {
      LockSide side = LockSide.of(this::lock, this::unlock, inner::tryLock);
      side = inner.isTimed() ? side.withTimeout(this::tryFor) : side;
      return inner.isInterruptible() ? side.withInterrupts(this::lockInterruptibly) : side;
    }

    private void lock() {
      boolean interrupted = false;
      long arrived = entries.get();
      while (!enters()) {
        awaitLostWake();
        rest();
        interrupted |= Thread.interrupted(); // or rests would be none
      }
      mostPassed.accumulateAndGet(entries.getAndIncrement() - arrived, Math::max);
      if (interrupted && fault != LockFault.INTERRUPT_LOST) {
        Thread.currentThread().interrupt();
      }
    }

    /** Rightly, or by a fault, or because all is over. */
    private boolean enters() {
      if (inner.tryLock()) {
        return true;
      }
      boolean intrudes =
          givenUp.getAsBoolean()
              || isNow(LockFault.TWO_INSIDE)
              || reads && isNow(LockFault.READER_BESIDE_WRITER);
      if (intrudes) {
        intruders.add(Thread.currentThread());
      }
      return intrudes;
    }

    private void awaitLostWake() {
      if (isNow(LockFault.LOST_WAKE)) {
        while (!givenUp.getAsBoolean()) {
          rest();
        }
      }
    }

    private void unlock() {
      if (!intruders.remove(Thread.currentThread()) && !isNow(LockFault.LOST_RELEASE)) {
        inner.unlock();
      }
    }

    private boolean tryFor(long nanos) throws InterruptedException {
      long begin = System.nanoTime();
      throwIfInterrupted();
      while (!inner.tryLock()) {
        if (fault == LockFault.EARLY_TIMEOUT || System.nanoTime() - begin >= nanos) {
          takeAlongIf(LockFault.TIMEOUT_KEEPS);
          return false;
        }
        rest();
        throwIfInterrupted();
      }
      return true;
    }

    private void lockInterruptibly() throws InterruptedException {
      do {
        throwIfInterrupted();
        rest();
      } while (!enters());
    }

    private void throwIfInterrupted() throws InterruptedException {
      if (Thread.interrupted()) {
        takeAlongIf(LockFault.INTERRUPT_KEEPS);
        throw new InterruptedException();
      }
    }

    private void takeAlongIf(LockFault which) {
      while (fault == which && !inner.tryLock() && !givenUp.getAsBoolean()) {
        rest();
      }
    }
  }
}
