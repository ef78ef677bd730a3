package org.kernsync.spin;

import java.util.concurrent.TimeUnit;
import org.kernsync.internal.SlowPathClasses;
import org.kernsync.internal.WaitOutcome;

/**
 * A fast spinlock with bounded unfairness: waiters stand in line, each spinning at a place of its
 * own, but a running thread may take the lock from the first of them for about a millisecond.
 *
 * <p>Take it for sections of a few instructions where throughput counts and nobody may starve. Take
 * {@link TicketSpinLock} where nobody may be overtaken at all, and a sleeping lock where a section
 * may block. Not reentrant; no conditions.
 *
 * <pre>{@code
 * private final QueuedSpinLock lock = new QueuedSpinLock();
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
 * <p><b>Progress:</b> no thread in line starves, as long as holders unlock. The lock goes down the
 * line first in, first out; each time that the first is woken and finds the lock taken by somebody
 * else it tries on, and 1 ms after the first such loss the next unlock hands the lock over to it.
 * {@link #tryLock(long, TimeUnit)} waits in the same line and leaves it, wherever it stands, when
 * its time is over; {@link #tryLock()} may starve. A thread for which there is no memory for a
 * place in line polls, and may starve. A holder that loses its processor holds up all; the first in
 * line that does holds up those behind it, while threads that come may pass for a millisecond. A
 * thread that dies as the holder leaves the lock held; {@link #holder} tells which it was.
 *
 * <p><b>Memory effects:</b> everything before {@link #unlock} happens-before everything after the
 * next thread's {@code lock}, or a later successful {@code tryLock}. Neither is a full fence.
 *
 * <p><b>Differences from Linux:</b> preemption cannot be disabled on a JVM, hence the yielding and
 * parking, and hence the stealing, which Linux has for guests of a hypervisor only. A waiter may
 * leave the line, as in the queue inside of Linux's mutex. Unlocking by a stranger and locking
 * twice throw, where Linux says so in debug builds only. A free lock remembers its last holder, and
 * keeps that {@code Thread} object reachable, until the next one comes. Asynchronous exceptions
 * ({@code Thread.stop} before JDK 20) inside of {@code lock} are not supported.
 */
public final class QueuedSpinLock extends QueuedSpinWord implements SpinLock {
  /** Creates a free lock whose waiters wait as {@link SpinWait#host} says. */
  public QueuedSpinLock() {
    this(SpinWait.host());
  }

  /**
   * Creates a free lock.
   *
   * @param spinWait how its waiters wait
   */
  public QueuedSpinLock(SpinWait spinWait) {
    super(QueuedSpinIdle.of(spinWait));
  }

  @Override
  public void lock() {
    Thread self = Thread.currentThread();
    if (!take(self)) {
      lockContended(self);
    }
  }

  @Override
  public void unlock() {
    if (!isHeldBy(Thread.currentThread())) {
      throw new IllegalMonitorStateException("unlock by " + Thread.currentThread() + " of " + this);
    }
    release();
  }

  @Override
  public boolean tryLock() {
    return takeIfFree(Thread.currentThread());
  }

  @Override
  public boolean tryLock(long timeout, TimeUnit unit) throws InterruptedException {
    long timeoutNanos = unit.toNanos(timeout);
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    if (tryLock()) {
      return true;
    }
    if (timeoutNanos <= 0) {
      return false;
    }
    WaitOutcome outcome = acquire(Thread.currentThread(), true, System.nanoTime() + timeoutNanos);
    if (outcome == WaitOutcome.INTERRUPTED) {
      throw new InterruptedException();
    }
    return outcome == WaitOutcome.ACQUIRED;
  }

  private void lockContended(Thread self) {
    if (isHeldBy(self)) {
      throw new IllegalStateException("lock by its holder of " + this);
    }
    acquire(self, false, 0);
  }

  @Override
  public boolean isLocked() {
    return !isFree();
  }

  @Override
  public boolean isContended() {
    return hasWaiters();
  }

  /**
   * How many threads stand in line, for diagnostics: it walks the line. A thread that has just come
   * and still spins is not in line yet.
   *
   * @return the number of waiters at about the time of the call
   */
  public int queueLength() {
    return lengthNow();
  }

  /**
   * Which thread holds the lock, for diagnostics.
   *
   * @return the holder; null if there is none, or for a moment after a thread got the lock
   */
  public Thread holder() {
    return holderNow();
  }

  /**
   * The state of the lock, for diagnostics.
   *
   * @return who holds it and how many wait
   */
  @Override
  public String toString() {
    String identity = QueuedSpinLock.class.getSimpleName() + "@" + Integer.toHexString(hashCode());
    String state = isLocked() ? "held by " + holder() : "free";
    return identity + "[" + state + ", " + queueLength() + " waiting]";
  }

  /*
   * Loads, initializes and links all that the slow path needs, so that the first contended wait
   * needs no memory but its node, and no lock of the JVM: it may happen with a full heap, or in a
   * scheduler. Plays, with one thread, a wait that ends in the first park and a line of three.
   */
  static {
    SlowPathClasses.load();
    QueuedSpinLock[] played = new QueuedSpinLock[1];
    SpinWait serve =
        new SpinWait() {
          @Override
          public void pause(int step) {}

          @Override
          public void park(Object blocker, long maxNanos) {
            played[0].release();
          }
        };
    played[0] = new QueuedSpinLock(serve);
    played[0].takeIfFree();
    played[0].lock();
    played[0].unlock();
    played[0].playLine();
    HostSpinWait.INSTANCE.pause(0);
    HostSpinWait.INSTANCE.park(played[0], 1);
  }
}
