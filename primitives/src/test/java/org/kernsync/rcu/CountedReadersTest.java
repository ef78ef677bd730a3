package org.kernsync.rcu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadFactory;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kernsync.cpu.CpuIds;
import org.kernsync.internal.Crew;

/** The records of counted readers: kept while they matter, and no longer. */
class CountedReadersTest {
  private static final Thread DEAD = new Thread(() -> {});

  private final CounterPair counters = new CounterPair(CpuIds.threads());
  private final CountedReaders readers = new CountedReaders();

  @BeforeAll
  static void die() throws InterruptedException {
    DEAD.start();
    DEAD.join();
  }

  static Stream<ThreadFactory> kinds() {
    return Crew.kinds().stream();
  }

  /** Threads that have ended are forgotten without any grace period. */
  @Test
  void add_threadsThatEnd_stayFew() {
    for (int i = 0; i < 10_000; i++) {
      readers.add(new CountedReader(counters, DEAD));
      assertThat(readers.count()).isLessThanOrEqualTo(64);
    }
  }

  /** Records of the living are never lost, whoever adds and sweeps at the same time. */
  @ParameterizedTest
  @MethodSource("kinds")
  void add_besideSweeps_livingAreKept(ThreadFactory kind) {
    int each = 2_000;
    Thread living = Thread.currentThread();
    try (Crew crew = new Crew(kind)) {
      for (int thread = 0; thread < 4; thread++) {
        crew.start(
            () -> {
              for (int i = 0; i < each; i++) {
                readers.add(new CountedReader(counters, living));
              }
            });
      }
    }
    readers.add(new CountedReader(counters, DEAD));
    readers.endThoseOfTheDead();
    assertThat(readers.count()).isEqualTo(4 * each);
  }

  /** A section whose thread has ended is ended, told once, and forgotten; others go on. */
  @Test
  void endThoseOfTheDead_diedInside_endsTheSectionOnce() throws InterruptedException {
    CountedReader open = new CountedReader(counters, Thread.currentThread());
    open.readLock();
    readers.add(open);
    CountedReader left = new CountedReader(counters, DEAD);
    left.readLock();
    left.readLock();
    readers.add(left);
    for (int i = 0; i < 1_000; i++) {
      readers.add(new CountedReader(counters, DEAD)); // sweeps, which do not end sections
    }
    assertThat(counters.inside()).isEqualTo(2);

    List<String> told = new CopyOnWriteArrayList<>();
    Thread driver = new Thread(() -> sweepTwice());
    driver.setUncaughtExceptionHandler((thread, thrown) -> told.add(thrown.getMessage()));
    driver.start();
    driver.join();

    assertThat(told)
        .singleElement()
        .asString()
        .contains("has ended inside of a read section", String.valueOf(DEAD));
    assertThat(counters.inside()).isEqualTo(1);
    assertThat(open.isReadLockHeld()).isTrue();
    assertThat(readers.count()).isEqualTo(1);
  }

  /** Where a report fails, all sections of the dead have ended, and no living reader is lost. */
  @Test
  void endThoseOfTheDead_reportFails_nothingIsLost() throws InterruptedException {
    IllegalArgumentException fault = new IllegalArgumentException("no name");
    Thread nameless =
        new Thread() {
          @Override
          public String toString() {
            throw fault;
          }
        };
    nameless.start();
    nameless.join();
    for (Thread owner : new Thread[] {Thread.currentThread(), nameless, nameless, DEAD}) {
      CountedReader reader = new CountedReader(counters, owner);
      reader.readLock();
      readers.add(reader);
      readers.add(new CountedReader(counters, Thread.currentThread()));
    }
    assertThatThrownBy(readers::endThoseOfTheDead).isSameAs(fault);
    assertThat(counters.inside()).isEqualTo(1);
    assertThat(readers.count()).isEqualTo(5);
  }

  /** The second one is due a little later. */
  private void sweepTwice() {
    readers.endThoseOfTheDead();
    long begin = System.nanoTime();
    while (System.nanoTime() - begin < 20_000_000) {
      readers.endThoseOfTheDead();
    }
  }
}
