package org.kernsync.stress.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import org.junit.jupiter.api.Test;
import org.kernsync.stress.harness.RacingThreads;
import org.kernsync.stress.harness.ThreadKind;

/** What the two sides of a read-write lock do to each other, and to those who break the rules. */
public interface ReadWriteConformance extends ConformanceSuite {
  /**
   * Makes the lock of one test.
   *
   * @return a free lock
   */
  ReadWriteLock newReadWriteLock();

  /**
   * How many threads wait for a side of the lock.
   *
   * @param lock a lock of {@link #newReadWriteLock}
   * @return the number of readers and writers in line
   */
  int queueLength(ReadWriteLock lock);

  /** Readers are in together, and keep a writer out until the last has left. */
  @Test
  default void readLock_several_togetherAndWithoutAWriter() {
    ReadWriteLock lock = newReadWriteLock();
    lock.readLock().lock();
    inAnotherThread(
        () -> {
          assertThat(lock.readLock().tryLock()).as("a second reader is in").isTrue();
          assertThat(lock.writeLock().tryLock()).as("a writer is in beside readers").isFalse();
          assertThat(lock.writeLock().tryLock(1, TimeUnit.MICROSECONDS)).isFalse();
          lock.readLock().unlock();
        });
    inAnotherThread(() -> assertThat(lock.writeLock().tryLock()).isFalse());
    lock.readLock().unlock();
    assertFree(lock);
  }

  /** A writer keeps everybody out. */
  @Test
  default void writeLock_one_keepsAllOthersOut() {
    ReadWriteLock lock = newReadWriteLock();
    lock.writeLock().lock();
    inAnotherThread(
        () -> {
          assertThat(lock.readLock().tryLock()).as("a reader is in beside a writer").isFalse();
          assertThat(lock.readLock().tryLock(1, TimeUnit.MICROSECONDS)).isFalse();
          assertThat(lock.writeLock().tryLock()).as("two writers are in").isFalse();
        });
    lock.writeLock().unlock();
    assertFree(lock);
  }

  /** Readers that come later do not keep out a writer that stands in line. */
  @Test
  default void readLock_writerInLine_doesNotPassIt() {
    ReadWriteLock lock = newReadWriteLock();
    AtomicInteger written = new AtomicInteger();
    lock.readLock().lock();
    try (RacingThreads racers = new RacingThreads(ThreadKind.PLATFORM, patience())) {
      racers.add(
          () -> {
            lock.writeLock().lock();
            written.incrementAndGet();
            lock.writeLock().unlock();
          });
      racers.start();
      racers.awaitTrue("the writer stands in line", () -> queueLength(lock) == 1);
      inAnotherThread(
          () ->
              assertThat(lock.readLock().tryLock(100, TimeUnit.MICROSECONDS))
                  .as("joined readers past a writer")
                  .isFalse());
      assertThat(written.get()).as("written beside a reader").isZero();
      lock.readLock().unlock();
      racers.race();
    }
    assertThat(written.get()).isEqualTo(1);
    assertFree(lock);
  }

  /** To leave where nobody is in is refused on both sides, and changes nothing. */
  @Test
  default void unlock_nobodyIn_refused() {
    ReadWriteLock lock = newReadWriteLock();
    assertThatMisuse(lock.readLock());
    assertThatMisuse(lock.writeLock());
    assertFree(lock);
    lock.readLock().lock();
    assertThatMisuse(lock.writeLock());
    lock.readLock().unlock();
    lock.writeLock().lock();
    inAnotherThread(() -> assertThatMisuse(lock.readLock()));
    inAnotherThread(() -> assertThatMisuse(lock.writeLock()));
    lock.writeLock().unlock();
    assertThatMisuse(lock.readLock());
    assertFree(lock);
  }

  /** Conditions are the writer's. */
  @Test
  default void newCondition_readSide_refused() {
    ReadWriteLock lock = newReadWriteLock();
    assertThatThrownBy(() -> lock.readLock().newCondition())
        .isInstanceOf(UnsupportedOperationException.class);
    assertThat(lock.writeLock().newCondition()).isNotNull();
    assertFree(lock);
  }

  private static void assertThatMisuse(Lock side) {
    assertThatThrownBy(side::unlock).isInstanceOf(IllegalMonitorStateException.class);
  }

  private void assertFree(ReadWriteLock lock) {
    assertThat(queueLength(lock)).as("threads left in line").isZero();
    inAnotherThread(
        () -> {
          assertThat(lock.writeLock().tryLock()).as("free in the end").isTrue();
          lock.writeLock().unlock();
        });
  }

  private void inAnotherThread(RacingThreads.Task task) {
    try (RacingThreads racers = new RacingThreads(ThreadKind.PLATFORM, patience())) {
      racers.add(task);
      racers.race();
    }
  }
}
