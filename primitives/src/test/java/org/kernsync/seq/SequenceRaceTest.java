package org.kernsync.seq;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kernsync.internal.Crew;
import org.kernsync.sleep.Mutex;

/** Threads that read and write at once: no torn pair, no lost write, no reader left waiting. */
class SequenceRaceTest {
  private static final int WRITES = 20_000;

  /**
   * Readers count their rounds instead of waiting for the writers: virtual threads that yield in a
   * loop may keep others from ever being run.
   */
  private static final int READS = 5_000;

  private static final int READERS = 8;

  /** Plain on purpose: the sequence alone orders them. */
  private long x;

  private long y;
  private final long[][] copies = new long[2][2];

  static List<ThreadFactory> kinds() {
    return Crew.kinds();
  }

  /** Two writers that take turns by a mutex, readers with the bare counter: whole pairs only. */
  @ParameterizedTest
  @MethodSource("kinds")
  void seqCount_writersAndReaders_wholePairs(ThreadFactory kind) {
    Mutex mutex = new Mutex();
    SeqCount count = SeqCount.guardedBy(mutex);
    try (Crew crew = new Crew(kind)) {
      for (int i = 0; i < 2; i++) {
        crew.start(
            () -> {
              for (int write = 0; write < WRITES; write++) {
                mutex.lock();
                count.writeBegin();
                x++;
                y--;
                count.writeEnd();
                mutex.unlock();
              }
            });
        crew.start(
            () -> {
              long last = 0;
              for (int read = 0; read < READS; read++) {
                long seenX;
                long seenY;
                int start;
                do {
                  start = count.readBegin();
                  seenX = x;
                  seenY = y;
                } while (count.readRetry(start));
                last = assertPair(last, seenX, seenY);
                Thread.yield();
              }
            });
      }
    }
    assertThat(x).isEqualTo(2 * WRITES);
    assertThat(count.rawRead()).isEqualTo(4 * WRITES);
  }

  /** Writers, and readers of each kind, at once: whole pairs, every write counted. */
  @ParameterizedTest
  @MethodSource("kinds")
  void seqLock_allWaysToRead_wholePairs(ThreadFactory kind) {
    SeqLock lock = new SeqLock();
    try (Crew crew = new Crew(kind)) {
      for (int i = 0; i < 2; i++) {
        crew.start(
            () -> {
              for (int write = 0; write < WRITES; write++) {
                lock.writeLock();
                x++;
                y--;
                lock.writeUnlock();
              }
            });
      }
      crew.start(
          () -> {
            long last = 0;
            for (int read = 0; read < READS; read++) {
              long seenX;
              long seenY;
              int start;
              do {
                start = lock.readBegin();
                seenX = x;
                seenY = y;
              } while (lock.readRetry(start));
              last = assertPair(last, seenX, seenY);
              Thread.yield();
            }
          });
      crew.start(
          () -> {
            for (int read = 0; read < READS; read++) {
              assertThat(lock.readLong(() -> x + y)).isZero();
              Thread.yield();
            }
          });
      crew.start(
          () -> {
            long last = 0;
            for (int read = 0; read < READS; read++) {
              last = readAdaptively(lock, last);
              Thread.yield();
            }
          });
      crew.start(
          () -> {
            long last = 0;
            for (int read = 0; read < READS; read++) {
              lock.readLockExclusive();
              last = assertPair(last, x, y);
              lock.readUnlockExclusive();
              Thread.yield();
            }
          });
    }
    assertThat(x).isEqualTo(2 * WRITES);
    assertThat(lock.readBegin()).isEqualTo(4 * WRITES);
    assertThat(lock.isLocked()).isFalse();
  }

  private long readAdaptively(SeqLock lock, long last) {
    for (int pass = SeqLock.LOCKLESS; ; pass = SeqLock.LOCKED) {
      int start = lock.readBeginOrLock(pass);
      long seenX = x;
      long seenY = y;
      boolean again = lock.needRetry(start);
      lock.doneRetry(start);
      if (!again) {
        return assertPair(last, seenX, seenY);
      }
      assertThat(pass).as("a pass with the lock is the last").isEqualTo(SeqLock.LOCKLESS);
    }
  }

  /** A latch under writes: whole pairs from the copy that its number names. */
  @ParameterizedTest
  @MethodSource("kinds")
  void seqLatch_writerAndReaders_wholePairs(ThreadFactory kind) {
    SeqLatch latch = new SeqLatch();
    try (Crew crew = new Crew(kind)) {
      crew.start(
          () -> {
            for (long write = 1; write <= WRITES; write++) {
              latch.writeBegin();
              copies[0][0] = write;
              copies[0][1] = -write;
              latch.writeSecond();
              copies[1][0] = write;
              copies[1][1] = -write;
              latch.writeEnd();
            }
          });
      for (int i = 0; i < 2; i++) {
        crew.start(
            () -> {
              long last = 0;
              for (int read = 0; read < READS; read++) {
                long seenX;
                long seenY;
                int start;
                do {
                  start = latch.readBegin();
                  seenX = copies[SeqLatch.copyOf(start)][0];
                  seenY = copies[SeqLatch.copyOf(start)][1];
                } while (latch.readRetry(start));
                last = assertPair(last, seenX, seenY);
                Thread.yield();
              }
            });
      }
    }
    assertThat(latch.readLong(copy -> copies[copy][0])).isEqualTo(WRITES);
  }

  /** Readers of a latch need no writer to go on: one that stopped in the middle holds up none. */
  @Test
  void seqLatch_writerStopsInside_readersGoOn() {
    SeqLatch latch = new SeqLatch();
    LongAdder reads = new LongAdder();
    latch.writeBegin();
    copies[0][0] = 1;
    try (Crew crew = new Crew()) {
      for (int i = 0; i < READERS; i++) {
        crew.start(
            () -> {
              for (int read = 0; read < 1_000; read++) {
                assertThat(latch.readLong(copy -> copies[copy][0] + copies[copy][1])).isZero();
                reads.increment();
              }
            });
      }
    }
    assertThat(reads.sum()).isEqualTo(1_000 * READERS);
  }

  /**
   * Eight readers and a writer that yields in the middle of each write, on however few processors:
   * all end, whole pairs only.
   */
  @ParameterizedTest
  @MethodSource("kinds")
  void seqCount_writerYieldsInside_readersSurvive(ThreadFactory kind) {
    SeqCount count = new SeqCount();
    survive(
        kind,
        count::writeBegin,
        count::writeEnd,
        () -> {
          long seenX;
          long seenY;
          int start;
          do {
            start = count.readBegin();
            seenX = x;
            seenY = y;
          } while (count.readRetry(start));
          assertPair(0, seenX, seenY);
        });
  }

  /** The same with the lock, by readers that take it when they must. */
  @ParameterizedTest
  @MethodSource("kinds")
  void seqLock_writerYieldsInside_readersSurvive(ThreadFactory kind) {
    SeqLock lock = new SeqLock();
    survive(
        kind,
        lock::writeLock,
        lock::writeUnlock,
        () -> assertThat(lock.readLong(() -> x + y)).isZero());
  }

  private void survive(ThreadFactory kind, Runnable begin, Runnable end, Runnable read) {
    AtomicBoolean writing = new AtomicBoolean();
    try (Crew crew = new Crew(kind)) {
      crew.start(
          () -> {
            for (int write = 0; write < 500; write++) {
              begin.run();
              x++;
              writing.set(true);
              Thread.yield();
              y--;
              end.run();
            }
          });
      Crew.until("the writer is inside", writing::get);
      for (int i = 0; i < READERS; i++) {
        crew.start(
            () -> {
              for (int reads = 0; reads < 200; reads++) {
                read.run();
                Thread.yield();
              }
            });
      }
    }
    assertThat(x).isEqualTo(500);
    assertThat(y).isEqualTo(-500);
  }

  private static long assertPair(long last, long seenX, long seenY) {
    if (seenX != -seenY || seenX < last) {
      throw new AssertionError("pair " + seenX + ", " + seenY + " after " + last);
    }
    return seenX;
  }
}
