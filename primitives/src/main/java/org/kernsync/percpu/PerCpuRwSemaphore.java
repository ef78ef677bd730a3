package org.kernsync.percpu;

import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.kernsync.cpu.CpuIds;
import org.kernsync.internal.StackReserve;
import org.kernsync.internal.WaitOutcome;

/**
 * A sleeping read-write lock for data that are read all the time and written once in a blue moon:
 * {@code struct percpu_rw_semaphore} of Linux. Readers write to their own CPU's counters and meet
 * nobody, while no writer is about; a writer pays for all of it.
 *
 * <p>Use it where a writer comes by the second or more rarely: configuration, mounting, a shutdown
 * that has to keep everybody out. Where writers are frequent take {@code
 * org.kernsync.sleep.RwSemaphore}; where readers never sleep inside and writers can copy, RCU.
 *
 * <pre>{@code
 * private final PerCpuRwSemaphore semaphore = new PerCpuRwSemaphore();
 *
 * String lookUp(String name) {
 *   semaphore.downRead();
 *   try {
 *     return configuration.get(name);
 *   } finally {
 *     semaphore.upRead();
 *   }
 * }
 * }</pre>
 *
 * <p><b>Context.</b> The forms of {@code down} and the timed forms may sleep, {@link
 * #tryDownRead()} and {@link #tryDownWrite()} do not. Readers may sleep inside. A thread that is in
 * must not ask again: a writer that does is told so; a reader may wait for ever, since a writer may
 * have come in between. Who is in as a reader is not tracked: any thread may call {@link #upRead}
 * for one that called {@link #downRead}; {@link #upWrite} is for the writer.
 *
 * <p><b>Progress.</b> While no writer is in or waits, readers are wait-free, and those with a slot
 * of their own take no atomic instruction. A writer that comes is first in line for all readers
 * that come later, and waits for those that are in. Who waits stands in the queue of an {@code
 * RwSemaphore}, first in, first out, with its rules: nobody starves as long as holders leave. If a
 * method throws {@link StackOverflowError}, it has changed nothing; nor has {@code downRead} if it
 * throws {@link OutOfMemoryError}: the first call of a thread may need memory for its slot.
 *
 * <p><b>Memory effects.</b> What a thread did before {@code upWrite}, {@code upRead} or {@code
 * downgradeWrite} happens before what a writer does that gets in later; what it did before {@code
 * upWrite} or {@code downgradeWrite} happens before what readers do that get in later.
 *
 * <p><b>Differences from Linux.</b> A writer needs a fence on every CPU, some microseconds, where
 * Linux waits for a grace period, up to hundreds of milliseconds. There are forms that try, time
 * out, are interrupted, and a downgrade. A thread that ends while it is in stays in, as in Linux.
 *
 * <p><b>Tools.</b> Threads in line show the {@code RwSemaphore} they wait for, and {@code
 * ThreadMXBean.findDeadlockedThreads()} finds cycles of writers; a writer that waits for readers
 * shows this lock. Contended waits are JFR events named {@code org.kernsync.ContendedWait}.
 */
public final class PerCpuRwSemaphore extends PerCpuRwSemaphoreState {
  /** Makes a semaphore that is free, for ordinary threads. */
  public PerCpuRwSemaphore() {
    this(CpuIds.threads());
  }

  /**
   * Makes a semaphore that is free.
   *
   * @param cpus says on which CPU a thread is
   */
  public PerCpuRwSemaphore(CpuIds cpus) {
    this(cpus, LONGEST_PARK_NANOS);
  }

  /**
   * For tests: how long a writer sleeps at most before it looks again by itself. With a long time a
   * wake-up that is missed is a hang.
   */
  PerCpuRwSemaphore(CpuIds cpus, long longestParkNanos) {
    super(cpus, longestParkNanos);
  }

  /**
   * Enters as a reader, waiting if need be. An interrupt does not end the wait; its flag stays.
   *
   * @throws IllegalStateException if the calling thread is the writer, which it still is then
   */
  public void downRead() {
    if (!tryEnter()) {
      StackReserve.ensureNested();
      gate.downRead();
      enterThroughGate();
    }
  }

  /**
   * Enters as a reader, waiting if need be.
   *
   * @throws InterruptedException if the thread was interrupted before the call, even if it need not
   *     have waited, or while it waited; it is not in then
   * @throws IllegalStateException if the calling thread is the writer, which it still is then
   */
  public void downReadInterruptibly() throws InterruptedException {
    throwIfInterrupted();
    if (!tryEnter()) {
      StackReserve.ensureNested();
      gate.downReadInterruptibly();
      enterThroughGate();
    }
  }

  /**
   * Enters as a reader if no writer is in or waits for readers.
   *
   * @return true if in
   */
  public boolean tryDownRead() {
    return tryEnter();
  }

  /**
   * Enters as a reader, waiting no longer than a time.
   *
   * @param timeout how long to wait; zero or less: not at all
   * @param unit the unit of the timeout
   * @return true if in; false if the time passed first, never before it has
   * @throws InterruptedException if the thread was interrupted before the call or while it waited;
   *     it is not in then
   * @throws IllegalStateException if the calling thread is the writer, which it still is then
   */
  public boolean tryDownRead(long timeout, TimeUnit unit) throws InterruptedException {
    Objects.requireNonNull(unit, "unit");
    throwIfInterrupted();
    if (tryEnter()) {
      return true;
    }
    StackReserve.ensureNested();
    if (!gate.tryDownRead(timeout, unit)) {
      return false;
    }
    enterThroughGate();
    return true;
  }

  /**
   * Leaves as a reader. Any thread may call it, once for each time that a reader entered: who that
   * was is not tracked. One too many is told to the next writer, or never, if a reader was in.
   */
  public void upRead() {
    leave();
  }

  /**
   * Enters as the writer, waiting if need be. An interrupt does not end the wait; its flag stays.
   *
   * @throws IllegalStateException if the calling thread is the writer already, which it still is
   *     then; or if readers have left more often than entered: then it is not in, and their number
   *     is zero again
   */
  public void downWrite() {
    StackReserve.ensureNested();
    gate.downWrite();
    awaitReaders(false, WaitOutcome.FOREVER);
  }

  /**
   * Enters as the writer, waiting if need be.
   *
   * @throws InterruptedException if the thread was interrupted before the call, even if the lock is
   *     free, or while it waited; it is not in then
   * @throws IllegalStateException as {@link #downWrite}
   */
  public void downWriteInterruptibly() throws InterruptedException {
    StackReserve.ensureNested();
    gate.downWriteInterruptibly();
    if (awaitReaders(true, WaitOutcome.FOREVER) == WaitOutcome.INTERRUPTED) {
      throw new InterruptedException();
    }
  }

  /**
   * Enters as the writer if nobody is in.
   *
   * @return true if in; false if any thread, the caller included, is in or in line
   * @throws IllegalStateException if readers have left more often than entered
   */
  public boolean tryDownWrite() {
    StackReserve.ensureNested();
    return !hasReaders() && gate.tryDownWrite() && awaitReaders(false, 0) == WaitOutcome.ACQUIRED;
  }

  /**
   * Enters as the writer, waiting no longer than a time.
   *
   * @param timeout how long to wait; zero or less: not at all
   * @param unit the unit of the timeout
   * @return true if in; false if the time passed first, never before it has
   * @throws InterruptedException if the thread was interrupted before the call or while it waited;
   *     it is not in then
   * @throws IllegalStateException as {@link #downWrite}
   */
  public boolean tryDownWrite(long timeout, TimeUnit unit) throws InterruptedException {
    long nanos = unit.toNanos(timeout);
    StackReserve.ensureNested();
    long begin = System.nanoTime();
    if (!gate.tryDownWrite(timeout, unit)) {
      return false;
    }
    long left = Math.max(0, nanos - (System.nanoTime() - begin));
    WaitOutcome outcome = awaitReaders(true, left);
    if (outcome == WaitOutcome.INTERRUPTED) {
      throw new InterruptedException();
    }
    return outcome == WaitOutcome.ACQUIRED;
  }

  /**
   * Leaves as the writer.
   *
   * @throws IllegalMonitorStateException if the calling thread is not the writer; nothing changed
   *     then
   */
  public void upWrite() {
    requireWriter("upWrite");
    StackReserve.ensureNested();
    unblock();
  }

  /**
   * Turns the writer into a reader. No other writer gets in between.
   *
   * @throws IllegalMonitorStateException if the calling thread is not the writer; nothing changed
   *     then
   */
  public void downgradeWrite() {
    requireWriter("downgradeWrite");
    StackReserve.ensureNested();
    enterUnasked();
    unblock();
  }

  /**
   * Whether a writer is in, or waits for readers to leave. Out of date as soon as it is known, but
   * for the writer.
   *
   * @return true if readers have to wait
   */
  public boolean isWriteLocked() {
    return isBlocked();
  }

  /**
   * Whether the calling thread is the writer.
   *
   * @return true if it is
   */
  public boolean isWriteLockedByCurrentThread() {
    return gate.isWriteLockedByCurrentThread();
  }

  /**
   * Whether readers are in. Looks at all CPUs, and is out of date as soon as it is known, but for a
   * reader and for the writer. A reader that is just being turned away may be taken for one.
   *
   * @return true if at least one is
   */
  public boolean isReadLocked() {
    return hasReaders();
  }

  /**
   * How many threads stand in line. For monitoring: it walks the list. A writer that waits for
   * readers is not in line any more.
   *
   * @return the number of threads, readers and writers
   */
  public int getQueueLength() {
    return gate.getQueueLength();
  }

  @Override
  public String toString() {
    return "PerCpuRwSemaphore@"
        + Integer.toHexString(System.identityHashCode(this))
        + "["
        + readersInside()
        + " readers, "
        + (isBlocked() ? "writer " + gate.owner() : "no writer")
        + ", "
        + getQueueLength()
        + " waiting]";
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
}
