package org.kernsync.spin;

import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * A fair spinlock that many readers or one writer hold: {@code rwlock_t} of Linux (qrwlock).
 *
 * <p>Take it for sections of a few instructions that mostly read. Every reader writes the lock's
 * word, so readers on several processors still pass one cache line around: where reads are many and
 * short, a sequence lock or RCU costs them nothing. Take an {@code RwSemaphore} where a section may
 * block.
 *
 * <pre>{@code
 * private final ReadWriteSpinLock lock = new ReadWriteSpinLock();
 *
 * long sum() {
 *   lock.readLock();
 *   try {
 *     return left + right;
 *   } finally {
 *     lock.readUnlock();
 *   }
 * }
 *
 * void move(long amount) {
 *   lock.writeLock();
 *   try {
 *     left -= amount;
 *     right += amount;
 *   } finally {
 *     lock.writeUnlock();
 *   }
 * }
 * }</pre>
 *
 * <p><b>Readers must not nest.</b> A reader that calls {@link #readLock} again waits behind a
 * writer that waits for it, for ever. It must call {@link #readLockNested}. A reader that calls
 * {@link #writeLock} waits for itself: there is no upgrade. The lock does not know its readers by
 * name, so neither is noticed. What is noticed: a writer that locks again, and an unlock without a
 * lock.
 *
 * <p><b>Context:</b> platform and virtual threads alike. A waiter spins for less than a
 * microsecond, then yields, then parks, so more threads than processors are no harm to liveness.
 * How it does each is up to its {@link SpinWait}.
 *
 * <p><b>Progress:</b> readers and writers that find the lock taken stand in one line, first come,
 * first served, and the first of it cannot be passed: neither a stream of readers nor one of
 * writers starves anybody. Between two of the line, a running thread that finds the lock free may
 * take it. The {@code try} forms stand in no line and may starve on a busy lock, the timed ones
 * too; {@link #readLockNested} passes the line, so threads that use it without end starve writers.
 * A holder that loses its processor holds up those whom it excludes, and the first in line that
 * does, all behind it. A thread that dies inside leaves the lock held; {@link #writeHolder} tells
 * which, if it wrote.
 *
 * <p><b>Memory effects:</b> everything before {@link #writeUnlock}, or before {@link #downgrade},
 * happens-before everything after a later lock for reading or writing; everything before {@link
 * #readUnlock} happens-before everything after a later lock for writing. None is a full fence.
 *
 * <p><b>Differences from Linux:</b> preemption cannot be disabled on a JVM, hence the yielding and
 * parking. There are timed forms and a downgrade. Whether a reader may pass waiting writers is said
 * by the caller and not by the context that it runs in. Unlocking by a stranger and a second lock
 * by the writer throw.
 */
public final class ReadWriteSpinLock extends ReadWriteSpinQueue {
  /** The longest nap of the timed forms between two tries. */
  private static final long RETRY_NANOS = 100_000;

  /** Creates a free lock whose waiters wait as {@link SpinWait#host} says. */
  public ReadWriteSpinLock() {
    this(SpinWait.host());
  }

  /**
   * Creates a free lock.
   *
   * @param spinWait how its waiters wait
   */
  public ReadWriteSpinLock(SpinWait spinWait) {
    this(spinWait, 0);
  }

  /** For tests of the overflow: with so many readers inside. */
  ReadWriteSpinLock(SpinWait spinWait, int readers) {
    super(spinWait, readers * READER);
  }

  /**
   * Enters as a reader, waiting as long as a writer is inside or others are in line. Not
   * interruptible: the interrupt status is the same afterwards. If this method throws, the caller
   * is not inside. Not for a thread that is inside already as a reader.
   *
   * @throws IllegalStateException if the caller is inside as the writer, or if there are 2^28
   *     readers; nothing has changed then
   */
  public void readLock() {
    if (!joinUnless(BARRED)) {
      acquireInLine(false);
    }
  }

  /**
   * Enters as a reader past everybody in line, for a thread that is inside as a reader already: it
   * never waits. Each call takes a {@link #readUnlock} of its own. A thread that is not inside may
   * call it too, as interrupt handlers of Linux do: it waits while a writer is inside, in naps that
   * nobody ends early, up to 640 us with the host's hook. Not interruptible.
   *
   * @throws IllegalStateException if the caller is inside as the writer ({@link #downgrade} is the
   *     way), or if there are 2^28 readers; nothing has changed then
   */
  public void readLockNested() {
    if (!joinUnless(BARRED_NESTED)) {
      readPastLine();
    }
  }

  /**
   * Leaves as a reader. Any thread may do so for the one that entered.
   *
   * @throws IllegalMonitorStateException if there is no reader inside; nothing has changed then
   */
  public void readUnlock() {
    if (!removeReader(LOCKED)) {
      throw new IllegalMonitorStateException("readUnlock without a reader of " + this);
    }
  }

  /**
   * Enters as a reader if that needs no waiting: no writer is inside or first in line.
   *
   * @return whether the caller is now inside
   */
  public boolean tryReadLock() {
    return (stateVolatile() & BARRED) == 0 && joinUnless(BARRED);
  }

  /**
   * Enters as a reader as soon as {@link #tryReadLock()} would, within a time. Does not wait if the
   * timeout is zero or less. Takes no place in line, hence leaves none behind, and may starve.
   *
   * @param timeout how long to wait at most, in units of {@code unit}
   * @param unit the unit of {@code timeout}
   * @return whether the caller is now inside; false no earlier than the timeout
   * @throws InterruptedException if the caller was interrupted before or while waiting; it is not
   *     inside then, and its interrupt status is cleared
   */
  public boolean tryReadLock(long timeout, TimeUnit unit) throws InterruptedException {
    return tryTimed(false, timeout, unit);
  }

  /**
   * Enters as the writer, waiting as long as anybody is inside or in line before. Not
   * interruptible: the interrupt status is the same afterwards. If this method throws, the caller
   * is not inside. Not for a thread that is inside as a reader.
   *
   * @throws IllegalStateException if the caller is inside as the writer; nothing has changed then
   */
  public void writeLock() {
    if (!tryWrite(Thread.currentThread())) {
      acquireInLine(true);
    }
  }

  /**
   * Leaves as the writer.
   *
   * @throws IllegalMonitorStateException if the caller is not inside as the writer; nothing has
   *     changed then
   */
  public void writeUnlock() {
    leaveWriting(-LOCKED);
  }

  /**
   * Turns the writer into a reader, with no moment in between in which another writer could enter.
   * Readers in line come in. {@link #readUnlock} is the way out.
   *
   * @throws IllegalMonitorStateException if the caller is not inside as the writer; nothing has
   *     changed then
   */
  public void downgrade() {
    leaveWriting(READER - LOCKED);
  }

  /**
   * Enters as the writer if nobody is inside.
   *
   * @return whether the caller is now inside; false also for one that was
   */
  public boolean tryWriteLock() {
    if (stateVolatile() != 0) {
      settleStrays();
    }
    return stateVolatile() == 0 && tryWrite(Thread.currentThread());
  }

  /**
   * Enters as the writer as soon as {@link #tryWriteLock()} would, within a time. Does not wait if
   * the timeout is zero or less. Takes no place in line, hence leaves none behind and keeps no
   * reader out, and may starve.
   *
   * @param timeout how long to wait at most, in units of {@code unit}
   * @param unit the unit of {@code timeout}
   * @return whether the caller is now inside; false no earlier than the timeout
   * @throws InterruptedException if the caller was interrupted before or while waiting; it is not
   *     inside then, and its interrupt status is cleared
   */
  public boolean tryWriteLock(long timeout, TimeUnit unit) throws InterruptedException {
    return tryTimed(true, timeout, unit);
  }

  /** The writer goes out by one atomic step; those who wait for it look again. */
  private void leaveWriting(int change) {
    Thread self = Thread.currentThread();
    if (writeHolder != self) { // plain: a thread finds itself only if it wrote itself
      throw new IllegalMonitorStateException("write side left by " + self + " of " + this);
    }
    writeHolder = null; // plain: before the RMW, so no later writer is overwritten
    int before;
    try {
      before = addToState(change);
    } catch (StackOverflowError stillInside) {
      writeHolder = self; // plain: only the writer writes it, and it is still inside
      throw stillInside;
    }
    if ((before & ASLEEP) != 0) {
      try {
        wakeSleeper();
      } catch (StackOverflowError unwoken) {
        return; // the caller is out: nothing to undo
      }
    }
  }

  private boolean tryTimed(boolean write, long timeout, TimeUnit unit) throws InterruptedException {
    long timeoutNanos = Objects.requireNonNull(unit, "unit").toNanos(timeout);
    long begin = System.nanoTime();
    for (int step = 0; ; step++) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      if (write ? tryWriteLock() : tryReadLock()) {
        return true;
      }
      // The clock is not read again for a timeout of zero or less.
      long leftNanos = timeoutNanos <= 0 ? 0 : timeoutNanos - (System.nanoTime() - begin);
      if (leftNanos <= 0) {
        return false;
      }
      if (step < SpinWait.PARK_STEP) {
        spinWait.pause(step);
      } else {
        step = SpinWait.PARK_STEP;
        spinWait.park(this, Math.min(leftNanos, RETRY_NANOS));
      }
    }
  }

  /**
   * Whether readers are inside. A thing of the past on return, unless the caller is one of them.
   *
   * @return true if {@link #readers} is not 0
   */
  public boolean isReadLocked() {
    return readers() > 0;
  }

  /**
   * Whether a writer is inside. A thing of the past on return, unless it is the caller.
   *
   * @return true if a writer was inside at a moment during the call
   */
  public boolean isWriteLocked() {
    return (stateVolatile() & LOCKED) != 0;
  }

  /**
   * Whether anybody is in line: a holder in a long loop may let the lock go for a moment.
   *
   * @return true if a thread stood in line at a moment during the call
   */
  public boolean isContended() {
    return lineLength() > 0;
  }

  /**
   * How many readers are inside, for diagnostics. Nested ones count each time; so does, for a
   * moment, one that is about to find that it must wait.
   *
   * @return the number at a moment during the call
   */
  public int readers() {
    settleStrays();
    return readersIn(stateVolatile());
  }

  /**
   * How many threads stand in line, for diagnostics.
   *
   * @return the number at a moment during the call
   */
  public int queueLength() {
    return lineLength();
  }

  /**
   * Which thread is inside as the writer, for diagnostics.
   *
   * @return the writer; null if there is none, or for a moment after one came in
   */
  public Thread writeHolder() {
    return writeHolderOpaque(); // opaque: a hint
  }

  /**
   * The state of the lock, for diagnostics.
   *
   * @return who is inside and how many stand in line
   */
  @Override
  public String toString() {
    int seen = stateVolatile();
    int readers = readersIn(seen);
    String inside = readers == 0 ? "free" : "held by readers: " + readers;
    return ReadWriteSpinLock.class.getSimpleName()
        + "@"
        + Integer.toHexString(hashCode())
        + ((seen & LOCKED) != 0 ? "[held by writer " + writeHolder() : "[" + inside)
        + ((seen & WAITING) != 0 ? ", writer first in line, " : ", ")
        + lineLength()
        + " waiting]";
  }

  /*
   * Loads, initializes and links all that the slow paths need, so that the first contended wait
   * needs no memory and no lock of the JVM beyond the line itself. Plays a wait for a writer and one
   * for a reader with one thread: the hook lets it in at the first park.
   */
  static {
    ReadWriteSpinLock[] played = new ReadWriteSpinLock[1];
    SpinWait letIn =
        new SpinWait() {
          @Override
          public void pause(int step) {}

          @Override
          public void park(Object blocker, long maxNanos) {
            if (!played[0].removeReader(LOCKED)) {
              played[0].addToState(-LOCKED);
            }
          }
        };
    played[0] = new ReadWriteSpinLock(letIn, 1);
    played[0].writeLock();
    played[0].writeUnlock();
    played[0].addToState(LOCKED);
    played[0].readLock();
    played[0].readUnlock();
  }
}
