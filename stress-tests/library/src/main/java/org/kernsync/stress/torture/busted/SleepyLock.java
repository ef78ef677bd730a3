package org.kernsync.stress.torture.busted;

import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.kernsync.stress.torture.LockSide;
import org.kernsync.stress.torture.TorturedLock;

/**
 * A right lock whose waiters sleep in a line until somebody wakes them, with one of the faults that
 * interrupts and timeouts hide: who is interrupted looks at the lock again, and so does the first
 * in line whenever somebody unlocks. So a wake that is lost shows only when all becomes quiet.
 * Without a fault it would be right: whoever leaves the line wakes the next one.
 */
public final class SleepyLock implements TorturedLock {
  private static final int FAULT_ONE_IN = 4;
  private static final long LOOK_NANOS = 1_000_000;

  private final TorturedLock right;
  private final LockFault fault;
  private final BooleanSupplier givenUp;
  private final LockSide writing;
  private final LockSide reading;
  private final Queue<Sleeper> line = new ConcurrentLinkedQueue<>();
  private final AtomicLong lost = new AtomicLong();

  /**
   * Makes a broken lock.
   *
   * @param right the right one, of which only attempts are used
   * @param fault what is wrong with it; null for nothing
   * @param givenUp whether a run has failed, so that waiters may go
   */
  public SleepyLock(TorturedLock right, LockFault fault, BooleanSupplier givenUp) {
    this.right = right;
    this.fault = fault;
    this.givenUp = givenUp;
    writing = new Side(right.writing()).asLockSide();
    reading = right.reading() == null ? null : new Side(right.reading()).asLockSide();
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
    return right.isFree() && line.isEmpty();
  }

  @Override
  public boolean namesHolder() {
    return right.namesHolder();
  }

  /**
   * How often a sleeper was not woken.
   *
   * @return 0 if the fault has not come up yet
   */
  public long lostWakes() {
    return lost.get();
  }

  @Override
  public String toString() {
    return fault + " of " + right;
  }

  private void wakeFirst() {
    Sleeper first = line.peek();
    if (first != null) {
      first.wake();
    }
  }

  /** Who stands in line. */
  private final class Sleeper {
    private final Thread thread = Thread.currentThread();
    private volatile boolean woken;

    void wake() {
      woken = true; // volatile: pairs with sleeps
      LockSupport.unpark(thread);
    }

    /** Until woken or interrupted, or for so long; whether it was interrupted. */
    boolean sleeps(long nanos) {
      long begin = System.nanoTime();
      boolean interrupted = Thread.interrupted();
      while (!woken && !interrupted && !givenUp.getAsBoolean()) {
        long left = nanos - (System.nanoTime() - begin);
        if (left <= 0) {
          break;
        }
        LockSupport.parkNanos(SleepyLock.this, Math.min(left, LOOK_NANOS));
        interrupted = Thread.interrupted();
      }
      return interrupted;
    }
  }

  /** One way in. */
  private final class Side {
    private final LockSide inner;

    /** Threads that were let in because all is over. */
    private final Set<Thread> intruders = ConcurrentHashMap.newKeySet();

    Side(LockSide inner) {
      this.inner = inner;
    }

    LockSide asLockSide() {
      LockSide side = LockSide.of(this::lock, this::unlock, inner::tryLock);
      side = inner.isTimed() ? side.withTimeout(this::tryFor) : side;
      return inner.isInterruptible() ? side.withInterrupts(this::lockInterruptibly) : side;
    }

    private void lock() {
      if (inner.tryLock()) {
        return;
      }
      boolean interrupted = false;
      Sleeper me = joins();
      while (!enters(me)) {
        interrupted |= me.sleeps(Long.MAX_VALUE);
      }
      leaves(me);
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }

    private void lockInterruptibly() throws InterruptedException {
      throwIfInterrupted();
      if (inner.tryLock()) {
        return;
      }
      Sleeper me = joins();
      while (!enters(me)) {
        if (me.sleeps(Long.MAX_VALUE)) {
          leaves(me);
          throw new InterruptedException();
        }
      }
      leaves(me);
    }

    private boolean tryFor(long nanos) throws InterruptedException {
      long begin = System.nanoTime();
      throwIfInterrupted();
      if (inner.tryLock()) {
        return true;
      }
      if (nanos <= 0) {
        return false;
      }
      Sleeper me = joins();
      while (!enters(me)) {
        boolean interrupted = me.sleeps(nanos - (System.nanoTime() - begin));
        if (interrupted) {
          leaves(me);
          throw new InterruptedException();
        }
        if (System.nanoTime() - begin >= nanos) {
          givesUp(me);
          return false;
        }
      }
      leaves(me);
      return true;
    }

    private Sleeper joins() {
      Sleeper me = new Sleeper();
      line.add(me);
      return me;
    }

    /** Rightly, or because all is over. */
    private boolean enters(Sleeper me) {
      me.woken = false; // volatile: before it looks, so that a wake from now on counts
      if (inner.tryLock()) {
        return true;
      }
      boolean over = givenUp.getAsBoolean();
      if (over) {
        intruders.add(Thread.currentThread());
      }
      return over;
    }

    /** The next one looks for itself whether there is room for one more. */
    private void leaves(Sleeper me) {
      line.remove(me);
      wakeFirst();
    }

    private void givesUp(Sleeper me) {
      if (fault != LockFault.TIMEOUT_EATS_WAKE) {
        leaves(me);
        return;
      }
      LockSupport.parkNanos(this, LOOK_NANOS); // as if it had lost its processor
      line.remove(me);
      lost.addAndGet(me.woken ? 1 : 0);
    }

    private void unlock() {
      if (!intruders.remove(Thread.currentThread())) {
        inner.unlock();
      }
      if (fault == LockFault.WAKES_NOBODY
          && ThreadLocalRandom.current().nextInt(FAULT_ONE_IN) == 0) {
        lost.addAndGet(line.isEmpty() ? 0 : 1);
      } else {
        wakeFirst();
      }
    }

    private void throwIfInterrupted() throws InterruptedException {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
  }
}
