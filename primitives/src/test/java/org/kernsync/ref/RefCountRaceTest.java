package org.kernsync.ref;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kernsync.internal.Crew;
import org.kernsync.sleep.Mutex;

/** Counts that several threads take from and give to at once. */
class RefCountRaceTest {
  private static final int THREADS = 4;
  private static final int STEPS = 100_000;
  private static final int ROUNDS = 2_000;

  static List<ThreadFactory> kinds() {
    return Crew.kinds();
  }

  /** Steps of one and of more, taken and given back by all: none is lost, and none is zero. */
  @ParameterizedTest
  @MethodSource("kinds")
  void operations_manyThreads_noneLost(ThreadFactory kind) {
    RefCount count = new RefCount(1);
    try (Crew crew = new Crew(kind)) {
      for (int t = 0; t < THREADS; t++) {
        crew.start(
            () -> {
              for (int i = 0; i < STEPS; i++) {
                count.inc();
                count.add(3);
                assertThatAll(count.incNotZero(), count.addNotZero(2));
                count.dec();
                assertThatAll(!count.decAndTest(), !count.subAndTest(4), count.decNotOne());
              }
            });
      }
    }
    assertThat(count.read()).isEqualTo(1);
    assertThat(count.decAndTest()).isTrue();
  }

  private static void assertThatAll(boolean... conditions) {
    for (boolean condition : conditions) {
      if (!condition) {
        throw new AssertionError("a step went wrong");
      }
    }
  }

  /** Each gives its reference back: one of them is the last, and sees what all of them did. */
  @ParameterizedTest
  @MethodSource("kinds")
  void decAndTest_allAtOnce_oneLastWhoSeesAll(ThreadFactory kind) {
    int[] done = new int[THREADS]; // plain: ordered by the count alone
    RefCount count = new RefCount(THREADS);
    AtomicInteger last = new AtomicInteger();
    CyclicBarrier round = new CyclicBarrier(THREADS);
    try (Crew crew = new Crew(kind)) {
      for (int t = 0; t < THREADS; t++) {
        int self = t;
        crew.start(
            () -> {
              for (int i = 1; i <= ROUNDS; i++) {
                done[self] = i;
                if (count.decAndTest()) {
                  last.incrementAndGet();
                  for (int other : done) {
                    assertThat(other).isEqualTo(i);
                  }
                  count.set(THREADS);
                }
                round.await();
              }
            });
      }
    }
    assertThat(last).hasValue(ROUNDS);
  }

  /** Those who come when the last one goes get a living object or none. */
  @ParameterizedTest
  @MethodSource("kinds")
  void incNotZero_againstLastDecAndTest_aliveOrFalse(ThreadFactory kind) {
    AtomicInteger freed = new AtomicInteger(); // the newest round whose object is gone
    AtomicInteger releases = new AtomicInteger();
    LongAdder got = new LongAdder();
    RefCount[] objects = new RefCount[ROUNDS + 1];
    for (int i = 0; i <= ROUNDS; i++) {
      objects[i] = new RefCount(1);
    }
    CyclicBarrier round = new CyclicBarrier(THREADS);
    try (Crew crew = new Crew(kind)) {
      for (int t = 0; t < THREADS; t++) {
        boolean owner = t == 0;
        crew.start(
            () -> {
              for (int i = 1; i <= ROUNDS; i++) {
                RefCount object = objects[i];
                round.await();
                if (owner) {
                  release(object, i, freed, releases);
                } else if (object.incNotZero()) {
                  got.increment();
                  assertThat(freed.get()).as("freed while a reference is held").isLessThan(i);
                  release(object, i, freed, releases);
                }
                round.await();
                assertThat(freed.get()).as("released by whoever was last").isEqualTo(i);
                assertThat(object.incNotZero()).as("revived").isFalse();
              }
            });
      }
    }
    assertThat(releases).hasValue(ROUNDS);
    assertThat(got.sum()).isPositive();
  }

  private static void release(
      RefCount object, int round, AtomicInteger freed, AtomicInteger releases) {
    if (object.decAndTest()) {
      freed.set(round);
      releases.incrementAndGet();
    }
  }

  /** Beyond the largest count, however the threads mix, it is saturated and stays so. */
  @ParameterizedTest
  @MethodSource("kinds")
  void operations_racingBeyondMax_saturatedForGood(ThreadFactory kind) {
    RefCount count = new RefCount(RefCount.MAX - 1_000);
    AtomicInteger zeros = new AtomicInteger();
    try (Reports reports = new Reports();
        Crew crew = new Crew(kind)) {
      for (int t = 0; t < THREADS; t++) {
        crew.start(
            () -> {
              for (int i = 0; i < 1_000; i++) {
                count.inc();
                count.add(7);
                count.incNotZero();
                zeros.addAndGet(count.decAndTest() ? 1 : 0);
              }
            });
      }
      crew.join();
      assertThat(reports.take()).contains(RefCountMisuse.UNDERFLOW);
      for (int i = 0; i < 1_000; i++) {
        zeros.addAndGet(count.decAndTest() ? 1 : 0);
      }
    }
    assertThat(zeros).hasValue(0);
    assertThat(count.read()).isEqualTo(RefCount.SATURATED);
  }

  /** Given back under a lock, looked up under the same: nobody finds a dead one in the table. */
  @ParameterizedTest
  @MethodSource("kinds")
  void decAndMutexLock_againstLookUps_tableHoldsTheLiving(ThreadFactory kind) {
    Mutex mutex = new Mutex();
    RefCount[] table = new RefCount[1]; // guarded by mutex
    AtomicInteger removed = new AtomicInteger();
    try (Crew crew = new Crew(kind)) {
      for (int t = 0; t < THREADS; t++) {
        crew.start(
            () -> {
              for (int i = 0; i < ROUNDS; i++) {
                mutex.lock();
                RefCount found = table[0];
                if (found == null) {
                  found = table[0] = new RefCount(1);
                } else {
                  found.inc(); // throws on a dead one
                }
                mutex.unlock();
                if (found.decAndMutexLock(mutex)) {
                  assertThat(table[0]).isSameAs(found);
                  table[0] = null;
                  removed.incrementAndGet();
                  mutex.unlock();
                }
              }
            });
      }
    }
    assertThat(table[0]).as("its last reference was given back").isNull();
    assertThat(removed.get()).isPositive();
  }
}
