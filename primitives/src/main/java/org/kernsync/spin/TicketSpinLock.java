package org.kernsync.spin;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;
import org.kernsync.internal.ContendedWaits;
import org.kernsync.internal.HeavyFence;
import org.kernsync.internal.SlowPathClasses;
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
 * processor holds up all, and so does a next in line that does: strict order has this price. Where
 * there is one processor, a thread that finds the lock taken yields once before it takes a ticket.
 * The two {@code tryLock} forms take no ticket, since a ticket cannot be given back: they succeed
 * only while nobody holds the lock or waits for it, and may starve on a busy one. A thread that
 * dies as the holder leaves the lock held; {@link #holder} tells which it was.
 *
 * <p><b>Memory effects:</b> everything before {@link #unlock} happens-before everything after the
 * next thread's {@code lock}, or a later successful {@code tryLock}. Neither is a full fence.
 *
 * <p><b>Differences from Linux:</b> preemption cannot be disabled on a JVM, hence the yielding and
 * parking. Tickets have 32 bits, not 16. Unlocking by a stranger and locking twice throw, where
 * Linux says so in debug builds only. A free lock remembers its last holder, and keeps that {@code
 * Thread} object reachable, until the next one comes. Asynchronous exceptions ({@code Thread.stop}
 * before JDK 20) inside of {@code lock} are not supported.
 */
public final class TicketSpinLock implements SpinLock {
  /*
   * field   written by                        written with         read with
   * next    every arriving thread             CAS, getAndAdd       opaque, volatile (queries)
   * owner   the holder only                   release              acquire, volatile; plain (holder)
   * holder  the holder only                   plain                plain (holder), opaque (queries)
   * named   the holder only                   release, volatile    acquire
   * slots   the first waiter that needs more  CAS release          acquire, opaque
   *
   * Invariant: 0 <= next - owner < 2^31, by wrap-around arithmetic: the holder and the waiters.
   * Exclusion: next only grows, by atomic steps, so tickets are unique; a thread is inside while
   *   owner equals its ticket. The fast path takes ticket `free` by a CAS from `free`, after it
   *   read owner == free. Owner cannot have moved on since: it never passes next, which is still
   *   `free` when the CAS succeeds. (Unless exactly 2^32 tickets were served between the two.)
   * Visibility: one release/acquire pair on owner, called L1.
   * Wake-up: L2. A waiter publishes its thread in a slot and then looks at owner; the thread that
   *   unlocks moves owner and then looks at the slots. With a store-load fence on both sides, one
   *   of the two sees the other. The waiter pays for both with a heavy fence.
   * No lost lock: behind the CAS of the fast path and of tryLock a thread says that it has the lock
   *   even if no call fits on its stack any more. The CAS may be compiled and have needed next to
   *   none; what is called behind it may not be.
   * No lost turn: once its ticket is taken, a thread leaves lockContended only after its turn has
   *   come, whatever is thrown meanwhile. A missed wake-up would cost PARK_NANOS, not the turn.
   * Holder: a thread that gets the lock and finds itself in holder need not write it. That spares
   *   the write barrier of the collector, which for an old lock is a full fence. What tells a holder
   *   from one that was: named is the last ticket whose thread stands in holder (L6). A thread that
   *   reads named == owner and then itself holds the lock: see docs/ordering.md.
   * Not an invariant: named is behind owner for a moment after a thread got the lock, and a slot may
   *   name a thread that no longer waits. Both concern diagnostics and spurious wake-ups only.
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
  private volatile int named;
  private Thread holder;
  private TicketSlots slots;

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
    slots = TicketSlots.none(spinWait); // plain: nobody else has the object yet
    NEXT.set(this, firstTicket); // plain: as above
    OWNER.set(this, firstTicket); // plain: as above
    NAMED.set(this, firstTicket - 1); // plain: as above
  }

  @Override
  public void lock() {
    Thread self = Thread.currentThread();
    int free = ownerAcquire(); // acquire: L1, pairs with #unlock
    // No look at next: a load of what a locked instruction wrote shortly before waits for that one.
    if (casNextAcquire(free, free + 1)) { // acquire: opaque would do, L1 orders the section
      try {
        enter(self, free);
      } catch (StackOverflowError noCallFits) {
        holder = self; // plain: as in enter, without a call
        named = free; // volatile: L6, as in #enter
      }
    } else {
      lockContended(self);
    }
  }

  @Override
  public void unlock() {
    Thread self = Thread.currentThread();
    int served = ownerPlain(); // plain: only the holder writes owner
    if (!isHeldBy(self, served)) {
      throw new IllegalMonitorStateException("unlock by " + self + " of " + this);
    }
    try {
      setOwnerRelease(served + 1); // release: L1, pairs with #lock, #takeIfFree, #lockContended
    } catch (StackOverflowError noCallFits) {
      owner = served + 1; // volatile: L1, the same without a call
    }
    try {
      HeavyFence.light(); // light: L2, pairs with #publish; store owner, load slots
      TicketSlots rings = slotsOpaque(); // opaque: L2; its fields are final
      if (rings.hasAny()) {
        rings.wake(served + 1); // its turn: normally it is awake since the unlock before
        if (SPINNING_PAYS) {
          // ahead of its turn: it wakes up while the next one holds the lock; but where there is
          // one
          // processor it would only take it from the next one
          rings.wake(served + 2);
        }
      }
    } catch (StackOverflowError released) {
      return; // nothing to undo: who was not woken looks by itself after PARK_NANOS
    }
  }

  @Override
  public boolean tryLock() {
    return takeIfFree(Thread.currentThread());
  }

  @Override
  public boolean tryLock(long timeout, TimeUnit unit) throws InterruptedException {
    long timeoutNanos = unit.toNanos(timeout);
    long begin = System.nanoTime();
    SpinWait hook = slotsOpaque().spinWait; // opaque: all rings of a lock have the same
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
        hook.pause(step);
      } else {
        hook.park(this, Math.min(leftNanos, RETRY_NANOS));
      }
    }
  }

  /** Takes the next ticket if that one is being served. Does not yet say who did. */
  final boolean takeIfFree() {
    int free = ownerAcquire(); // acquire: L1, pairs with #unlock
    // opaque: a guess that saves the CAS on a lock that is held; acquire: as in #lock
    return nextOpaque() == free && casNextAcquire(free, free + 1);
  }

  private boolean takeIfFree(Thread self) {
    if (!takeIfFree()) {
      return false;
    }
    try {
      enter(self, ownerPlain()); // plain: the caller's ticket now
    } catch (StackOverflowError noCallFits) {
      holder = self; // plain: as in enter, without a call
      named = owner; // volatile: L6, as in #enter
    }
    return true;
  }

  /** Says who has the lock. Where this finds no stack, the caller does the same without a call. */
  private void enter(Thread self, int ticket) {
    if (holder != self) { // plain: only who has the lock writes holder, see the notes
      holder = self; // plain: as above
    }
    setNamedRelease(ticket); // release: L6, pairs with #isHeldBy, #holder; publishes holder
  }

  private boolean isHeldBy(Thread self, int served) {
    // acquire: L6, pairs with #enter; then plain: named was published after the last write of it
    return namedAcquire() == served && holder == self;
  }

  /*
   * Once the ticket is taken, the loop must go on until the turn has come. So nothing outside of
   * the try blocks may throw, not even for want of stack: it reads and writes fields, and calls
   * nothing. That is why owner is read as a volatile field here instead of through its accessor.
   */
  private void lockContended(Thread self) {
    if (isHeldBy(self, ownerPlain())) { // plain: for its holder owner stands still
      throw new IllegalStateException("lock by its holder of " + this);
    }
    SpinWait hook = slotsOpaque().spinWait; // opaque: all rings of a lock have the same
    if (!SPINNING_PAYS && takeAfterYield(self, hook)) {
      return;
    }
    Thread heldBy = holderOpaque(); // opaque: for the event only
    Object event = ContendedWaits.begin();
    boolean virtual = ThreadKinds.isVirtual(self);
    int nextLimit = virtual ? VIRTUAL_LIMIT : SpinWait.PARK_STEP;
    int limit = virtual ? 0 : FAR_LIMIT;
    int step = SpinWait.YIELD_STEP;
    TicketSlots published = null;
    boolean interrupted = false;
    boolean wasNext = false;
    Throwable failure = null;
    int ticket = takeTicketAcquire(); // acquire: a plain count would do, order comes from owner
    while (owner != ticket) { // volatile: L1, L5, pairs with #unlock, TicketSlots#wake
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
    if (holder != self) { // plain: as in enter
      holder = self; // plain: as above
    }
    named = ticket; // volatile: L6, as in enter, without a call
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
      try {
        unlock();
      } catch (StackOverflowError noCallFits) {
        owner = ticket + 1; // volatile: L1, without a call; who sleeps looks after PARK_NANOS
      }
      throw TicketSpinLock.<RuntimeException>unchecked(failure);
    }
  }

  /**
   * Where there is one processor, gives it away once before it asks for a ticket. The holder cannot
   * run before. And once all threads stand in line, each section costs a switch of threads, for a
   * thread that unlocked comes back before the line is empty; so it waits outside of the line,
   * where those who stand in it leave it one by one.
   */
  private boolean takeAfterYield(Thread self, SpinWait hook) {
    hook.pause(SpinWait.YIELD_STEP);
    return takeIfFree(self);
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
      // heavy: L2, pairs with #unlock; store slot, load owner: back in the loop of #lockContended,
      // which reads owner before it parks
      HeavyFence.heavy();
    }
    return ring;
  }

  private TicketSlots ringFor(int ticket) {
    while (true) {
      TicketSlots newest = slotsAcquire(); // acquire: L4, pairs with #ringFor; the ring as made
      if (newest.hasRoomFor(ticket - owner)) { // volatile: L1; the slot's last user is done
        return newest;
      }
      if (newest.isLongest()) {
        return null;
      }
      TicketSlots longer;
      try {
        longer = newest.longer();
      } catch (OutOfMemoryError noRing) {
        return null;
      }
      // release: L4, pairs with #ringFor; publishes the ring. Who fails finds another's.
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
    int served = owner; // volatile: a hint, as the reads below
    // acquire: L6, pairs with #enter; then opaque: a hint, it may be a later holder
    return namedAcquire() == served ? holderOpaque() : null;
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

  private int namedAcquire() {
    return (int) NAMED.getAcquire(this);
  }

  private void setNamedRelease(int ticket) {
    NAMED.setRelease(this, ticket);
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
  private static final VarHandle NAMED;
  private static final VarHandle HOLDER;
  private static final VarHandle SLOTS;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      NEXT = field(lookup, "next", int.class);
      OWNER = field(lookup, "owner", int.class);
      NAMED = field(lookup, "named", int.class);
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
    SlowPathClasses.load();
    TicketSpinLock[] played = new TicketSpinLock[1];
    SpinWait serve =
        new SpinWait() {
          @Override
          public void pause(int step) {}

          @Override
          public void park(Object blocker, long maxNanos) {
            played[0].setOwnerRelease(1); // release: plain would do, one thread plays all parts
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
