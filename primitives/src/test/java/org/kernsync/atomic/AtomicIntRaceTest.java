package org.kernsync.atomic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.kernsync.internal.Crew;

/** Each operation of both widths is one step for the other threads, in every order. */
class AtomicIntRaceTest {
  private static final int THREADS = 4;
  private static final int STEPS = 8_000;

  /** For what has a window of a nanosecond, which short races miss. */
  private static final int LONG_RACE = 60_000;

  /** Operations that add one to a positive number, with their arguments. */
  private static final Map<String, long[]> INCREMENTS = new LinkedHashMap<>();

  static {
    long[] none = {};
    INCREMENTS.put("inc", none);
    INCREMENTS.put("add", new long[] {1});
    INCREMENTS.put("sub", new long[] {-1});
    for (String order : AtomicWidth.ORDERS) {
      INCREMENTS.put("incReturn" + order, none);
      INCREMENTS.put("fetchInc" + order, none);
      INCREMENTS.put("addReturn" + order, new long[] {1});
      INCREMENTS.put("fetchSub" + order, new long[] {-1});
      INCREMENTS.put("subAndTest" + order, new long[] {-1});
      INCREMENTS.put("incAndTest" + order, none);
      INCREMENTS.put("addUnless" + order, new long[] {1, -1});
      INCREMENTS.put("fetchAddUnless" + order, new long[] {1, -1});
      INCREMENTS.put("incNotZero" + order, none);
      INCREMENTS.put("incUnlessNegative" + order, none);
    }
  }

  static Stream<Arguments> incrementsOfBothWidths() {
    return Arrays.stream(AtomicWidth.values())
        .flatMap(width -> INCREMENTS.keySet().stream().map(name -> Arguments.of(width, name)));
  }

  static Stream<Arguments> ordersOfBothWidths() {
    return Arrays.stream(AtomicWidth.values())
        .flatMap(width -> Arrays.stream(AtomicWidth.ORDERS).map(o -> Arguments.of(width, o)));
  }

  /** No increment is lost. */
  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("incrementsOfBothWidths")
  void increment_manyThreads_noneLost(AtomicWidth width, String name) {
    AtomicWidth.Operation increment = width.operation(name);
    long[] given = INCREMENTS.get(name);
    Object variable = width.create(1);
    race(
        thread -> {
          for (int k = 0; k < STEPS; k++) {
            increment.apply(variable, given);
          }
        });
    assertThat(width.read(variable)).isEqualTo(1 + THREADS * STEPS);
  }

  /** An exchange says truly whether it was made: each made one counts. */
  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("ordersOfBothWidths")
  void compareAndExchange_manyThreads_eachSuccessCounts(AtomicWidth width, String order) {
    AtomicWidth.Operation cmpxchg = width.operation("cmpxchg" + order);
    AtomicWidth.Operation tryCmpxchg = width.operation("tryCmpxchg" + order);
    Object variable = width.create(0);
    race(
        thread -> {
          for (int k = 0; k < STEPS; k++) {
            long old = width.read(variable);
            if (k % 2 == 0) {
              while (!tryCmpxchg.asBoolean(variable, old, old + 1)) {
                old = width.read(variable);
              }
            } else {
              long found = cmpxchg.asLong(variable, old, old + 1);
              while (found != old) {
                old = found;
                found = cmpxchg.asLong(variable, old, old + 1);
              }
            }
          }
        });
    assertThat(width.read(variable)).isEqualTo(THREADS * STEPS);
  }

  /** No bit of one thread is lost to the changes of another, and none comes back. */
  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("ordersOfBothWidths")
  void bitOperations_ownBitEach_neverDisturbed(AtomicWidth width, String order) {
    AtomicWidth.Operation or = width.operation("fetchOr" + order);
    AtomicWidth.Operation andNot = width.operation("fetchAndNot" + order);
    AtomicWidth.Operation xor = width.operation("xorReturn" + order);
    AtomicWidth.Operation and = width.operation("andReturn" + order);
    Object variable = width.create(0);
    race(
        thread -> {
          long bit = width.bit(thread);
          for (int k = 0; k < LONG_RACE / 3; k++) {
            require((or.asLong(variable, bit) & bit) == 0, "clear, as left");
            require((andNot.asLong(variable, bit) & bit) == bit, "set by fetchOr");
            require((xor.asLong(variable, bit) & bit) == bit, "flipped");
            require((and.asLong(variable, ~bit) & bit) == 0, "cleared");
          }
        });
    assertThat(width.read(variable)).isZero();
  }

  /** Each old value is handed out once: an exchange loses nothing and doubles nothing. */
  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("ordersOfBothWidths")
  void xchg_manyThreads_eachValueOnce(AtomicWidth width, String order) {
    AtomicWidth.Operation xchg = width.operation("xchg" + order);
    Object variable = width.create(0);
    AtomicIntegerArray seen = new AtomicIntegerArray(THREADS * LONG_RACE + 1);
    race(
        thread -> {
          int first = thread * LONG_RACE + 1;
          for (int k = 0; k < LONG_RACE; k++) {
            seen.incrementAndGet((int) xchg.asLong(variable, first + k));
          }
        });
    seen.incrementAndGet((int) width.read(variable));
    for (int value = 0; value <= THREADS * LONG_RACE; value++) {
      require(seen.get(value) == 1, "each value handed out once");
    }
  }

  /** A reference count by hand: nobody gets a reference to the dead, and it dies once. */
  @ParameterizedTest
  @EnumSource(AtomicWidth.class)
  void incNotZeroAndDecAndTest_manyThreads_oneDeath(AtomicWidth width) {
    AtomicWidth.Operation get = width.operation("incNotZero");
    AtomicWidth.Operation put = width.operation("decAndTest");
    for (int round = 0; round < 100; round++) {
      Object references = width.create(1);
      AtomicInteger deaths = new AtomicInteger();
      try (Crew crew = new Crew()) {
        for (int i = 0; i < THREADS; i++) {
          crew.start(
              () -> {
                for (int k = 0; k < 300 && get.asBoolean(references); k++) {
                  require(deaths.get() == 0, "alive");
                  deaths.addAndGet(put.asBoolean(references) ? 1 : 0);
                }
              });
        }
        deaths.addAndGet(put.asBoolean(references) ? 1 : 0);
      }
      assertThat(deaths.get()).isEqualTo(1);
      assertThat(width.read(references)).isZero();
    }
  }

  /** The stock of a shop: it never goes below zero, and each item is sold once. */
  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("ordersOfBothWidths")
  void decIfPositive_manyThreads_neverNegative(AtomicWidth width, String order) {
    AtomicWidth.Operation take = width.operation("decIfPositive" + order);
    Object stock = width.create(THREADS * STEPS / 2);
    AtomicInteger sold = new AtomicInteger();
    race(
        thread -> {
          for (int k = 0; k < STEPS; k++) {
            long left = take.asLong(stock);
            require(left >= -1, "never below zero");
            sold.addAndGet(left >= 0 ? 1 : 0);
          }
        });
    assertThat(sold.get()).isEqualTo(THREADS * STEPS / 2);
    assertThat(width.read(stock)).isZero();
  }

  /** A gate that is open below zero and shut above: every step through it was allowed. */
  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("ordersOfBothWidths")
  void unlessForms_manyThreads_stepsAddUp(AtomicWidth width, String order) {
    AtomicWidth.Operation down = width.operation("decUnlessPositive" + order);
    AtomicWidth.Operation up = width.operation("incUnlessNegative" + order);
    Object variable = width.create(0);
    AtomicInteger sum = new AtomicInteger();
    race(
        thread -> {
          int mine = 0;
          for (int k = 0; k < STEPS; k++) {
            mine += thread % 2 == 0 && up.asBoolean(variable) ? 1 : 0;
            mine -= thread % 2 == 1 && down.asBoolean(variable) ? 1 : 0;
          }
          sum.addAndGet(mine);
        });
    assertThat(width.read(variable)).isEqualTo(sum.get()).isNotZero();
  }

  /** Cheap, for inner loops. */
  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError("not so: " + what);
    }
  }

  private interface Numbered {
    void run(int thread) throws Exception;
  }

  /** Lets the threads begin together. */
  private static void race(Numbered body) {
    AtomicInteger arrived = new AtomicInteger();
    try (Crew crew = new Crew()) {
      for (int i = 0; i < THREADS; i++) {
        int thread = i;
        crew.start(
            () -> {
              arrived.incrementAndGet();
              Crew.until("all are there", () -> arrived.get() == THREADS);
              body.run(thread);
            });
      }
    }
  }
}
