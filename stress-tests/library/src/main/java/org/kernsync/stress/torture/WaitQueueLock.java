package org.kernsync.stress.torture;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.kernsync.wait.WaitQueue;

/**
 * A lock for one writer or many readers that is nothing but a number and a {@link WaitQueue}: the
 * condition that a thread waits for is that it could change the number. No order among those who
 * wait; a reader comes in while others are inside, whoever waits.
 */
final class WaitQueueLock {
  private static final int WRITTEN = -1;

  private final AtomicInteger readers = new AtomicInteger(); // or WRITTEN
  private final WaitQueue line = new WaitQueue();

  WaitQueueLock() {}

  /** One at a time: exclusive waiters. */
  LockSide writing() {
    BooleanSupplier enters = this::tryWrite;
    return LockSide.of(() -> line.waitEventExclusive(enters), this::unlockWrite, enters)
        .withTimeout(nanos -> line.waitEventExclusive(enters, nanos, TimeUnit.NANOSECONDS))
        .withInterrupts(() -> line.waitEventExclusiveInterruptibly(enters));
  }

  /** Many at a time: shared waiters. */
  LockSide reading() {
    BooleanSupplier enters = this::tryRead;
    return LockSide.of(() -> line.waitEvent(enters), this::unlockRead, enters)
        .withTimeout(nanos -> line.waitEvent(enters, nanos, TimeUnit.NANOSECONDS))
        .withInterrupts(() -> line.waitEventInterruptibly(enters));
  }

  private boolean tryWrite() {
    return readers.compareAndSet(0, WRITTEN);
  }

  private void unlockWrite() {
    readers.set(0);
    line.wakeOne(); // all readers, too
  }

  private boolean tryRead() {
    int inside = readers.get();
    while (inside != WRITTEN) {
      int seen = readers.compareAndExchange(inside, inside + 1);
      if (seen == inside) {
        return true;
      }
      inside = seen;
    }
    return false;
  }

  private void unlockRead() {
    if (readers.decrementAndGet() == 0) {
      line.wakeOne();
    }
  }

  void downgrade() {
    readers.set(1);
    line.wake(0); // readers only
  }

  boolean isFree() {
    return readers.get() == 0 && !line.hasWaiters();
  }

  @Override
  public String toString() {
    return "WaitQueueLock[" + readers + ", " + line + "]";
  }
}
