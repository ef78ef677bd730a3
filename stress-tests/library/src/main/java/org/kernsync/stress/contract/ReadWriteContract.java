package org.kernsync.stress.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kernsync.stress.harness.RacingThreads;
import org.kernsync.stress.harness.ThreadKind;

/**
 * What every read-write lock must do, as a JUnit class to extend: writers alone, readers together,
 * nobody left behind. Not asked for: an order among waiters, reentrance, what happens on misuse.
 *
 * <pre>{@code
 * class MyLockTest extends ReadWriteContract {
 *   @Override
 *   protected ReadWriteUnderTest newLock() {
 *     return ReadWriteUnderTest.of(new MyReadWriteLock());
 *   }
 * }
 * }</pre>
 */
public abstract class ReadWriteContract {
  private static final int THREADS = 4;
  private static final int WAITERS = 8;
  private static final int PASSAGES = 50;

  /** For suites that extend it. */
  protected ReadWriteContract() {}

  /**
   * Makes the lock of one test.
   *
   * @return a free lock
   */
  protected abstract ReadWriteUnderTest newLock();

  /**
   * How long threads may take before a test calls them wedged.
   *
   * @return a minute, unless overridden
   */
  protected Duration patience() {
    return RacingThreads.PATIENCE;
  }

  /**
   * The kinds of threads to test with.
   *
   * @return all that this JDK has
   */
  protected static List<ThreadKind> kinds() {
    return ThreadKind.available();
  }

  /**
   * A writer is alone inside, and readers see all of what the writers before them wrote.
   *
   * @param kind the kind of the threads
   */
  @ParameterizedTest
  @MethodSource("kinds")
  public void lock_readersAndWriters_writersAlone(ThreadKind kind) {
    ReadWriteUnderTest lock = newLock();
    Ledger ledger = new Ledger();
    LongAdder written = new LongAdder();
    try (RacingThreads racers = new RacingThreads(kind, patience())) {
      racers.add(
          THREADS / 2,
          () -> {
            for (Spell spell = new Spell(); spell.goesOn(); ) {
              lock.writeLock();
              ledger.write();
              lock.writeUnlock();
              written.increment();
            }
          });
      racers.add(
          THREADS,
          () -> {
            for (Spell spell = new Spell(); spell.goesOn(); ) {
              lock.readLock();
              ledger.read();
              lock.readUnlock();
            }
          });
      racers.race();
    }
    assertThat(ledger.written()).isPositive().isEqualTo(written.sum());
  }

  /**
   * Threads that only try are kept out like those that wait, and no success is lost.
   *
   * @param kind the kind of the threads
   */
  @ParameterizedTest
  @MethodSource("kinds")
  public void tryForms_againstLock_writersAlone(ThreadKind kind) {
    ReadWriteUnderTest lock = newLock();
    Ledger ledger = new Ledger();
    LongAdder written = new LongAdder();
    try (RacingThreads racers = new RacingThreads(kind, patience())) {
      for (int t = 0; t < THREADS; t++) {
        int offset = t;
        racers.add(
            () -> {
              for (Spell spell = new Spell(); spell.goesOn(); ) {
                if (passInOneForm(lock, ledger, spell.rounds() + offset)) {
                  written.increment();
                }
              }
            });
      }
      racers.race();
    }
    assertThat(ledger.written()).isPositive().isEqualTo(written.sum());
  }

  /** Whether it wrote. */
  private static boolean passInOneForm(ReadWriteUnderTest lock, Ledger ledger, int form) {
    switch (form % 4) {
      case 0:
        lock.writeLock();
        ledger.write();
        lock.writeUnlock();
        return true;
      case 1:
        if (!lock.tryWriteLock()) {
          return false;
        }
        ledger.write();
        lock.writeUnlock();
        return true;
      case 2:
        lock.readLock();
        ledger.read();
        lock.readUnlock();
        return false;
      default:
        if (lock.tryReadLock()) {
          ledger.read();
          lock.readUnlock();
        }
        return false;
    }
  }

  /**
   * Readers are inside together.
   *
   * @param kind the kind of the threads
   */
  @ParameterizedTest
  @MethodSource("kinds")
  public void readLock_severalThreads_insideTogether(ThreadKind kind) {
    ReadWriteUnderTest lock = newLock();
    lock.readLock();
    try (RacingThreads racers = new RacingThreads(kind, patience())) {
      racers.add(
          THREADS,
          () -> {
            lock.readLock();
            lock.readUnlock();
            assertThat(lock.tryReadLock()).as("beside another reader").isTrue();
            lock.readUnlock();
          });
      racers.race();
    }
    lock.readUnlock();
  }

  /**
   * An attempt gets in exactly where nobody is inside whom it excludes.
   *
   * @param kind the kind of the other thread
   */
  @ParameterizedTest
  @MethodSource("kinds")
  public void tryForms_heldByAnother_onlyWhereCompatible(ThreadKind kind) {
    ReadWriteUnderTest lock = newLock();
    lock.readLock();
    assertOtherGets(lock, kind, true, false);
    lock.readUnlock();
    lock.writeLock();
    assertOtherGets(lock, kind, false, false);
    lock.downgrade();
    assertOtherGets(lock, kind, true, false);
    lock.readUnlock();
    assertOtherGets(lock, kind, true, true);
  }

  private void assertOtherGets(
      ReadWriteUnderTest lock, ThreadKind kind, boolean reading, boolean writing) {
    try (RacingThreads racers = new RacingThreads(kind, patience())) {
      racers.add(
          () -> {
            assertThat(lock.tryReadLock()).as("reading gets in").isEqualTo(reading);
            if (reading) {
              lock.readUnlock();
            }
            assertThat(lock.tryWriteLock()).as("writing gets in").isEqualTo(writing);
            if (writing) {
              lock.writeUnlock();
            }
          });
      racers.race();
    }
  }

  /**
   * Whoever waits for a writer gets in: readers and writers, each let in by the one before.
   *
   * @param kind the kind of the threads
   */
  @ParameterizedTest
  @MethodSource("kinds")
  public void writeUnlock_manyWait_allServed(ThreadKind kind) {
    ReadWriteUnderTest lock = newLock();
    lock.writeLock();
    assertAllServed(lock, kind, lock::writeUnlock);
  }

  /**
   * Whoever waits for a reader, or behind one who does, gets in.
   *
   * @param kind the kind of the threads
   */
  @ParameterizedTest
  @MethodSource("kinds")
  public void readUnlock_manyWait_allServed(ThreadKind kind) {
    ReadWriteUnderTest lock = newLock();
    lock.readLock();
    assertAllServed(lock, kind, lock::readUnlock);
  }

  private void assertAllServed(ReadWriteUnderTest lock, ThreadKind kind, Runnable unlock) {
    AtomicInteger arrived = new AtomicInteger();
    AtomicInteger passed = new AtomicInteger();
    try (RacingThreads racers = new RacingThreads(kind, patience())) {
      for (int i = 0; i < WAITERS; i++) {
        boolean write = i % 2 == 0; // a writer first: the readers wait behind it
        Thread waiter =
            racers.add(
                () -> {
                  arrived.incrementAndGet();
                  pass(lock, write);
                  passed.incrementAndGet();
                });
        racers.start();
        int all = i + 1;
        racers.awaitTrue("thread " + all + " has come", () -> arrived.get() == all);
        racers.letFallAsleep(waiter);
      }
      unlock.run();
      racers.race();
    }
    assertThat(passed.get()).isEqualTo(WAITERS);
  }

  /**
   * Between a writer's work and its reading after the downgrade nobody writes, and other readers
   * come in.
   *
   * @param kind the kind of the threads
   */
  @ParameterizedTest
  @MethodSource("kinds")
  public void downgrade_writersWait_noGap(ThreadKind kind) {
    ReadWriteUnderTest lock = newLock();
    Ledger ledger = new Ledger();
    try (RacingThreads racers = new RacingThreads(kind, patience())) {
      racers.add(
          THREADS,
          () -> {
            for (Spell spell = new Spell(); spell.goesOn(); ) {
              lock.writeLock();
              ledger.write();
              long mine = ledger.written();
              lock.downgrade();
              ledger.read();
              assertThat(ledger.written()).as("written since the downgrade").isEqualTo(mine);
              lock.readUnlock();
            }
          });
      racers.race();
    }
    assertThat(ledger.written()).isPositive();
  }

  /** A stream of readers that overlap does not keep a writer out. */
  @Test
  public void writeLock_streamOfReaders_getsIn() {
    assertGetsIn(true);
  }

  /** A stream of writers does not keep a reader out. */
  @Test
  public void readLock_streamOfWriters_getsIn() {
    assertGetsIn(false);
  }

  private void assertGetsIn(boolean write) {
    ReadWriteUnderTest lock = newLock();
    AtomicBoolean over = new AtomicBoolean();
    try (RacingThreads racers = new RacingThreads(ThreadKind.PLATFORM, patience())) {
      racers.add(
          THREADS,
          () -> {
            while (!over.get()) {
              enter(lock, !write);
              LockSupport.parkNanos(100_000); // others come before it leaves
              leave(lock, !write);
            }
          });
      racers.add(
          () -> {
            for (int i = 0; i < PASSAGES; i++) {
              pass(lock, write);
            }
            over.set(true);
          });
      try {
        racers.race();
      } finally {
        over.set(true);
      }
    }
  }

  /**
   * An interrupt neither ends the wait nor gets lost.
   *
   * @param kind the kind of the threads that wait
   */
  @ParameterizedTest
  @MethodSource("kinds")
  public void lock_interruptedWhileWaiting_locksAndKeepsTheFlag(ThreadKind kind) {
    for (boolean write : new boolean[] {false, true}) {
      ReadWriteUnderTest lock = newLock();
      AtomicInteger arrived = new AtomicInteger();
      AtomicBoolean in = new AtomicBoolean();
      lock.writeLock();
      try (RacingThreads racers = new RacingThreads(kind, patience())) {
        Thread waiter =
            racers.add(
                () -> {
                  arrived.incrementAndGet();
                  enter(lock, write);
                  in.set(true);
                  assertThat(Thread.currentThread().isInterrupted()).as("flag").isTrue();
                  leave(lock, write);
                });
        racers.start();
        racers.awaitTrue("it has come", () -> arrived.get() == 1);
        racers.letFallAsleep(waiter);
        waiter.interrupt();
        assertThat(in).as("inside while held").isFalse();
        lock.writeUnlock();
        racers.race();
      }
      assertThat(in).isTrue();
    }
  }

  private static void pass(ReadWriteUnderTest lock, boolean write) {
    enter(lock, write);
    leave(lock, write);
  }

  private static void enter(ReadWriteUnderTest lock, boolean write) {
    if (write) {
      lock.writeLock();
    } else {
      lock.readLock();
    }
  }

  private static void leave(ReadWriteUnderTest lock, boolean write) {
    if (write) {
      lock.writeUnlock();
    } else {
      lock.readUnlock();
    }
  }

  /** What the writers write, in several plain copies, so that a reader notices one at work. */
  private static final class Ledger {
    private final Section section = new Section();
    private long first;
    private long last;

    void write() {
      first++;
      section.passThrough();
      last++;
      if (first != last) {
        throw new AssertionError("two writers inside: " + first + " and " + last);
      }
    }

    void read() {
      long end = last; // the other way round: a writer in between shows as first > end
      for (int pauses = 0; pauses < 4; pauses++) {
        Thread.onSpinWait();
      }
      long begin = first;
      if (begin != end || end != last) {
        throw new AssertionError("a writer beside a reader: " + begin + " and " + end);
      }
    }

    /** For a thread inside, or when none is. */
    long written() {
      return last;
    }
  }
}
