package org.kernsync.stress.torture;

import java.util.concurrent.atomic.LongAdder;
import org.kernsync.stress.harness.ThreadKind;

/**
 * One of those who want the locks, with delays at random. Some are mortal: their thread ends after
 * some sections, and another one takes its place.
 */
final class LockContender {
  static final int MORTAL_EVERY = 3;
  private static final int MOST_SECTIONS = 2_000;
  private static final int TIMEOUT_BITS = 18;
  private static final int LONGEST_NAP_NANOS = 1_000_000;

  private final LockTorture torture;
  private final LockCounts counts;
  private final int number;
  private final ThreadKind kind;
  private final LongAdder acquisitions = new LongAdder();
  private volatile Thread thread;
  private volatile long asks; // odd while it waits for a lock
  private volatile int waitsFor;
  private Dice dice; // plain, as `life`: of the thread that lives now
  private int life;

  LockContender(LockTorture torture, int number, ThreadKind kind) {
    this.torture = torture;
    this.number = number;
    this.kind = kind;
    counts = torture.counted();
  }

  /** Starts the thread, or the one that comes after it. */
  void start() {
    dice = torture.contenderDice(number, life);
    torture.crew().start(kind, "contender-" + number + "-" + life, this::live);
  }

  private void live() {
    thread = Thread.currentThread();
    boolean replaced = false;
    try {
      boolean mortal = number % MORTAL_EVERY == MORTAL_EVERY - 1;
      long left = mortal ? 1 + dice.below(MOST_SECTIONS) : Long.MAX_VALUE;
      while (!torture.crew().isStopping() && left-- > 0) {
        section(0);
        between();
      }
      replaced = !torture.crew().isStopping();
    } finally {
      if (!replaced) {
        torture.stutter().leave();
      }
    }
    if (replaced) {
      counts.replaced.increment();
      life++;
      start();
    }
  }

  /** One section, of a lock that is not before {@code first}, by a side and form at random. */
  private void section(int first) {
    int index = first + dice.below(torture.locks() - first);
    TorturedLock lock = torture.lock(index);
    boolean reads = lock.reading() != null && dice.below(4) > 0;
    LockSide side = reads ? lock.reading() : lock.writing();
    if (!acquire(index, side)) {
      return;
    }
    acquisitions.increment();
    SectionGuard guard = torture.guard(index);
    LockSide held = side;
    try {
      if (reads) {
        counts.reads.increment();
        read(guard, index);
      } else if (lock.permits() > 1) {
        say(guard.enterPermitted(lock.permits()), index);
        stay(index);
        guard.exitPermitted();
      } else {
        say(guard.enterWriting(number), index);
        stay(index);
        say(guard.exitWriting(number), index);
        if (lock.hasDowngrade() && dice.oneIn(8)) {
          lock.downgrade();
          held = lock.reading();
          counts.downgrades.increment();
          read(guard, index);
        }
        guard.countWritten();
      }
    } finally {
      held.unlock(); // also if a lock inside of this one throws: others wait
    }
  }

  private void read(SectionGuard guard, int index) {
    say(guard.enterReading(number), index);
    stay(index);
    say(guard.exitReading(number), index);
  }

  private void say(String wrong, int index) {
    if (wrong != null) {
      torture.crew().fail(wrong + ", " + torture.describe(index));
    }
  }

  /** Inside: delays, and sometimes a lock that comes later in the order. */
  private void stay(int index) {
    delay();
    if (index + 1 < torture.locks() && dice.oneIn(8)) {
      counts.nested.increment();
      section(index + 1);
      delay();
    }
  }

  private void delay() {
    if (dice.oneIn(4)) {
      dice.spin(1_000);
    } else if (dice.oneIn(200)) {
      dice.spin(50_000);
    } else if (dice.oneIn(100)) {
      Thread.yield();
    } else if (dice.oneIn(torture.stutter().isCalm() ? 500 : 100)) {
      dice.nap(LONGEST_NAP_NANOS); // more often where somebody may give up meanwhile
    }
  }

  private boolean acquire(int index, LockSide side) {
    if (dice.oneIn(64) && !torture.stutter().isCalm()) {
      counts.interrupts.increment();
      Thread.currentThread().interrupt();
    }
    waitsFor = index;
    long begin = System.nanoTime();
    asks = asks + 1;
    try {
      return ask(index, side, begin);
    } catch (InterruptedException notInside) {
      counts.interrupted.increment();
      return false;
    } finally {
      asks = asks + 1;
      counts.longestNanos.accumulate(System.nanoTime() - begin);
    }
  }

  private boolean ask(int index, LockSide side, long begin) throws InterruptedException {
    int form = dice.below(8);
    if (form == 0) {
      return side.tryLock() || missed(counts.busy);
    }
    if (form <= 2 && side.isTimed() && !torture.stutter().isCalm()) {
      // Most are about as long as a wake takes: one of the two comes first.
      long timeout = dice.oneIn(16) ? -dice.below(2) : dice.below(2 << dice.below(TIMEOUT_BITS));
      if (side.tryLock(timeout)) {
        return true;
      }
      if (System.nanoTime() - begin < timeout) {
        say("timeout: the wait ended before its time", index);
      }
      return missed(counts.timeouts);
    }
    if (form <= 4 && side.isInterruptible()) {
      side.lockInterruptibly();
      return true;
    }
    boolean flag = Thread.currentThread().isInterrupted();
    side.lock();
    if (flag && !Thread.currentThread().isInterrupted()) {
      say("interrupt: its flag has been lost", index);
    }
    return true;
  }

  private static boolean missed(LongAdder count) {
    count.increment();
    return false;
  }

  /** Outside: holds nothing. */
  private void between() {
    torture.stutter().pauseIfAsked();
    Thread.interrupted(); // or no nap would last from now on, nor a calm be one
    if (dice.oneIn(256)) {
      dice.nap(LONGEST_NAP_NANOS);
    } else if (dice.oneIn(32)) {
      Thread.yield();
    }
  }

  /** By anybody. */
  void interrupt() {
    Thread lives = thread;
    if (lives != null) {
      lives.interrupt();
    }
  }

  long acquired() {
    return acquisitions.sum();
  }

  /** A number that changes whenever it begins or ends to wait. */
  long asks() {
    return asks;
  }

  static boolean isWaiting(long asks) {
    return (asks & 1) != 0;
  }

  int waitsFor() {
    return waitsFor;
  }

  @Override
  public String toString() {
    return "contender " + number + " waits without end for";
  }
}
