package org.kernsync.seq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kernsync.internal.Crew;

/** Reads with functions: how often they run, with the lock or without, and what comes out. */
class SeqLockReadTest {
  private final SeqLock lock = new SeqLock();
  private int runs;

  /** Each kind of result, as a function from a section to what comes out. */
  static Stream<Function<SeqLock, Function<IntSupplier, Number>>> kinds() {
    return Stream.of(
        lock -> section -> lock.read(section::getAsInt),
        lock -> section -> lock.readInt(section),
        lock -> section -> lock.readLong(section::getAsInt),
        lock -> section -> lock.readDouble(section::getAsInt));
  }

  /** What a section may throw on data that does not fit together. */
  static List<Throwable> throwables() {
    return List.of(
        new ArrayIndexOutOfBoundsException("torn"),
        new NullPointerException("torn"),
        new OutOfMemoryError("torn"),
        new StackOverflowError("torn"),
        new AssertionError("torn"),
        new IOException("torn"));
  }

  /** Undisturbed, a section runs once, without the lock. */
  @ParameterizedTest
  @MethodSource("kinds")
  void read_noWriter_runsOnceWithoutLock(Function<SeqLock, Function<IntSupplier, Number>> kind) {
    Number result =
        kind.apply(lock)
            .apply(
                () -> {
                  assertThat(lock.isLocked()).isFalse();
                  return ++runs;
                });
    assertThat(result.intValue()).isEqualTo(1);
    assertThat(runs).isEqualTo(1);
  }

  /** A writer in between: the section runs again, with the lock, and its first result is lost. */
  @ParameterizedTest
  @MethodSource("kinds")
  void read_writerMeanwhile_runsAgainWithLock(
      Function<SeqLock, Function<IntSupplier, Number>> kind) {
    Number result =
        kind.apply(lock)
            .apply(
                () -> {
                  if (++runs == 1) {
                    lock.write(() -> {});
                  } else {
                    assertLockedToRead();
                  }
                  return 10 * runs;
                });
    assertThat(result.intValue()).isEqualTo(20);
    assertThat(runs).isEqualTo(2);
    assertThat(lock.isLocked()).isFalse();
  }

  /** A writer that is inside when the section ends counts as well. */
  @Test
  void read_writerStillInside_runsAgainWhenItLeft() {
    try (Crew crew = new Crew()) {
      long result =
          lock.readLong(
              () -> {
                if (++runs == 1) {
                  crew.start(
                      () -> {
                        lock.writeLock();
                        Crew.until("the reader waits", () -> lock.toString().contains("1 waiting"));
                        lock.writeUnlock();
                      });
                  Crew.until("the writer is inside", lock::isWriteLocked);
                }
                return 10 * runs;
              });
      assertThat(result).isEqualTo(20);
    }
    assertThat(runs).isEqualTo(2);
  }

  /** Whatever a disturbed section throws is dropped, errors included. */
  @ParameterizedTest
  @MethodSource("throwables")
  void read_throwsOnMixture_droppedAndRunAgain(Throwable thrown) {
    List<String> results = new ArrayList<>();
    Throwable cameOut =
        catchThrowable( // for an OutOfMemoryError that gets to JUnit ends all tests
            () ->
                results.add(
                    lock.read(
                        () -> {
                          if (++runs == 1) {
                            lock.write(() -> {});
                            throw SeqLockReadTest.<RuntimeException>unchecked(thrown);
                          }
                          return "whole";
                        })));
    assertThat(cameOut).isNull();
    assertThat(results).containsExactly("whole");
    assertThat(runs).isEqualTo(2);
    assertThat(lock.isLocked()).isFalse();
  }

  /** Whatever an undisturbed section throws comes out at once, the same object. */
  @ParameterizedTest
  @MethodSource("throwables")
  void read_throwsOnWhole_comesOut(Throwable thrown) {
    assertThatThrownBy(
            () ->
                lock.readInt(
                    () -> {
                      runs++;
                      throw SeqLockReadTest.<RuntimeException>unchecked(thrown);
                    }))
        .isSameAs(thrown);
    assertThat(runs).isEqualTo(1);
  }

  /** What the second run throws comes out, and the lock is free again. */
  @ParameterizedTest
  @MethodSource("kinds")
  void read_throwsWithLock_comesOutAndUnlocks(
      Function<SeqLock, Function<IntSupplier, Number>> kind) {
    assertThatThrownBy(
            () ->
                kind.apply(lock)
                    .apply(
                        () -> {
                          if (++runs == 1) {
                            lock.write(() -> {});
                          }
                          throw new IllegalArgumentException("run " + runs);
                        }))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("run 2");
    assertThat(lock.isLocked()).isFalse();
    assertThat(lock.readLong(() -> 4)).isEqualTo(4);
  }

  /** Reads nest, also in a section that runs with the lock. */
  @Test
  void read_inRead_nests() {
    long result =
        lock.readLong(
            () -> {
              if (++runs == 1) {
                lock.write(() -> {});
              }
              return lock.readLong(() -> 30) + lock.readInt(() -> runs);
            });
    assertThat(result).isEqualTo(32);
    assertThat(lock.isLocked()).isFalse();
  }

  /** Nothing is allocated by a read whose function captures nothing new. */
  @Test
  void read_manyTimes_allocatesNothing() {
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
    java.util.function.LongSupplier section = () -> runs;
    long id = Thread.currentThread().getId();
    lock.readLong(section);
    long before = threads.getThreadAllocatedBytes(id);
    for (int i = 0; i < 10_000; i++) {
      lock.readLong(section);
      lock.readRetry(lock.readBegin());
      lock.writeLock();
      lock.writeUnlock();
    }
    assertThat(threads.getThreadAllocatedBytes(id) - before).isLessThan(10_000);
  }

  private void assertLockedToRead() {
    assertThat(lock.isLocked()).isTrue();
    assertThat(lock.isWriteLocked()).isFalse();
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> T unchecked(Throwable thrown) throws T {
    throw (T) thrown;
  }
}
