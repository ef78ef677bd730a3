package org.kernsync.spin;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.kernsync.internal.ContendedWaits;
import org.kernsync.internal.HeavyFence;
import org.kernsync.internal.SpinCalibration;
import org.kernsync.internal.ThreadKinds;

/**
 * A strictly fair spinlock: threads get it in the order in which they asked. Each takes a ticket,
 * as at a counter, and waits until the number served is its own.
 *
 * <p>Take it for sections of a few instructions where no thread may starve or be overtaken. Take
 * {@link java.util.concurrent.locks.ReentrantLock} where throughput under contention counts more
 * than order, and a sleeping lock where a section may block. Not reentrant; no conditions.
 *
 * <pre>{@code
 * private final TicketSpinLock lock = new TicketSpinLock();
 *
 * void transfer(long amount) {
 *   lock.lock();
 *   try {
 *     balance += amount;
 *   } finally {
 *     lock.unlock();
 *   }
 * }
 * }</pre>
 *
 * <p><b>Context:</b> platform and virtual threads alike. A waiter spins for less than a
 * microsecond, then yields, then parks, so more threads than processors are no harm to liveness.
 * How it does each is up to its {@link SpinWait}.
 *
 * <p><b>Progress:</b> no thread that waits in {@link #lock} starves. A holder that loses its
 * processor holds up all, and so does a next in line that does: strict order has this price. The
 * two {@code tryLock} forms take no ticket, since a ticket cannot be given back: they succeed only
 * while nobody holds the lock or waits for it, and may starve on a busy one. A thread that dies as
 * the holder leaves the lock held; {@link #holder} tells which it was.
 *
 * <p><b>Memory effects:</b> everything before {@link #unlock} happens-before everything after the
 * next thread's {@code lock}, or a later successful {@code tryLock}. Neither is a full fence.
 *
 * <p><b>Differences from Linux:</b> preemption cannot be disabled on a JVM, hence the yielding and
 * parking. Tickets have 32 bits, not 16. Unlocking by a stranger and locking twice throw, where
 * Linux says so in debug builds only. Asynchronous exceptions ({@code Thread.stop} before JDK 20)
 * inside of {@code lock} are not supported.
 */
public final class TicketSpinLock implements SpinLock {
  /*
   * field   written by                        written with         read with
   * next    every arriving thread             CAS, getAndAdd       opaque, volatile (queries)
   * owner   the holder only                   release              acquire, volatile; plain (holder)
   * holder  the holder only                   plain                plain (holder), opaque (queries)
   * slots   the first waiter that needs more  CAS release          acquire, opaque
   *
   * Invariant: 0 <= next - owner < 2^31, by wrap-around arithmetic: the holder and the waiters.
   * Exclusion: next only grows, by atomic steps, so tickets are unique; a thread is inside while
   *   owner equals its ticket. The fast path takes ticket `free` by a CAS from `free`, after it
   *   read owner == free. Owner cannot have moved on since: it never passes next, which is still
   *   `free` when the CAS succeeds.
   * Visibility: one release/acquire pair on owner, called L1.
   * Wake-up: L2. A waiter publishes its thread in a slot and then looks at owner; the thread that
   *   unlocks moves owner and then looks at the slots. With a store-load fence on both sides, one
   *   of the two sees the other. The waiter pays for both with a heavy fence.
   * No lost turn: once its ticket is taken, a thread leaves lockContended only after its turn has
   *   come, whatever is thrown meanwhile. A missed wake-up would cost PARK_NANOS, not the turn.
   * Not an invariant: holder is null for a moment after a thread got the lock, and a slot may name
   *   a thread that no longer waits. Both concern diagnostics and spurious wake-ups only.
   */

  /** The longest wait of a waiter that the holder will wake: a guard, not the normal way out. */
  private static final long PARK_NANOS = 10_000_000;

  /** The wait of one that nobody will wake, for want of memory or in a crowd of thousands. */
  private static final long UNWOKEN_NANOS = 1_000_000;

  /** The longest nap of the timed form between two tries. */
  private static final long RETRY_NANOS = 100_000;

  /** Where a waiter that is not next stops to yield. Yielding beats parking in short queues. */
  private static final int FAR_LIMIT = 48;

  /** Where a virtual thread stops to yield: parking costs it no more than three yields. */
  private static final int VIRTUAL_LIMIT = 32;

  private volatile int next;
  private volatile int owner;
  private Thread holder;
  private TicketSlots slots;
  private final SpinWait spinWait;

  /** Creates a free lock whose waiters wait as {@link SpinWait#host} says. */
  public TicketSpinLock() {
    this(SpinWait.host());
  }

  /**
   * Creates a free lock.
   *
   * @param spinWait how its waiters wait
   */
  public TicketSpinLock(SpinWait spinWait) {
    this(spinWait, 0);
  }

  /** For tests of the wrap-around: the first ticket is a given one. */
  TicketSpinLock(SpinWait spinWait, int firstTicket) {
    this.spinWait = Objects.requireNonNull(spinWait, "spinWait");
    NEXT.set(this, firstTicket); // plain: nobody else has the object yet
    OWNER.set(this, firstTicket); // plain: as above
  }

  @Override
  public void lock() {
    Thread self = Thread.currentThread();
    if (takeIfFree()) {
      holder = self; // plain: holder only; what others see of it is a hint
    } else {
      lockContended(self);
    }
  }

  @Override
  public void unlock() {
    Thread self = Thread.currentThread();
    if (holder != self) { // plain: a thread finds itself only if it wrote itself
      throw new IllegalMonitorStateException("unlock by " + self + " of " + this);
    }
    int served = ownerPlain(); // plain: only the holder writes owner
    holder = null; // plain: before the release, so no later holder is overwritten
    try {
      setOwnerRelease(served + 1); // release: L1, pairs with #takeIfFree, #lockContended
    } catch (StackOverflowError noCallFits) {
      owner = served + 1; // volatile: L1, the same without a call
    }
    try {
      HeavyFence.light(); // L2, pairs with the heavy fence in #publish: store owner, load slots
      TicketSlots rings = slotsOpaque(); // opaque: L2; its fields are final
      if (rings != null) {
        rings.wake(served + 1); // its turn: normally it is awake since the unlock before
        rings.wake(served + 2); // ahead of its turn: it wakes up while the next one holds the lock
      }
    } catch (StackOverflowError released) {
      return; // nothing to undo: who was not woken looks by itself after PARK_NANOS
    }
  }

  @Override
  public boolean tryLock() {
    Thread self = Thread.currentThread();
    if (takeIfFree()) {
      holder = self; // plain: as in lock
      return true;
    }
    return false;
  }

  @Override
  public boolean tryLock(long timeout, TimeUnit unit) throws InterruptedException {
    long timeoutNanos = unit.toNanos(timeout);
    long begin = System.nanoTime();
    for (int step = 0; ; step++) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      if (tryLock()) {
        return true;
      }
      // The clock is not read for a timeout of zero or less.
      long leftNanos = timeoutNanos <= 0 ? 0 : timeoutNanos - (System.nanoTime() - begin);
      if (leftNanos <= 0) {
        return false;
      }
      if (step < SpinWait.PARK_STEP) {
        spinWait.pause(step);
      } else {
        spinWait.park(this, Math.min(leftNanos, RETRY_NANOS));
      }
    }
  }

  /** Takes the next ticket if that one is being served. */
  private boolean takeIfFree() {
    int free = ownerAcquire(); // acquire: L1, pairs with #unlock
    // opaque: a guess that saves the CAS on a lock that is held; acquire: enters the section
    return nextOpaque() == free && casNextAcquire(free, free + 1);
  }

  /*
   * Once the ticket is taken, the loop must go on until the turn has come. So nothing outside of
   * the try blocks may throw, not even for want of stack: it reads and writes fields, and calls
   * nothing. That is why owner is read as a volatile field here instead of through its accessor.
   */
  private void lockContended(Thread self) {
    if (holder == self) { // plain: a thread finds itself only if it wrote itself
      throw new IllegalStateException("lock by its holder of " + this);
    }
    Thread heldBy = holderOpaque(); // opaque: for the event only
    Object event = ContendedWaits.begin();
    boolean virtual = ThreadKinds.isVirtual(self);
    int nextLimit = virtual ? VIRTUAL_LIMIT : SpinWait.PARK_STEP;
    int limit = virtual ? 0 : FAR_LIMIT;
    int step = SpinWait.YIELD_STEP;
    SpinWait hook = spinWait;
    TicketSlots published = null;
    boolean interrupted = false;
    boolean wasNext = false;
    Throwable failure = null;
    int ticket = takeTicketAcquire(); // acquire: a plain count would do, order comes from owner
    while (owner != ticket) { // volatile: L1, at least acquire; pairs with #unlock
      try {
        boolean isNext = owner + 1 == ticket; // volatile: only chooses how to wait
        if (isNext && !wasNext) {
          wasNext = true;
          step = 0;
          limit = nextLimit;
        }
        if (SPINNING_PAYS && step < limit) {
          hook.pause(step++);
        } else if (published == null) {
          published = publish(self, ticket);
          if (published == null) {
            hook.park(this, UNWOKEN_NANOS);
          }
        } else {
          hook.park(this, PARK_NANOS);
        }
        interrupted |= Thread.interrupted(); // or parks would return at once from now on
      } catch (Throwable thrown) {
        failure = thrown;
        hook = HostSpinWait.INSTANCE;
      }
    }
    holder = self; // plain: as in lock
    try {
      if (published != null) {
        published.withdraw(ticket);
      }
      ContendedWaits.end(event, this, heldBy);
      if (interrupted) {
        self.interrupt();
      }
    } catch (Throwable thrown) {
      failure = thrown;
    }
    if (failure != null) {
      unlock();
      throw TicketSpinLock.<RuntimeException>unchecked(failure);
    }
  }

  /**
   * Puts a waiter where the threads that unlock look for it.
   *
   * @return the ring it is in; null if there is no room, or no memory to make some
   */
  private TicketSlots publish(Thread self, int ticket) {
    TicketSlots ring = ringFor(ticket);
    if (ring != null) {
      ring.publish(ticket, self);
      // full: L2, pairs with the light fence in #unlock; store slot, load owner: back in the loop
      // of #lockContended, which reads owner before it parks
      HeavyFence.heavy();
    }
    return ring;
  }

  private TicketSlots ringFor(int ticket) {
    while (true) {
      TicketSlots newest = slotsAcquire(); // acquire: L4, pairs with the CAS below
      if (newest != null) {
        if (newest.hasRoomFor(ticket - owner)) { // volatile: L1; the slot's last user is done
          return newest;
        }
        if (newest.isLongest()) {
          return null;
        }
      }
      TicketSlots longer;
      try {
        longer = TicketSlots.longerThan(newest);
      } catch (OutOfMemoryError noRing) {
        return null;
      }
      // release: L4, pairs with slotsAcquire above; publishes the ring. Who fails finds another's.
      casSlotsRelease(newest, longer);
    }
  }

  @Override
  public boolean isLocked() {
    return ticketsOut() > 0;
  }

  @Override
  public boolean isContended() {
    return ticketsOut() > 1;
  }

  /**
   * How many threads wait in {@link #lock}, for diagnostics.
   *
   * @return the number of waiters at a moment during the call
   */
  public int queueLength() {
    return Math.max(0, ticketsOut() - 1);
  }

  /**
   * Which thread holds the lock, for diagnostics.
   *
   * @return the holder; null if there is none, or for a moment after a thread got the lock
   */
  public Thread holder() {
    return holderOpaque(); // opaque: a hint
  }

  /**
   * The state of the lock, for diagnostics.
   *
   * @return who holds it and how many wait
   */
  @Override
  public String toString() {
    int tickets = ticketsOut();
    String identity = TicketSpinLock.class.getSimpleName() + "@" + Integer.toHexString(hashCode());
    return tickets == 0
        ? identity + "[free]"
        : identity + "[held by " + holder() + ", " + (tickets - 1) + " waiting]";
  }

  /** How many hold the lock or wait for it, all at one moment. */
  private int ticketsOut() {
    while (true) {
      int served = owner; // volatile: with the two reads below, a snapshot
      int arrived = next; // volatile: as above
      if (served == owner) { // volatile: owner stood still while next was read
        return arrived - served;
      }
    }
  }

  /** Lets a caller rethrow whatever a hook threw, checked or not. */
  @SuppressWarnings("unchecked")
  private static <T extends Throwable> T unchecked(Throwable thrown) throws T {
    throw (T) thrown;
  }

  private int nextOpaque() {
    return (int) NEXT.getOpaque(this);
  }

  private boolean casNextAcquire(int expected, int update) {
    // Strong, and acquire is enough: what orders the sections is owner.
    return (int) NEXT.compareAndExchangeAcquire(this, expected, update) == expected;
  }

  private int takeTicketAcquire() {
    return (int) NEXT.getAndAddAcquire(this, 1);
  }

  private int ownerPlain() {
    return (int) OWNER.get(this);
  }

  private int ownerAcquire() {
    return (int) OWNER.getAcquire(this);
  }

  private void setOwnerRelease(int served) {
    OWNER.setRelease(this, served);
  }

  private Thread holderOpaque() {
    return (Thread) HOLDER.getOpaque(this);
  }

  private TicketSlots slotsOpaque() {
    return (TicketSlots) SLOTS.getOpaque(this);
  }

  private TicketSlots slotsAcquire() {
    return (TicketSlots) SLOTS.getAcquire(this);
  }

  private void casSlotsRelease(TicketSlots expected, TicketSlots update) {
    boolean unused = SLOTS.weakCompareAndSetRelease(this, expected, update);
  }

  private static final boolean SPINNING_PAYS = SpinCalibration.spinningPays();

  private static final VarHandle NEXT;
  private static final VarHandle OWNER;
  private static final VarHandle HOLDER;
  private static final VarHandle SLOTS;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      NEXT = field(lookup, "next", int.class);
      OWNER = field(lookup, "owner", int.class);
      HOLDER = field(lookup, "holder", Thread.class);
      SLOTS = field(lookup, "slots", TicketSlots.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /*
   * Loads, initializes and links all that the slow path needs, so that the first contended wait
   * needs no memory and no lock of the JVM: it may happen with a full heap, or in a scheduler.
   * Plays a whole wait with one thread: ticket 0 is out, and the hook serves it at the first park.
   */
  static {
    TicketSpinLock[] played = new TicketSpinLock[1];
    SpinWait serve =
        new SpinWait() {
          @Override
          public void pause(int step) {}

          @Override
          public void park(Object blocker, long maxNanos) {
            played[0].setOwnerRelease(1);
          }
        };
    played[0] = new TicketSpinLock(serve);
    played[0].takeIfFree();
    played[0].lock();
    played[0].unlock();
    HostSpinWait.INSTANCE.pause(0);
    HostSpinWait.INSTANCE.park(played[0], 1);
  }

  private static VarHandle field(MethodHandles.Lookup lookup, String name, Class<?> type)
      throws ReflectiveOperationException {
    return lookup.findVarHandle(TicketSpinLock.class, name, type).withInvokeExactBehavior();
  }
}
