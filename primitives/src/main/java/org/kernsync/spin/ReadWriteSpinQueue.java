package org.kernsync.spin;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.kernsync.internal.ContendedWaits;
import org.kernsync.internal.SpinCalibration;
import org.kernsync.internal.StackReserve;
import org.kernsync.internal.ThreadKinds;
import org.kernsync.internal.WaitNode;

/** The state word, the line of waiters and the slow paths of {@link ReadWriteSpinLock}. */
abstract sealed class ReadWriteSpinQueue permits ReadWriteSpinLock {
  /*
   * field        written by                             written with    read with
   * state        everybody                              volatile RMW    volatile
   * writeHolder  the writer                             plain           plain, racy but for the
   *                                                                     writer; opaque (queries)
   * sleeper      the head of the line                   release         acquire (who lets it in)
   * line         the first that finds none              volatile CAS    acquire
   *
   * bits of state   meaning
   * 0      LOCKED   a writer is inside
   * 1      WAITING  the head of the line is a writer: no more readers, except nested ones
   * 2      ASLEEP   the head of the line parks: who lets it in wakes it
   * 3..30  READERS  how many readers are inside, or have a foot in the door
   * 31     FULL     the same, of a count that lets no more readers in
   *
   * Waiters stand in line for a ticket lock; who has that is the head, and alone waits for the
   * state. A head that wants to write sets WAITING and waits until there are no readers and no
   * writer. A head that wants to read adds itself to READERS and waits until LOCKED is gone. Then
   * it lets the next one be head.
   *
   * Exclusion: LOCKED is set only by a CAS from a state without LOCKED and without READERS. A
   * reader is inside once it was in READERS while LOCKED was not set: from then on no such CAS can
   * succeed until it leaves. A reader with a foot in the door (the fast path adds first and looks
   * second) is no harm: it makes writers wait for a moment.
   * A reader whose stack ends right there, with its foot in the door, may find no room for the call
   * that takes it back. It leaves a note in STRAYS, which takes no call, and whoever is held up by
   * readers takes back what is noted there: the head that wants to write, at least every PARK_NANOS.
   * READERS never goes below 0: it is lowered by CAS only, from above 0; by readUnlock only while
   * LOCKED is not set, for then those that are in READERS are not inside.
   *
   * Fairness: what the head has set in state keeps all that come later from passing it: readers
   * find WAITING, writers find READERS or WAITING. Between two heads a running thread may slip in.
   *
   * No lost wake-up: the head stores its thread in sleeper, sets ASLEEP, looks at state again and
   * parks. Who ends what it waits for does so by a RMW on the same word: either that finds ASLEEP
   * (and then sees sleeper), or it comes before, and the head's look finds the change. So no fence
   * is needed but L5's twin before unpark. ASLEEP stays until the head is inside.
   *
   * Visibility: the volatile RMWs on state are called RW1.
   */

  static final int LOCKED = 1;
  static final int WAITING = 1 << 1;
  static final int ASLEEP = 1 << 2;
  static final int READER = 1 << 3;
  static final int FULL = 1 << 31;
  static final int READERS = -READER;
  private static final int READERS_SHIFT = 3;

  /** What keeps a reader out that comes by itself. */
  static final int BARRED = LOCKED | WAITING | FULL;

  /** What keeps a reader out that is inside already, or must not wait for readers. */
  static final int BARRED_NESTED = LOCKED | FULL;

  /** The longest park of a head that somebody will wake: a guard, not the normal way out. */
  private static final long PARK_NANOS = 10_000_000;

  /** The longest wait between two tries of one that is not in line, for want of memory. */
  private static final long UNWOKEN_NANOS = 1_000_000;

  /** Where a virtual thread at the head stops to yield: parking costs it no more than that. */
  private static final int VIRTUAL_LIMIT = 32;

  private static final boolean SPINNING_PAYS = SpinCalibration.spinningPays();

  /**
   * The locks that a reader could not leave again whose stack had ended, once for each reader: the
   * step in was compiled, the way out is not, and takes more stack. Written by those readers
   * without a lock, since even a monitor takes stack: of two whose stacks end there within the same
   * few nanoseconds one may be lost, and of more than these, all unsettled, those beyond. Emptied
   * by one thread at a time, under the array's monitor.
   */
  private static final ReadWriteSpinQueue[] STRAYS = new ReadWriteSpinQueue[64];

  private static volatile boolean strays; // whether there may be any

  private volatile int state;
  Thread writeHolder;
  private Thread sleeper;
  private TicketSpinLock line;
  final SpinWait spinWait;

  ReadWriteSpinQueue(SpinWait spinWait, int state) {
    this.spinWait = Objects.requireNonNull(spinWait, "spinWait");
    STATE.set(this, state); // plain: nobody else has the object yet
  }

  /** Adds the caller to the readers, or leaves everything as it was. */
  final boolean joinUnless(int barred) {
    if ((addToState(READER) & barred) == 0) {
      return true;
    }
    try {
      removeReader(0);
    } catch (StackOverflowError footInTheDoor) {
      int slot = 0; // no call fits here, nor does a monitor
      while (slot < STRAYS.length - 1 && STRAYS[slot] != null) {
        slot++;
      }
      STRAYS[slot] = this;
      strays = true; // volatile: RW5, pairs with #settleStrays; the note
      throw footInTheDoor;
    }
    return false;
  }

  /**
   * Takes those from the readers, of all locks, that could not do so themselves. For whoever is
   * kept waiting by readers, or counts them.
   */
  static void settleStrays() {
    if (strays) { // volatile: RW5, pairs with #joinUnless; the note
      StackReserve.ensure(); // or what it leaves half done would be forgotten
      synchronized (STRAYS) {
        strays = false; // volatile: RW5; before the look, so a later note sets it again
        // full: RW5, pairs with #joinUnless; the note of each that set it before
        VarHandle.fullFence();
        for (int slot = 0; slot < STRAYS.length; slot++) {
          ReadWriteSpinQueue lock = STRAYS[slot];
          if (lock != null) {
            lock.removeReader(0);
            STRAYS[slot] = null;
          }
        }
      }
    }
  }

  /**
   * Takes one from the readers.
   *
   * @param forbidden bits of state with which nothing is taken
   * @return false if there was none to take, or not now; nothing has changed then
   */
  final boolean removeReader(int forbidden) {
    int seen = READER; // a guess: one reader, nobody waits. A look first would fetch the line twice
    while ((seen & READERS) != 0 && (seen & forbidden) == 0) {
      int found = exchangeState(seen, seen - READER);
      if (found == seen) {
        if ((seen & ASLEEP) != 0 && (seen & READERS) == READER) {
          try {
            wakeSleeper();
          } catch (StackOverflowError unwoken) {
            return true; // it is done: nothing to undo
          }
        }
        return true;
      }
      seen = found;
    }
    return false;
  }

  /** Takes the lock for writing if it is free. */
  final boolean tryWrite(Thread self) {
    if (exchangeState(0, LOCKED) != 0) {
      return false;
    }
    writeHolder = self; // plain: the writer only; what others see of it is a hint
    return true;
  }

  /** Waits in line and enters. If it throws, the caller is not inside and not in line. */
  final void acquireInLine(boolean write) {
    StackReserve.ensure();
    Thread self = Thread.currentThread();
    requireNotWriting(self);
    Thread heldBy = writeHolderOpaque(); // opaque: for the event only
    Object event = ContendedWaits.begin();
    TicketSpinLock tail = lineUp(write, self);
    if (tail != null) {
      try {
        if (write) {
          writeAsHead(self);
        } else {
          readAfterWriter(self, true);
        }
      } finally {
        tail.unlock();
      }
    }
    ContendedWaits.end(event, this, heldBy);
  }

  /** Waits until the writer is out, past those in line, and enters as a reader. */
  final void readPastLine() {
    StackReserve.ensure();
    Thread self = Thread.currentThread();
    requireNotWriting(self);
    Thread heldBy = writeHolderOpaque(); // opaque: for the event only
    Object event = ContendedWaits.begin();
    readAfterWriter(self, false);
    ContendedWaits.end(event, this, heldBy);
  }

  private void requireNotWriting(Thread self) {
    if (writeHolder == self) { // plain: a thread finds itself only if it wrote itself
      throw new IllegalStateException("lock by its writer of " + this);
    }
  }

  /** Gets to the head of the line; null if there is no memory for a line and the lock was got. */
  private TicketSpinLock lineUp(boolean write, Thread self) {
    boolean interrupted = false;
    try {
      while (true) {
        TicketSpinLock tail = lineOrNull();
        if (tail != null) {
          tail.lock();
          return tail;
        }
        if (write ? tryWrite(self) : joinUnless(BARRED)) {
          return null;
        }
        spinWait.park(this, UNWOKEN_NANOS);
        interrupted |= Thread.interrupted(); // or parks would return at once from now on
      }
    } finally {
      if (interrupted) {
        self.interrupt();
      }
    }
  }

  /** The head of the line waits for readers and writers to leave, and keeps new ones out. */
  private void writeAsHead(Thread self) {
    if (tryWrite(self)) {
      return;
    }
    boolean interrupted = false;
    int limit = limitOf(self);
    int step = 0;
    int seen = addToState(WAITING) | WAITING;
    try {
      while ((seen & ~ASLEEP) != WAITING || exchangeState(seen, LOCKED) != seen) {
        step = waitAsHead(self, step, limit);
        interrupted |= Thread.interrupted(); // or parks would return at once from now on
        settleStrays();
        seen = stateVolatile();
      }
    } catch (Throwable thrown) {
      clearInState(WAITING | ASLEEP);
      throw thrown;
    } finally {
      endWaitAsHead(self, interrupted);
    }
    writeHolder = self; // plain: as in tryWrite
  }

  /** Joins the readers while a writer may be inside, which keeps the next one out, and waits. */
  private void readAfterWriter(Thread self, boolean head) {
    int limit = head ? limitOf(self) : Integer.MAX_VALUE;
    if ((addToState(READER) & FULL) != 0) {
      removeReader(0);
      throw new IllegalStateException("too many readers of " + this);
    }
    boolean interrupted = false;
    int step = 0;
    try {
      while ((stateVolatile() & LOCKED) != 0) {
        step = waitAsHead(self, step, limit);
        interrupted |= Thread.interrupted(); // or parks would return at once from now on
      }
    } catch (Throwable thrown) {
      removeReader(0);
      throw thrown;
    } finally {
      if (head) {
        if (step > limit) {
          clearInState(ASLEEP);
        }
        endWaitAsHead(self, interrupted);
      } else if (interrupted) {
        self.interrupt();
      }
    }
  }

  /** One step of a wait: up to the limit by the hook, then asleep until somebody lets it in. */
  private int waitAsHead(Thread self, int step, int limit) {
    if (step < limit) {
      spinWait.pause(step);
    } else if (step == limit) {
      setSleeperRelease(self); // release: RW2, pairs with #wakeSleeper; publishes the thread object
      addToState(ASLEEP); // and the caller looks at state again before the next step
    } else {
      spinWait.park(this, PARK_NANOS);
      return step;
    }
    return step + 1;
  }

  private void endWaitAsHead(Thread self, boolean interrupted) {
    setSleeperRelease(null); // release: opaque would do; a thread that ended must not be kept
    if (interrupted) {
      self.interrupt();
    }
  }

  /**
   * Wakes the head of the line. For whoever found ASLEEP when it let the head in.
   *
   * @throws StackOverflowError if there is too little stack; the head then looks by itself, after
   *     PARK_NANOS at the latest
   */
  final void wakeSleeper() {
    Thread waiter = sleeperAcquire(); // acquire: RW2, pairs with #waitAsHead
    if (waiter != null) { // null: it found its own way in
      if (ThreadKinds.isVirtual(waiter)) {
        StackReserve.ensure(); // its unpark runs Java code, which torn in the middle loses it
      }
      // full: RW3, pairs with #stateVolatile; RMW on state, load permit: unpark of a virtual thread
      // that has a permit already is a single load on JDK 25, and the head must not take that
      // permit for a stale one
      VarHandle.fullFence();
      LockSupport.unpark(waiter);
    }
  }

  private static int limitOf(Thread self) {
    if (!SPINNING_PAYS) {
      return 0;
    }
    return ThreadKinds.isVirtual(self) ? VIRTUAL_LIMIT : SpinWait.PARK_STEP;
  }

  /** The line, made by the first that needs it; null if there is no memory for it. */
  private TicketSpinLock lineOrNull() {
    TicketSpinLock present = lineAcquire();
    if (present != null) {
      return present;
    }
    TicketSpinLock made;
    try {
      WaitNode.failIfStarved();
      made = new TicketSpinLock(new LineWait(this));
    } catch (OutOfMemoryError noLine) {
      return null;
    }
    TicketSpinLock other = exchangeLine(made);
    return other == null ? made : other;
  }

  /** How many wait: the head and those behind it. */
  final int lineLength() {
    TicketSpinLock present = lineAcquire();
    if (present == null || !present.isLocked()) {
      return 0;
    }
    return 1 + present.queueLength();
  }

  static int readersIn(int seen) {
    return (seen & LOCKED) != 0 ? 0 : seen >>> READERS_SHIFT;
  }

  /** Shows tools what those in line wait for: this lock, and not the one that they stand in. */
  private static final class LineWait implements SpinWait {
    private final ReadWriteSpinQueue owner;

    LineWait(ReadWriteSpinQueue owner) {
      this.owner = owner;
    }

    @Override
    public void pause(int step) {
      owner.spinWait.pause(step);
    }

    @Override
    public void park(Object blocker, long maxNanos) {
      owner.spinWait.park(owner, maxNanos);
    }
  }

  final int stateVolatile() {
    // volatile: RW1, RW3, pairs with #addToState, #exchangeState, #wakeSleeper; and not before the
    // permit that ended the last park was taken
    return (int) STATE.getVolatile(this);
  }

  final int addToState(int change) {
    // volatile: RW1, pairs with #addToState, #exchangeState, #stateVolatile; who leaves publishes
    // what it did, who enters sees what all before it did. Acquire and release alone are too weak:
    // Java does not say that a RMW passes on the release that it read from
    return (int) STATE.getAndAdd(this, change);
  }

  private void clearInState(int bits) {
    int unused = (int) STATE.getAndBitwiseAnd(this, ~bits); // volatile: RW1; nothing hangs on it
  }

  private int exchangeState(int expected, int update) {
    // volatile: RW1, pairs with #addToState, #exchangeState, #stateVolatile; the same
    return (int) STATE.compareAndExchange(this, expected, update);
  }

  final Thread writeHolderOpaque() {
    return (Thread) WRITE_HOLDER.getOpaque(this);
  }

  private Thread sleeperAcquire() {
    return (Thread) SLEEPER.getAcquire(this);
  }

  private void setSleeperRelease(Thread waiter) {
    SLEEPER.setRelease(this, waiter);
  }

  private TicketSpinLock lineAcquire() {
    return (TicketSpinLock) LINE.getAcquire(this); // acquire: RW4, pairs with #exchangeLine
  }

  private TicketSpinLock exchangeLine(TicketSpinLock made) {
    // volatile: RW4, pairs with #lineAcquire, #exchangeLine; publishes the line, or sees another's
    return (TicketSpinLock) LINE.compareAndExchange(this, (TicketSpinLock) null, made);
  }

  private static final VarHandle STATE;
  private static final VarHandle WRITE_HOLDER;
  private static final VarHandle SLEEPER;
  private static final VarHandle LINE;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      STATE = field(lookup, "state", int.class);
      WRITE_HOLDER = field(lookup, "writeHolder", Thread.class);
      SLEEPER = field(lookup, "sleeper", Thread.class);
      LINE = field(lookup, "line", TicketSpinLock.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private static VarHandle field(MethodHandles.Lookup lookup, String name, Class<?> type)
      throws ReflectiveOperationException {
    return lookup.findVarHandle(ReadWriteSpinQueue.class, name, type).withInvokeExactBehavior();
  }
}
