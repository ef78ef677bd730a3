package org.kernsync.spin;

import static java.util.concurrent.TimeUnit.MICROSECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.concurrent.ThreadFactory;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.kernsync.internal.Crew;

/** A writer is alone, readers see nothing half done: plain fields tell. */
class ReadWriteSpinLockExclusionTest {
  private static final int SECTIONS = 60_000;

  private final ReadWriteSpinLock lock = new ReadWriteSpinLock();
  private long left;
  private long right;

  static Stream<Arguments> crews() {
    return Crew.kinds().stream()
        .flatMap(
            kind ->
                Stream.of(2, 8, 200)
                    .flatMap(
                        threads ->
                            Stream.of(
                                Arguments.of(kind, threads, 10), Arguments.of(kind, threads, 1))));
  }

  /** However many threads and however often they write, no two sections that must not overlap. */
  @ParameterizedTest(name = "{1} {0} threads, one in {2} writes")
  @MethodSource("crews")
  void lock_manyThreads_writersAlone(ThreadFactory kind, int threads, int writeEvery) {
    int sectionsEach = SECTIONS / threads;
    long[] written = new long[threads];
    try (Crew crew = new Crew(kind)) {
      for (int i = 0; i < threads; i++) {
        int id = i;
        crew.start(
            () -> {
              for (int k = 0; k < sectionsEach; k++) {
                if ((k + id) % writeEvery == 0) {
                  lock.writeLock();
                  write(k);
                  lock.writeUnlock();
                  written[id]++;
                } else {
                  lock.readLock();
                  assertThat(sum(k)).isZero();
                  lock.readUnlock();
                }
              }
            });
      }
    }
    assertThat(left).isEqualTo(Arrays.stream(written).sum());
    assertFree();
  }

  static Stream<ThreadFactory> kinds() {
    return Crew.kinds().stream();
  }

  /** All ways in exclude each other as they should, and no success is lost. */
  @ParameterizedTest
  @MethodSource("kinds")
  void allForms_manyThreads_writersAlone(ThreadFactory kind) {
    long[] written = new long[12];
    try (Crew crew = new Crew(kind)) {
      for (int i = 0; i < written.length; i++) {
        int id = i;
        crew.start(
            () -> {
              for (int k = 0; k < 4_000; k++) {
                written[id] += inOneForm(id % 6, k);
              }
            });
      }
    }
    assertThat(left).isEqualTo(Arrays.stream(written).sum());
    assertThat(written[0]).isEqualTo(4_000);
    assertFree();
  }

  /** How often it wrote. */
  private int inOneForm(int form, int k) throws InterruptedException {
    switch (form) {
      case 0:
        lock.writeLock();
        write(k);
        long mine = left;
        lock.downgrade();
        assertThat(sum(k)).isZero();
        assertThat(left).as("nobody wrote meanwhile").isEqualTo(mine);
        lock.readUnlock();
        return 1;
      case 1:
        return lock.tryWriteLock() ? writeAndLeave(k) : 0;
      case 2:
        return lock.tryWriteLock(200, MICROSECONDS) ? writeAndLeave(k) : 0;
      case 3:
        lock.readLock();
        lock.readLockNested();
        assertThat(sum(k)).isZero();
        lock.readUnlock();
        assertThat(sum(k)).isZero();
        lock.readUnlock();
        return 0;
      case 4:
        if (k % 2 == 0) {
          lock.readLockNested(); // waits for a writer inside
          assertThat(sum(k)).isZero();
          lock.readUnlock();
          return 0;
        }
        lock.writeLock();
        return writeAndLeave(k);
      default:
        if (k % 2 == 0 ? lock.tryReadLock() : lock.tryReadLock(200, MICROSECONDS)) {
          assertThat(sum(k)).isZero();
          lock.readUnlock();
        }
        return 0;
    }
  }

  private int writeAndLeave(int k) {
    write(k);
    lock.writeUnlock();
    return 1;
  }

  private void write(int k) {
    long before = left;
    assertThat(before + right).isZero();
    left = before + 1;
    if (k % 64 == 0) {
      Thread.yield(); // lets somebody in who should not be let in
    }
    right = -left;
  }

  private long sum(int k) {
    long first = left;
    if (k % 64 == 0) {
      Thread.yield();
    }
    return first + right;
  }

  private void assertFree() {
    assertThat(lock.readers()).isZero();
    assertThat(lock.isContended()).isFalse();
    assertThat(lock.tryWriteLock()).isTrue();
  }
}
