package org.kernsync.spin;

import static java.util.concurrent.TimeUnit.MICROSECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ThreadFactory;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.kernsync.internal.Crew;

/** Never two inside, nothing lost, whatever the threads and the ticket numbers are. */
class TicketSpinLockExclusionTest {
  private static final int SECTIONS = 60_000;

  private int inside;
  private long sections;

  static Stream<Arguments> crews() {
    return Crew.kinds().stream()
        .flatMap(
            kind ->
                Stream.of(
                    Arguments.of(kind, 2, 0),
                    Arguments.of(kind, 8, 0),
                    Arguments.of(kind, 200, 0),
                    Arguments.of(kind, 8, Integer.MAX_VALUE - SECTIONS / 2),
                    Arguments.of(kind, 8, -SECTIONS / 2)));
  }

  /**
   * The sections of all threads never overlap and each sees the one before it, also while the
   * tickets pass 2^31 and 2^32.
   */
  @ParameterizedTest(name = "{1} {0} threads from ticket {2}")
  @MethodSource("crews")
  void lock_manyThreads_sectionsNeverOverlap(ThreadFactory kind, int threads, int firstTicket) {
    TicketSpinLock lock = new TicketSpinLock(SpinWait.host(), firstTicket);
    int sectionsEach = SECTIONS / threads;
    try (Crew crew = new Crew(kind)) {
      for (int i = 0; i < threads; i++) {
        crew.start(
            () -> {
              for (int k = 0; k < sectionsEach; k++) {
                lock.lock();
                section(k);
                lock.unlock();
              }
            });
      }
    }
    assertThat(sections).isEqualTo((long) sectionsEach * threads);
    assertThat(lock.isLocked()).isFalse();
  }

  static Stream<ThreadFactory> kinds() {
    return Crew.kinds().stream();
  }

  /** The three ways in exclude each other too. */
  @ParameterizedTest
  @MethodSource("kinds")
  void allForms_manyThreads_sectionsNeverOverlap(ThreadFactory kind) {
    TicketSpinLock lock = new TicketSpinLock();
    long[] taken = new long[9];
    try (Crew crew = new Crew(kind)) {
      for (int i = 0; i < taken.length; i++) {
        int id = i;
        crew.start(
            () -> {
              for (int k = 0; k < 5_000; k++) {
                if (enter(lock, id % 3)) {
                  section(k);
                  lock.unlock();
                  taken[id]++;
                }
              }
            });
      }
    }
    assertThat(sections).isEqualTo(java.util.Arrays.stream(taken).sum());
    assertThat(taken[0]).isEqualTo(5_000);
    assertThat(lock.isLocked()).isFalse();
  }

  private static boolean enter(TicketSpinLock lock, int form) throws InterruptedException {
    switch (form) {
      case 0:
        lock.lock();
        return true;
      case 1:
        return lock.tryLock();
      default:
        return lock.tryLock(200, MICROSECONDS);
    }
  }

  private void section(int k) {
    assertThat(++inside).isEqualTo(1);
    sections++;
    if (k % 64 == 0) {
      Thread.yield(); // lets somebody in who should not be let in
    }
    inside--;
  }
}
