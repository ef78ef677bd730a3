package org.kernsync.stress.broken;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.kernsync.stress.contract.LockUnderTest;

/**
 * A ticket lock whose waiters all sleep, with nothing left out: a positive control, and what the
 * broken ones break.
 */
public class NaiveTicketLock implements LockUnderTest {
  /** The next ticket. */
  protected final AtomicInteger next = new AtomicInteger();

  private final AtomicInteger owner = new AtomicInteger();
  private final Queue<Thread> sleepers = new ConcurrentLinkedQueue<>();

  /** Makes a free lock. */
  public NaiveTicketLock() {}

  @Override
  public void lock() {
    int ticket = takeTicket();
    if (isServed(ticket)) {
      return;
    }
    Thread self = Thread.currentThread();
    boolean interrupted = false;
    sleepers.add(self);
    while (!isServed(ticket)) {
      LockSupport.park(this);
      interrupted |= Thread.interrupted();
    }
    sleepers.remove(self);
    if (interrupted) {
      self.interrupt();
    }
  }

  @Override
  public void unlock() {
    owner.incrementAndGet();
    wakeAll(sleepers);
  }

  @Override
  public boolean tryLock() {
    return takeTicketIf(owner.get());
  }

  /**
   * Whether it is the turn of a ticket. Also true of one that was passed over, so that a broken
   * copy goes wrong without a hang.
   *
   * @param ticket its number
   * @return whether its thread may enter
   */
  protected boolean isServed(int ticket) {
    return ticket - owner.get() <= 0;
  }

  /**
   * Takes a ticket.
   *
   * @return its number, nobody else's
   */
  protected int takeTicket() {
    return next.getAndIncrement();
  }

  /**
   * Takes a ticket if it is a certain one.
   *
   * @param wanted its number
   * @return whether it did
   */
  protected boolean takeTicketIf(int wanted) {
    return next.compareAndSet(wanted, wanted + 1);
  }

  /**
   * Wakes those who sleep, so that each looks whether it is its turn.
   *
   * @param sleepers the threads
   */
  protected void wakeAll(Iterable<Thread> sleepers) {
    sleepers.forEach(LockSupport::unpark);
  }
}
