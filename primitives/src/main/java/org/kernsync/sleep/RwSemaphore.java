package org.kernsync.sleep;

import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReadWriteLock;
import org.kernsync.internal.StackReserve;
import org.kernsync.internal.WaitOutcome;

/**
 * A sleeping lock for one writer or many readers: {@code struct rw_semaphore} of Linux.
 *
 * <p>Use it where sections that only read are many and long enough that it pays to run them side by
 * side. For short sections a {@link Mutex} is as fast and simpler; for a few words that are read
 * all the time a sequence lock costs readers nothing. It is not reentrant in any form.
 *
 * <pre>{@code
 * private final RwSemaphore semaphore = new RwSemaphore();
 * private final Map<String, String> routes = new HashMap<>();
 *
 * String find(String address) {
 *   semaphore.downRead();
 *   try {
 *     return routes.get(address);
 *   } finally {
 *     semaphore.upRead();
 *   }
 * }
 * }</pre>
 *
 * <p><b>Context.</b> The forms of {@code down} and the timed forms may sleep; {@link
 * #tryDownRead()}, {@link #tryDownWrite()}, the forms of {@code up} and {@link #downgradeWrite}
 * never do. A thread that holds the lock must not ask for it again: a writer that does is told so;
 * a reader that does may wait for ever, since a writer may have queued in between. Nor can a reader
 * become a writer without leaving first. Who holds it as a reader is not tracked: any thread may
 * call {@link #upRead} for one that called {@link #downRead}; {@link #upWrite} is for the writer.
 *
 * <p><b>Progress.</b> Waiters queue first in, first out. Readers at the head of the queue are let
 * in together, up to the first writer. A writer at the head is woken and takes the lock, if no
 * running thread has been faster; a running writer may take a free lock past the queue, and so may
 * a running reader, but past the queue no reader joins readers: so they cannot keep a writer out.
 * The first in the queue that has lost in this way for 4 ms gets the lock next, whoever else asks.
 * So nobody starves as long as holders leave. A platform thread watches a holder that runs for at
 * most 5 us before it sleeps, on one processor not at all. Where there is no memory for a waiter's
 * node, the thread polls with short parks instead, and may starve.
 *
 * <p><b>Memory effects.</b> What a thread did before {@code upWrite}, {@code upRead} or {@code
 * downgradeWrite} happens before what those do that get in later.
 *
 * <p><b>Differences from Linux.</b> The 4 ms count from the first loss, not from the beginning of
 * the wait. Only the readers in front of the first waiting writer are let in together, not those
 * behind it. {@code tryDownWrite} takes a free lock past waiters. {@code upRead} is Linux's {@code
 * up_read_non_owner}. There is no killable form: a thread has only one interrupt. A thread that
 * ends while it holds the lock leaves it held, as in Linux.
 *
 * <p><b>Tools.</b> Thread dumps show what a waiter waits for, and {@code
 * ThreadMXBean.findDeadlockedThreads()} finds cycles of writers; contended waits are JFR events
 * named {@code org.kernsync.ContendedWait}. A deserialized semaphore is free.
 */
public final class RwSemaphore extends RwSemaphoreWait {
  private static final long serialVersionUID = 1L;

  /** Makes a semaphore that is free. */
  public RwSemaphore() {}

  /**
   * Enters as a reader, waiting if need be. An interrupt does not end the wait; its flag stays.
   *
   * @throws IllegalStateException if the calling thread is the writer, which it still is then, or
   *     if 2^26 readers are in
   */
  public void downRead() {
    if (!tryAcquireRead()) {
      requireReaderPossible();
      acquire(true, false, WaitOutcome.FOREVER);
    }
  }

  /**
   * Enters as a reader, waiting if need be.
   *
   * @throws InterruptedException if the thread was interrupted before the call, even if it need not
   *     have waited, or while it waited; it is not in then
   * @throws IllegalStateException if the calling thread is the writer, which it still is then, or
   *     if 2^26 readers are in
   */
  public void downReadInterruptibly() throws InterruptedException {
    throwIfInterrupted();
    if (!tryAcquireRead()) {
      requireReaderPossible();
      throwIfInterrupted(acquire(true, true, WaitOutcome.FOREVER));
    }
  }

  /**
   * Enters as a reader if that is possible at once: if the lock is free and not promised to the
   * first that waits, or if readers are in and nobody waits.
   *
   * @return true if in; false also where 2^26 readers are in
   */
  public boolean tryDownRead() {
    return tryAcquireRead();
  }

  /**
   * Enters as a reader, waiting no longer than a time.
   *
   * @param timeout how long to wait; zero or less: not at all
   * @param unit the unit of the timeout
   * @return true if in; false if the time passed first, never before it has
   * @throws InterruptedException if the thread was interrupted before the call or while it waited;
   *     it is not in then
   * @throws IllegalStateException if the calling thread is the writer, which it still is then, or
   *     if 2^26 readers are in
   */
  public boolean tryDownRead(long timeout, TimeUnit unit) throws InterruptedException {
    long nanos = Objects.requireNonNull(unit, "unit").toNanos(timeout);
    throwIfInterrupted();
    if (tryAcquireRead()) {
      return true;
    }
    requireReaderPossible();
    return nanos > 0 && throwIfInterrupted(acquire(true, true, nanos));
  }

  /**
   * Leaves as a reader. Any thread may call it, once for each time that a reader entered: who that
   * was is not tracked.
   *
   * @throws IllegalMonitorStateException if no reader is in; nothing changed then
   */
  public void upRead() {
    int seen = READER; // a guess, as in tryAcquireRead: the only reader, nobody waits
    boolean owesService = false;
    int found = compareAndExchangeState(seen, seen - READER);
    while (found != seen) {
      if (found < READER) {
        throw new IllegalMonitorStateException("upRead without a reader: " + this);
      }
      owesService = owesService(found - READER);
      if (owesService) {
        StackReserve.ensure();
      }
      seen = found;
      found = compareAndExchangeState(seen, seen - READER);
    }
    if (owesService) {
      serve();
    }
  }

  /**
   * Enters as the writer, waiting if need be. An interrupt does not end the wait; its flag stays.
   *
   * @throws IllegalStateException if the calling thread is the writer already; it still is then
   */
  public void downWrite() {
    if (!tryAcquireWrite()) {
      requireNotWriter();
      acquire(false, false, WaitOutcome.FOREVER);
    }
  }

  /**
   * Enters as the writer, waiting if need be.
   *
   * @throws InterruptedException if the thread was interrupted before the call, even if the lock is
   *     free, or while it waited; it is not in then
   * @throws IllegalStateException if the calling thread is the writer already; it still is then
   */
  public void downWriteInterruptibly() throws InterruptedException {
    throwIfInterrupted();
    if (!tryAcquireWrite()) {
      requireNotWriter();
      throwIfInterrupted(acquire(false, true, WaitOutcome.FOREVER));
    }
  }

  /**
   * Enters as the writer if the lock is free, also past threads that wait.
   *
   * @return true if in; false if any thread, the caller included, is in, or if the lock is promised
   *     to the first that waits
   */
  public boolean tryDownWrite() {
    return tryAcquireWrite();
  }

  /**
   * Enters as the writer, waiting no longer than a time.
   *
   * @param timeout how long to wait; zero or less: not at all
   * @param unit the unit of the timeout
   * @return true if in; false if the time passed first, never before it has
   * @throws InterruptedException if the thread was interrupted before the call or while it waited;
   *     it is not in then
   * @throws IllegalStateException if the calling thread is the writer already; it still is then
   */
  public boolean tryDownWrite(long timeout, TimeUnit unit) throws InterruptedException {
    long nanos = Objects.requireNonNull(unit, "unit").toNanos(timeout);
    throwIfInterrupted();
    if (tryAcquireWrite()) {
      return true;
    }
    requireNotWriter();
    return nanos > 0 && throwIfInterrupted(acquire(false, true, nanos));
  }

  /**
   * Leaves as the writer.
   *
   * @throws IllegalMonitorStateException if the calling thread is not the writer; nothing changed
   *     then
   */
  public void upWrite() {
    requireWriter("upWrite");
    setExclusiveOwnerThread(null);
    int left;
    try {
      if (weakTryReleaseUncontendedWrite()) {
        return;
      }
      StackReserve.ensure(); // for the service that may be due
      left = dropWriter();
    } catch (StackOverflowError stillIn) {
      setExclusiveOwnerThread(Thread.currentThread());
      throw stillIn;
    }
    if (owesService(left)) {
      serve();
    }
  }

  /**
   * Turns the writer into a reader. No other writer gets in between; readers at the head of the
   * queue are let in.
   *
   * @throws IllegalMonitorStateException if the calling thread is not the writer; nothing changed
   *     then
   */
  public void downgradeWrite() {
    requireWriter("downgradeWrite");
    StackReserve.ensure();
    setExclusiveOwnerThread(null);
    if ((turnWriterIntoReader() & WAKE) != 0) {
      serveReaders();
    }
  }

  /**
   * Whether any thread is in. Out of date as soon as it is known.
   *
   * @return true if a writer or a reader is
   */
  public boolean isLocked() {
    return !isFree(stateAcquire());
  }

  /**
   * Whether a writer is in. Out of date as soon as it is known.
   *
   * @return true if one is
   */
  public boolean isWriteLocked() {
    return (stateAcquire() & WRITER) != 0;
  }

  /**
   * Whether the calling thread is the writer.
   *
   * @return true if it is
   */
  public boolean isWriteLockedByCurrentThread() {
    return getExclusiveOwnerThread() == Thread.currentThread(); // plain: see the notes on owner
  }

  /**
   * The writer. Out of date as soon as it is known, except to the writer.
   *
   * @return the thread; null if no writer is in, and for a moment while one enters or leaves
   */
  public Thread owner() {
    return getExclusiveOwnerThread(); // plain, racy: diagnostics
  }

  /**
   * How many readers are in. Out of date as soon as it is known.
   *
   * @return the number
   */
  public int readers() {
    return readers(stateAcquire());
  }

  /**
   * Whether threads wait in the queue. Out of date as soon as it is known.
   *
   * @return true if at least one does
   */
  public boolean isContended() {
    return (stateAcquire() & WAITERS) != 0;
  }

  /**
   * How many threads wait in the queue. For monitoring: it walks the list.
   *
   * @return the number of threads, readers and writers
   */
  public int getQueueLength() {
    return queueLength();
  }

  /**
   * This semaphore as a {@link ReadWriteLock}, for code that takes one. All views are of the same
   * lock; each method does what its counterpart here does, misuse included, so neither lock is
   * reentrant and {@code readLock().unlock()} may be called by any thread. The write lock has
   * conditions: they serve their waiters first in, first out, and a signalled one goes to the end
   * of the queue as a writer, without being woken in between. {@code readLock().newCondition()}
   * throws {@link UnsupportedOperationException}.
   *
   * @return a view, not the same object each time
   */
  public ReadWriteLock asReadWriteLock() {
    return new RwSemaphoreView(this);
  }

  @Override
  public String toString() {
    int seen = stateAcquire();
    Thread writer = getExclusiveOwnerThread(); // plain, racy: diagnostics
    boolean written = (seen & WRITER) != 0;
    return "RwSemaphore@"
        + Integer.toHexString(System.identityHashCode(this))
        + (written ? "[written by " + writer : "[" + readers(seen) + " readers")
        + (written && writer != null && !writer.isAlive() ? ", which has ended, " : ", ")
        + getQueueLength()
        + " waiting]";
  }

  private void requireReaderPossible() {
    requireNotWriter();
    if (isFull(stateOpaque())) {
      throw new IllegalStateException("more than " + MAX_READERS + " readers: " + this);
    }
  }

  private void requireNotWriter() {
    if (isWriteLockedByCurrentThread()) {
      throw new IllegalStateException("recursive lock: " + this);
    }
  }

  private void requireWriter(String operation) {
    if (!isWriteLockedByCurrentThread()) {
      throw new IllegalMonitorStateException(
          operation + " by a thread that is not the writer: " + this);
    }
  }

  private static void throwIfInterrupted() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }

  private static boolean throwIfInterrupted(WaitOutcome outcome) throws InterruptedException {
    if (outcome == WaitOutcome.INTERRUPTED) {
      throw new InterruptedException();
    }
    return outcome == WaitOutcome.ACQUIRED;
  }
}
