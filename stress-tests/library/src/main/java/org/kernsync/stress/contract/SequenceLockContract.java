package org.kernsync.stress.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kernsync.stress.harness.RacingThreads;
import org.kernsync.stress.harness.ThreadKind;

/**
 * What every lock with optimistic readers must do, as a JUnit class to extend. Not asked for: an
 * order among writers, who starves, what happens on misuse.
 *
 * <pre>{@code
 * class MyLockTest extends SequenceLockContract {
 *   @Override
 *   protected SequenceLockUnderTest newLock() {
 *     return SequenceLockUnderTest.of(new StampedLock());
 *   }
 * }
 * }</pre>
 */
public abstract class SequenceLockContract {
  private static final int WRITERS = 2;
  private static final int READERS = 2;

  /** For suites that extend it. */
  protected SequenceLockContract() {}

  /**
   * Makes the lock of one test.
   *
   * @return a free lock
   */
  protected abstract SequenceLockUnderTest newLock();

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
   * No reader sees half of a write or an older one than before, and no write is lost.
   *
   * @param kind the kind of the threads
   */
  @ParameterizedTest
  @MethodSource("kinds")
  public void read_writersAtWork_neverTorn(ThreadKind kind) {
    SequenceLockUnderTest lock = newLock();
    Copies data = new Copies();
    LongAdder writes = new LongAdder();
    LongAdder reads = new LongAdder();
    try (RacingThreads racers = new RacingThreads(kind, patience())) {
      racers.add(
          WRITERS,
          () -> {
            for (Spell spell = new Spell(); spell.goesOn(); ) {
              lock.writeLock();
              data.countUp();
              lock.writeUnlock();
              writes.increment();
            }
          });
      racers.add(
          READERS,
          () -> {
            long last = 0;
            for (Spell spell = new Spell(); spell.goesOn(); ) {
              last = read(lock, data, last);
              reads.increment();
            }
          });
      racers.race();
    }
    assertThat(writes.sum()).as("writes").isPositive();
    assertThat(reads.sum()).as("reads").isPositive();
    assertThat(read(newLock(), data, 0)).as("sections counted").isEqualTo(writes.sum());
  }

  /** Where no writer comes, the first read is valid, again and again. */
  @Test
  public void readRetry_noWriter_false() {
    SequenceLockUnderTest lock = newLock();
    for (int i = 0; i < 3; i++) {
      long start = lock.readBegin();
      assertThat(lock.readRetry(start)).as("retry without a writer").isFalse();
      assertThat(lock.readRetry(start)).as("retry without a writer").isFalse();
      lock.writeLock();
      lock.writeUnlock();
    }
  }

  /** A write that fell into a read section makes it run again. */
  @Test
  public void readRetry_writeMeanwhile_true() {
    SequenceLockUnderTest lock = newLock();
    for (int i = 0; i < 3; i++) {
      long start = lock.readBegin();
      lock.writeLock();
      lock.writeUnlock();
      assertThat(lock.readRetry(start)).as("retry after a write").isTrue();
    }
  }

  /**
   * A reader that comes while a writer is half way gets the whole write, after its end.
   *
   * @param kind the kind of the reader
   */
  @ParameterizedTest
  @MethodSource("kinds")
  public void read_writerHalfWay_seesTheWholeWrite(ThreadKind kind) {
    SequenceLockUnderTest lock = newLock();
    Copies data = new Copies();
    AtomicBoolean arrived = new AtomicBoolean();
    lock.writeLock();
    data.countUpFirstHalf();
    try (RacingThreads racers = new RacingThreads(kind, patience())) {
      Thread reader =
          racers.add(
              () -> {
                arrived.set(true);
                assertThat(read(lock, data, 0)).as("the write").isEqualTo(1);
              });
      racers.start();
      racers.awaitTrue("it has come", arrived::get);
      racers.letFallAsleep(reader);
      data.countUpSecondHalf();
      lock.writeUnlock();
      racers.race();
    }
  }

  /**
   * A write that has ended is seen by every reader that begins later.
   *
   * @param kind the kind of the readers
   */
  @ParameterizedTest
  @MethodSource("kinds")
  public void read_afterWrite_seesIt(ThreadKind kind) {
    SequenceLockUnderTest lock = newLock();
    Copies data = new Copies();
    for (int write = 1; write <= 5; write++) {
      int value = write;
      lock.writeLock();
      data.countUp();
      lock.writeUnlock();
      try (RacingThreads racers = new RacingThreads(kind, patience())) {
        racers.add(
            READERS, () -> assertThat(read(lock, data, 0)).as("the last write").isEqualTo(value));
        racers.race();
      }
    }
  }

  private static long read(SequenceLockUnderTest lock, Copies data, long last) {
    long[] seen = new long[Copies.LENGTH];
    long start;
    do {
      start = lock.readBegin();
      data.copyTo(seen);
    } while (lock.readRetry(start));
    for (long copy : seen) {
      if (copy != seen[0]) {
        throw new AssertionError("torn read: " + seen[0] + " beside " + copy);
      }
    }
    if (seen[0] < last) {
      throw new AssertionError("stale read: " + seen[0] + " after " + last);
    }
    return seen[0];
  }

  /**
   * Copies of one number, which a writer changes one by one. Plain on purpose: only the lock under
   * test orders the accesses. Read from the end, so that a reader meets the writer half way.
   */
  private static final class Copies {
    static final int LENGTH = 8;

    private final long[] copies = new long[LENGTH];

    void countUp() {
      countUpFirstHalf();
      countUpSecondHalf();
    }

    void countUpFirstHalf() {
      for (int i = 0; i < LENGTH / 2; i++) {
        copies[i]++;
      }
    }

    void countUpSecondHalf() {
      for (int i = LENGTH / 2; i < LENGTH; i++) {
        copies[i]++;
      }
    }

    void copyTo(long[] seen) {
      for (int i = LENGTH - 1; i >= 0; i--) {
        seen[i] = copies[i];
      }
    }
  }
}
