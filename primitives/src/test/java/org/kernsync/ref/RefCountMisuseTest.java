package org.kernsync.ref;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.kernsync.ref.RefCount.MAX;
import static org.kernsync.ref.RefCount.SATURATED;
import static org.kernsync.ref.RefCountMisuse.ADD_NOT_ZERO_OVERFLOW;
import static org.kernsync.ref.RefCountMisuse.ADD_ON_ZERO;
import static org.kernsync.ref.RefCountMisuse.ADD_OVERFLOW;
import static org.kernsync.ref.RefCountMisuse.DECREMENT_TO_ZERO;
import static org.kernsync.ref.RefCountMisuse.UNDERFLOW;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What each kind of misuse leaves behind, returns and reports. The names are those of the kernel's
 * own test of crashes, which expects the same values.
 */
class RefCountMisuseTest {
  /** An operation and what it returns; null if nothing. */
  private interface Operation extends Function<RefCount, Object> {}

  private static Operation step(java.util.function.Consumer<RefCount> step) {
    return count -> {
      step.accept(count);
      return null;
    };
  }

  private static final Operation INC = step(RefCount::inc);
  private static final Operation DEC = step(RefCount::dec);

  private static Operation add(int n) {
    return step(count -> count.add(n));
  }

  /** One behaviour: operations one after the other, what each returns, what is reported. */
  private static Arguments behaviour(
      String name, int start, int end, List<RefCountMisuse> reports, Object... steps) {
    List<Operation> operations = new ArrayList<>();
    List<Object> returned = new ArrayList<>();
    for (Object step : steps) {
      if (step instanceof Operation) {
        operations.add((Operation) step);
        returned.add(null);
      } else {
        returned.set(returned.size() - 1, step);
      }
    }
    return Arguments.of(name, start, operations, returned, end, reports);
  }

  static Stream<Arguments> behaviours() {
    Operation incNotZero = RefCount::incNotZero;
    Operation decAndTest = RefCount::decAndTest;
    Operation addNotZero3 = c -> c.addNotZero(3);
    Operation addNotZero6 = c -> c.addNotZero(6);
    Operation subAndTest5 = c -> c.subAndTest(5);
    Operation subAndTest0 = c -> c.subAndTest(0);
    int s = SATURATED;
    return Stream.of(
        behaviour("INC_OVERFLOW", MAX - 1, s, List.of(ADD_OVERFLOW), INC, INC),
        behaviour("ADD_OVERFLOW", MAX - 1, s, List.of(ADD_OVERFLOW), add(4)),
        behaviour(
            "INC_NOT_ZERO_OVERFLOW", MAX, s, List.of(ADD_NOT_ZERO_OVERFLOW), incNotZero, true),
        behaviour(
            "ADD_NOT_ZERO_OVERFLOW", MAX, s, List.of(ADD_NOT_ZERO_OVERFLOW), addNotZero6, true),
        behaviour("DEC_ZERO", 2, s, List.of(DECREMENT_TO_ZERO), DEC, DEC),
        behaviour("DEC_NEGATIVE", 0, s, List.of(DECREMENT_TO_ZERO), DEC),
        behaviour("DEC_AND_TEST_NEGATIVE", 0, s, List.of(UNDERFLOW), decAndTest, false),
        behaviour("SUB_AND_TEST_NEGATIVE", 3, s, List.of(UNDERFLOW), subAndTest5, false),
        behaviour("SUB_AND_TEST_ZERO", 0, s, List.of(UNDERFLOW), subAndTest0, false),
        behaviour("INC_ZERO", 0, s, List.of(ADD_ON_ZERO), incNotZero, false, INC),
        behaviour("ADD_ZERO", 0, s, List.of(ADD_ON_ZERO), addNotZero3, false, add(3)),
        behaviour("INC_SATURATED", s, s, List.of(ADD_OVERFLOW), INC),
        behaviour("DEC_SATURATED", s, s, List.of(DECREMENT_TO_ZERO), DEC),
        behaviour("ADD_SATURATED", s, s, List.of(ADD_OVERFLOW), add(8)),
        behaviour("INC_NOT_ZERO_SATURATED", s, s, List.of(ADD_NOT_ZERO_OVERFLOW), incNotZero, true),
        behaviour(
            "ADD_NOT_ZERO_SATURATED", s, s, List.of(ADD_NOT_ZERO_OVERFLOW), addNotZero6, true),
        behaviour("DEC_AND_TEST_SATURATED", s, s, List.of(UNDERFLOW), decAndTest, false),
        behaviour("SUB_AND_TEST_SATURATED", s, s, List.of(UNDERFLOW), subAndTest5, false));
  }

  /** Beyond the kernel's: refused conditions are silent, and large steps do not jump the margin. */
  static Stream<Arguments> more() {
    Operation incNotZero = RefCount::incNotZero;
    Operation incNotZeroAcquire = RefCount::incNotZeroAcquire;
    Operation addNotZeroAcquire = c -> c.addNotZeroAcquire(2);
    Operation limited = c -> c.addNotZeroLimitedAcquire(2, 4);
    Operation limitedByMax = c -> c.addNotZeroLimitedAcquire(2, MAX);
    Operation decIfOne = RefCount::decIfOne;
    Operation decNotOne = RefCount::decNotOne;
    Operation subAll = c -> c.subAndTest(MAX);
    int s = SATURATED;
    List<RefCountMisuse> none = List.of();
    return Stream.of(
        behaviour("ADD_TO_MAX", 1, MAX, none, add(MAX - 1)),
        behaviour("ADD_BEYOND_MAX", 1, s, List.of(ADD_OVERFLOW), add(MAX)),
        behaviour("ADD_MAX_TO_MAX", MAX, s, List.of(ADD_OVERFLOW), add(MAX)),
        behaviour("ADD_MAX_SATURATED", s, s, List.of(ADD_OVERFLOW), add(MAX)),
        behaviour("ADD_NOTHING_ZERO", 0, s, List.of(ADD_ON_ZERO), add(0)),
        behaviour("ADD_NOTHING", 5, 5, none, add(0)),
        behaviour("SUB_MAX_SATURATED", s, s, List.of(UNDERFLOW), subAll, false),
        behaviour("SUB_ALL", MAX, 0, none, subAll, true),
        behaviour("INC_NOT_ZERO_DEAD", 0, 0, none, incNotZero, false, incNotZeroAcquire, false),
        behaviour("ADD_NOT_ZERO_ACQUIRE", 1, 3, none, addNotZeroAcquire, true),
        behaviour("ADD_NOT_ZERO_ACQUIRE_DEAD", 0, 0, none, addNotZeroAcquire, false),
        behaviour("LIMITED_AT_LIMIT", 2, 4, none, limited, true),
        behaviour("LIMITED_BEYOND", 3, 3, none, limited, false),
        behaviour("LIMITED_DEAD", 0, 0, none, limited, false),
        behaviour("LIMITED_BY_MAX", MAX - 1, MAX - 1, none, limitedByMax, false),
        behaviour("LIMITED_SATURATED", s, s, List.of(ADD_NOT_ZERO_OVERFLOW), limited, true),
        behaviour("DEC_IF_ONE", 1, 0, none, decIfOne, true),
        behaviour("DEC_IF_ONE_TWO", 2, 2, none, decIfOne, false),
        behaviour("DEC_IF_ONE_DEAD", 0, 0, none, decIfOne, false),
        behaviour("DEC_IF_ONE_SATURATED", s, s, none, decIfOne, false),
        behaviour("DEC_NOT_ONE", 2, 1, none, decNotOne, true),
        behaviour("DEC_NOT_ONE_ONE", 1, 1, none, decNotOne, false),
        behaviour("DEC_NOT_ONE_DEAD", 0, s, List.of(UNDERFLOW), decNotOne, true),
        behaviour("DEC_NOT_ONE_SATURATED", s, s, none, decNotOne, true));
  }

  /** The value after, what was returned, what was reported: as in the table. */
  @ParameterizedTest(name = "{0}")
  @MethodSource({"behaviours", "more"})
  void operation_misused_saturatesAndReports(
      String name,
      int start,
      List<Operation> operations,
      List<Object> returned,
      int end,
      List<RefCountMisuse> reports) {
    RefCount count = new RefCount(start);
    List<Object> results = new ArrayList<>();
    try (Reports seen = new Reports()) {
      operations.forEach(operation -> results.add(operation.apply(count)));
      assertThat(seen.take()).as("reported").isEqualTo(reports);
    }
    assertThat(results).as("returned").isEqualTo(returned);
    assertThat(count.read()).as("value").isEqualTo(end);
  }

  /** The table has the kernel's eighteen. */
  @Test
  void behaviours_ofTheKernelsTest_eighteen() {
    assertThat(behaviours()).hasSize(18);
  }

  /** With the handler that throws, the same: the count is safe before anything is thrown. */
  @ParameterizedTest(name = "{0}")
  @MethodSource({"behaviours", "more"})
  void operation_handlerThrows_sameValue(
      String name,
      int start,
      List<Operation> operations,
      List<Object> returned,
      int end,
      List<RefCountMisuse> reports) {
    RefCount count = new RefCount(start);
    int thrown = 0;
    for (Operation operation : operations) {
      try {
        operation.apply(count);
      } catch (IllegalStateException told) {
        thrown++;
        assertThat(told).hasMessageContaining("saturated").hasMessageContaining("RefCount@");
      }
    }
    assertThat(thrown).isEqualTo(reports.size());
    assertThat(count.read()).isEqualTo(end);
  }

  /** A negative number of references is refused before anything changes. */
  @Test
  void add_negative_refusedUnchanged() {
    RefCount count = new RefCount(3);
    assertThatThrownBy(() -> count.add(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> count.addNotZero(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> count.addNotZeroLimitedAcquire(1, -1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> count.subAndTest(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThat(count.read()).isEqualTo(3);
  }

  /** Whatever a handler throws comes out, and the count is safe. */
  @Test
  void report_handlerThrowsError_countSaturated() {
    OutOfMemoryError full = new OutOfMemoryError("handler");
    RefCount count = new RefCount(0);
    RefCountMisuse.Handler former =
        RefCountMisuse.setHandler(
            (misuse, culprit, before) -> {
              throw full;
            });
    try {
      assertThatThrownBy(count::inc).isSameAs(full);
    } finally {
      RefCountMisuse.setHandler(former);
    }
    assertThat(count.read()).isEqualTo(SATURATED);
  }

  /** A handler that misuses the count itself is called within itself, and the count stays safe. */
  @Test
  void report_handlerMisusesTheCount_countSaturated() {
    AtomicInteger depth = new AtomicInteger();
    RefCount count = new RefCount(0);
    RefCountMisuse.Handler former =
        RefCountMisuse.setHandler(
            (misuse, culprit, before) -> {
              assertThat(((RefCount) culprit).read()).isEqualTo(SATURATED);
              if (depth.incrementAndGet() < 10) {
                ((RefCount) culprit).inc();
              }
            });
    try {
      count.inc();
      assertThat(depth).hasValue(10);
      depth.set(Integer.MIN_VALUE); // now without an end
      assertThatThrownBy(count::inc).isInstanceOf(StackOverflowError.class);
    } finally {
      RefCountMisuse.setHandler(former);
    }
    assertThat(count.read()).isEqualTo(SATURATED);
  }

  /** Wherever the stack ends, a dead count is dead or saturated afterwards, never alive. */
  @Test
  void inc_deadAndStackOverflow_neverAlive() {
    RefCountMisuse.Handler former = RefCountMisuse.setHandler((misuse, count, before) -> {});
    try {
      for (int round = 0; round < 30; round++) {
        RefCount count = new RefCount(0);
        assertThatThrownBy(() -> dive(count)).isInstanceOf(StackOverflowError.class);
        assertThat(count.read()).isNotPositive();
      }
    } finally {
      RefCountMisuse.setHandler(former);
    }
  }

  private static int dive(RefCount count) {
    count.inc();
    count.set(0);
    return dive(count) + 1;
  }

  /** Setting a handler returns the one before; null stands for the one that throws. */
  @Test
  void setHandler_null_throwsAgain() {
    RefCountMisuse.Handler silent = (misuse, count, before) -> {};
    RefCountMisuse.Handler former = RefCountMisuse.setHandler(silent);
    try {
      RefCount count = new RefCount(0);
      count.inc();
      assertThat(RefCountMisuse.setHandler(null)).isSameAs(silent);
      assertThatThrownBy(count::inc).isInstanceOf(IllegalStateException.class);
    } finally {
      RefCountMisuse.setHandler(former);
    }
  }
}
