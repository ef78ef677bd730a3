package org.kernsync.atomic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.kernsync.internal.Crew;

/** Each operation is one step for the other threads, in every order. */
class AtomicInt32RaceTest {
  private static final int THREADS = 4;
  private static final int STEPS = 200_000;

  static Stream<Arguments> increments() {
    Map<String, Consumer<AtomicInt32>> all =
        Map.ofEntries(
            Map.entry("inc", AtomicInt32::inc),
            Map.entry("add", v -> v.add(1)),
            Map.entry("sub", v -> v.sub(-1)),
            Map.entry("incReturn", AtomicInt32::incReturn),
            Map.entry("incReturnRelaxed", AtomicInt32::incReturnRelaxed),
            Map.entry("incReturnAcquire", AtomicInt32::incReturnAcquire),
            Map.entry("incReturnRelease", AtomicInt32::incReturnRelease),
            Map.entry("addUnless", v -> v.addUnless(1, -1)),
            Map.entry("addUnlessRelaxed", v -> v.addUnlessRelaxed(1, -1)),
            Map.entry("addUnlessRelease", v -> v.addUnlessRelease(1, -1)),
            Map.entry("incUnlessNegative", AtomicInt32::incUnlessNegative),
            Map.entry("incUnlessNegativeAcquire", AtomicInt32::incUnlessNegativeAcquire),
            Map.entry("incUnlessNegativeRelease", AtomicInt32::incUnlessNegativeRelease),
            Map.entry("tryCmpxchg", v -> increment(v, v::tryCmpxchg)),
            Map.entry("tryCmpxchgRelaxed", v -> increment(v, v::tryCmpxchgRelaxed)),
            Map.entry("tryCmpxchgRelease", v -> increment(v, v::tryCmpxchgRelease)));
    return all.entrySet().stream().map(e -> Arguments.of(e.getKey(), e.getValue()));
  }

  private interface Swap {
    boolean swap(int expected, int update);
  }

  private static void increment(AtomicInt32 variable, Swap swap) {
    int old = variable.read();
    while (!swap.swap(old, old + 1)) {
      old = variable.read();
    }
  }

  /** No increment is lost. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("increments")
  void increment_manyThreads_noneLost(String name, Consumer<AtomicInt32> increment) {
    AtomicInt32 variable = new AtomicInt32();
    try (Crew crew = new Crew()) {
      for (int i = 0; i < THREADS; i++) {
        crew.start(
            () -> {
              for (int k = 0; k < STEPS; k++) {
                increment.accept(variable);
              }
            });
      }
    }
    assertThat(variable.read()).as(name).isEqualTo(THREADS * STEPS);
  }

  /** No bit of one thread is lost to the changes of another, and none comes back. */
  @Test
  void bitOperations_ownBitEach_neverDisturbed() {
    AtomicInt32 variable = new AtomicInt32();
    try (Crew crew = new Crew()) {
      for (int i = 0; i < THREADS; i++) {
        int bit = 1 << i;
        crew.start(
            () -> {
              for (int k = 0; k < STEPS; k++) {
                assertThat(variable.fetchOrRelease(bit) & bit).isZero();
                assertThat(variable.fetchAndNot(bit) & bit).isEqualTo(bit);
                assertThat(variable.fetchXorAcquire(bit) & bit).isZero();
                assertThat(variable.fetchAndRelaxed(~bit) & bit).isEqualTo(bit);
              }
            });
      }
    }
    assertThat(variable.read()).isZero();
  }

  /** Each old value is handed out once: an exchange loses nothing and doubles nothing. */
  @Test
  void xchg_manyThreads_eachValueOnce() {
    AtomicInt32 variable = new AtomicInt32(0);
    AtomicIntegerArray seen = new AtomicIntegerArray(THREADS * STEPS + 1);
    try (Crew crew = new Crew()) {
      for (int i = 0; i < THREADS; i++) {
        int first = i * STEPS + 1;
        crew.start(
            () -> {
              for (int k = 0; k < STEPS; k++) {
                seen.incrementAndGet(variable.xchg(first + k));
              }
            });
      }
    }
    seen.incrementAndGet(variable.read());
    for (int value = 0; value <= THREADS * STEPS; value++) {
      assertThat(seen.get(value)).as("value %d", value).isEqualTo(1);
    }
  }

  /** A reference count by hand: nobody gets a reference to the dead, and it dies once. */
  @Test
  void incNotZeroAndDecAndTest_manyThreads_oneDeath() {
    for (int round = 0; round < 200; round++) {
      AtomicInt32 references = new AtomicInt32(1);
      AtomicInteger deaths = new AtomicInteger();
      try (Crew crew = new Crew()) {
        for (int i = 0; i < THREADS; i++) {
          crew.start(
              () -> {
                while (references.incNotZero()) {
                  assertThat(deaths.get()).isZero();
                  deaths.addAndGet(references.decAndTest() ? 1 : 0);
                }
              });
        }
        deaths.addAndGet(references.decAndTest() ? 1 : 0);
      }
      assertThat(List.of(deaths.get(), references.read())).isEqualTo(List.of(1, 0));
    }
  }

  /** The stock of a shop: it never goes below zero, and each item is sold once. */
  @Test
  void decIfPositive_manyThreads_neverNegative() {
    AtomicInt32 stock = new AtomicInt32(THREADS * STEPS / 2);
    AtomicInteger sold = new AtomicInteger();
    try (Crew crew = new Crew()) {
      for (int i = 0; i < THREADS; i++) {
        crew.start(
            () -> {
              for (int k = 0; k < STEPS; k++) {
                int left = stock.decIfPositive();
                assertThat(left).isGreaterThanOrEqualTo(-1);
                sold.addAndGet(left >= 0 ? 1 : 0);
              }
            });
      }
    }
    assertThat(sold.get()).isEqualTo(THREADS * STEPS / 2);
    assertThat(stock.read()).isZero();
  }
}
