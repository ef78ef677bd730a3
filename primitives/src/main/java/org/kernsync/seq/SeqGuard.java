package org.kernsync.seq;

import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.kernsync.sleep.Mutex;
import org.kernsync.spin.QueuedSpinLock;
import org.kernsync.spin.SpinLock;
import org.kernsync.spin.TicketSpinLock;

/** The lock that the writers of a {@link SeqCount} take, as far as the counter needs to know it. */
final class SeqGuard {
  private final Object lock;
  private final BooleanSupplier held;
  private final boolean knowsItsHolder;

  private SeqGuard(Object lock, BooleanSupplier held, boolean knowsItsHolder) {
    this.lock = Objects.requireNonNull(lock, "lock");
    this.held = Objects.requireNonNull(held, "heldByCaller");
    this.knowsItsHolder = knowsItsHolder;
  }

  static SeqGuard of(Object lock, BooleanSupplier heldByCaller) {
    return new SeqGuard(lock, heldByCaller, true);
  }

  static SeqGuard of(Mutex mutex) {
    Objects.requireNonNull(mutex, "lock");
    return of(mutex, mutex::isHeldByCurrentThread);
  }

  static SeqGuard of(SpinLock lock) {
    Objects.requireNonNull(lock, "lock");
    if (lock instanceof TicketSpinLock ticket) {
      return of(ticket, () -> ticket.holder() == Thread.currentThread());
    }
    if (lock instanceof QueuedSpinLock queued) {
      return of(queued, () -> queued.holder() == Thread.currentThread());
    }
    return new SeqGuard(lock, lock::isLocked, false);
  }

  /** Whether the caller holds the lock; where the lock cannot tell, whether anybody does. */
  boolean mayBeHeldByCaller() {
    return held.getAsBoolean();
  }

  /** Whether the caller certainly holds the lock. */
  boolean isHeldByCaller() {
    return knowsItsHolder && held.getAsBoolean();
  }

  @Override
  public String toString() {
    return lock.toString();
  }
}
