package org.kernsync.spin;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.kernsync.internal.StackReserve;
import org.kernsync.internal.ThreadKinds;

/**
 * Where the waiters of a {@link TicketSpinLock} leave their threads to be woken: a ring of slots,
 * indexed by ticket, so that nothing is allocated per wait and the holder finds whom it wakes in
 * one load. When more threads wait than the ring has slots, a ring four times as long is put before
 * it; those who are in the old one stay there. Before the first ring comes one without slots, which
 * only knows how the lock's waiters wait.
 */
final class TicketSlots {
  /*
   * field           written by                           written with   read with
   * threads[i]      the one waiter that owns the slot    release        acquire (holder)
   *
   * A slot has one owner at a time. A waiter may use slot (ticket mod length) only while fewer than
   * length tickets are before it. The previous user of that slot, whose ticket is smaller by
   * length, has unlocked by then, and it emptied the slot before it did; the waiter read that from
   * owner with acquire (L1).
   */
  static final int FIRST_LENGTH = 64;

  /** Waiters beyond this many wait without a slot. A ring of this length takes 16 KiB. */
  static final int LAST_LENGTH = 4096;

  private static final int GROWTH = 4;

  private static final Thread[] NO_THREADS = new Thread[0];
  private static final TicketSlots HOST_NONE = new TicketSlots(SpinWait.host(), NO_THREADS, null);

  /** How all waiters of the lock wait. It stands here since the lock has no room left for it. */
  final SpinWait spinWait;

  private final Thread[] threads;
  private final TicketSlots older;

  private TicketSlots(SpinWait spinWait, Thread[] threads, TicketSlots older) {
    this.spinWait = spinWait;
    this.threads = threads;
    this.older = older;
  }

  /** The ring without slots, of a lock for which nobody has parked yet. */
  static TicketSlots none(SpinWait spinWait) {
    return Objects.requireNonNull(spinWait, "spinWait") == HOST_NONE.spinWait
        ? HOST_NONE
        : new TicketSlots(spinWait, NO_THREADS, null);
  }

  /**
   * The next longer ring, with this one behind it.
   *
   * @throws OutOfMemoryError if there is no room for it; nothing has changed then
   */
  TicketSlots longer() {
    int length = hasAny() ? threads.length * GROWTH : FIRST_LENGTH;
    return new TicketSlots(spinWait, new Thread[length], this);
  }

  /** Whether there is a slot at all. */
  boolean hasAny() {
    return older != null;
  }

  boolean hasRoomFor(int distance) {
    return distance < threads.length;
  }

  boolean isLongest() {
    return threads.length >= LAST_LENGTH;
  }

  /** Offers the calling waiter to the threads that will unlock. */
  void publish(int ticket, Thread waiter) {
    // release: L3, pairs with #wake; publishes the thread object
    THREADS.setRelease(threads, index(ticket), waiter);
  }

  /** The opposite of {@link #publish}. A wake-up that is under way may still arrive. */
  void withdraw(int ticket) {
    THREADS.setOpaque(threads, index(ticket), (Thread) null); // opaque: nothing hangs on it
  }

  /**
   * Wakes whoever waits in the slot of a ticket, in each ring: at worst, somebody for nothing.
   *
   * @throws StackOverflowError if there is too little stack; then somebody may not have been woken
   */
  void wake(int ticket) {
    for (TicketSlots ring = this; ring.hasAny(); ring = ring.older) {
      // acquire: L3, pairs with #publish
      Thread waiter = (Thread) THREADS.getAcquire(ring.threads, ring.index(ticket));
      if (waiter != null) {
        if (ThreadKinds.isVirtual(waiter)) {
          StackReserve.ensure(); // its unpark runs Java code, which torn in the middle loses it
        }
        // full: L5, pairs with TicketSpinLock#lockContended; store owner, load permit: unpark of a
        // virtual thread that has a permit already is a single load on JDK 25, and the waiter must
        // not take that permit for a stale one
        VarHandle.fullFence();
        LockSupport.unpark(waiter);
      }
    }
  }

  private int index(int ticket) {
    return ticket & (threads.length - 1);
  }

  private static final VarHandle THREADS =
      MethodHandles.arrayElementVarHandle(Thread[].class).withInvokeExactBehavior();
}
