package org.kernsync.atomic;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every operation of both widths, in every order, against a model of one line. The classes may have
 * no operation that the model does not know, and the other way round.
 */
class AtomicIntTest {
  /** The value after, and what is returned: a long, a boolean, or null for nothing. */
  private record Step(long after, Object returned) {}

  /** What an operation does to a value, with up to two arguments; numbers are not wrapped yet. */
  private interface Model {
    Step apply(long v, long a, long b);
  }

  private static final Map<String, Model> OPERATIONS = operations();

  private static Map<String, Model> operations() {
    Map<String, Model> all = new LinkedHashMap<>();
    arithmetic(all, "add", (v, a, b) -> new Step(v + a, null));
    arithmetic(all, "sub", (v, a, b) -> new Step(v - a, null));
    arithmetic(all, "inc", (v, a, b) -> new Step(v + 1, null));
    arithmetic(all, "dec", (v, a, b) -> new Step(v - 1, null));
    arithmetic(all, "and", (v, a, b) -> new Step(v & a, null));
    arithmetic(all, "or", (v, a, b) -> new Step(v | a, null));
    arithmetic(all, "xor", (v, a, b) -> new Step(v ^ a, null));
    arithmetic(all, "andNot", (v, a, b) -> new Step(v & ~a, null));
    Map<String, Model> ordered = new LinkedHashMap<>();
    ordered.put("xchg", (v, a, b) -> new Step(a, v));
    ordered.put("cmpxchg", (v, a, b) -> new Step(v == a ? b : v, v));
    ordered.put("tryCmpxchg", (v, a, b) -> new Step(v == a ? b : v, v == a));
    ordered.put("fetchAddUnless", (v, a, b) -> new Step(v == b ? v : v + a, v));
    ordered.put("addUnless", (v, a, b) -> new Step(v == b ? v : v + a, v != b));
    ordered.put("incNotZero", (v, a, b) -> new Step(v == 0 ? 0 : v + 1, v != 0));
    ordered.put("decIfPositive", (v, a, b) -> new Step(v > 0 ? v - 1 : v, v - 1));
    ordered.put("decUnlessPositive", (v, a, b) -> new Step(v <= 0 ? v - 1 : v, v <= 0));
    ordered.put("incUnlessNegative", (v, a, b) -> new Step(v >= 0 ? v + 1 : v, v >= 0));
    ordered.forEach((name, model) -> inAllOrders(all, name, model));
    tested(all, "subAndTest", (v, a, b) -> new Step(v - a, null), after -> after == 0);
    tested(all, "decAndTest", (v, a, b) -> new Step(v - 1, null), after -> after == 0);
    tested(all, "incAndTest", (v, a, b) -> new Step(v + 1, null), after -> after == 0);
    tested(all, "addNegative", (v, a, b) -> new Step(v + a, null), after -> after < 0);
    all.put("read", (v, a, b) -> new Step(v, v));
    all.put("readAcquire", (v, a, b) -> new Step(v, v));
    all.put("set", (v, a, b) -> new Step(a, null));
    all.put("setRelease", (v, a, b) -> new Step(a, null));
    return all;
  }

  /** The three shapes: nothing, the new value, the old value. */
  private static void arithmetic(Map<String, Model> all, String name, Model model) {
    String capital = Character.toUpperCase(name.charAt(0)) + name.substring(1);
    all.put(name, model);
    inAllOrders(
        all,
        name + "Return",
        (v, a, b) -> new Step(model.apply(v, a, b).after, model.apply(v, a, b).after));
    inAllOrders(all, "fetch" + capital, (v, a, b) -> new Step(model.apply(v, a, b).after, v));
  }

  /** A test of the value after, as it is in the variable: so it is made once that is known. */
  private static void tested(Map<String, Model> all, String name, Model model, AfterTest test) {
    inAllOrders(all, name, (v, a, b) -> new Step(model.apply(v, a, b).after, test));
  }

  private interface AfterTest {
    boolean holds(long after);
  }

  private static void inAllOrders(Map<String, Model> all, String name, Model model) {
    for (String order : AtomicWidth.ORDERS) {
      all.put(name + order, model);
    }
  }

  private static Step wrapped(AtomicWidth width, Step step) {
    long after = width.wrap(step.after);
    if (step.returned instanceof Long number) {
      return new Step(after, width.wrap(number));
    }
    return new Step(
        after,
        step.returned instanceof AfterTest test ? (Object) test.holds(after) : step.returned);
  }

  private static long[] edges(AtomicWidth width) {
    return new long[] {
      width.min(),
      width.min() + 1,
      -7,
      -2,
      -1,
      0,
      1,
      2,
      7,
      0x5555_5555,
      width.max() - 1,
      width.max()
    };
  }

  static Stream<Arguments> operationsOfBothWidths() {
    return Arrays.stream(AtomicWidth.values())
        .flatMap(width -> OPERATIONS.keySet().stream().map(name -> Arguments.of(width, name)));
  }

  /** For every value and argument at the edges: the same value after, the same returned. */
  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("operationsOfBothWidths")
  void operation_edgeValues_asTheModel(AtomicWidth width, String name) {
    AtomicWidth.Operation operation = width.operation(name);
    Model model = OPERATIONS.get(name);
    long[] edges = edges(width);
    for (long v : edges) {
      for (long a : operation.arguments > 0 ? edges : new long[1]) {
        for (long b : operation.arguments > 1 ? edges : new long[1]) {
          Object variable = width.create(v);
          Object returned = operation.apply(variable, a, b);
          Step step = new Step(width.read(variable), returned);
          Step expected = wrapped(width, model.apply(v, a, b));
          if (!step.equals(expected)) { // asked first: a hundred thousand assertions take seconds
            assertThat(step).as("%s(%d, %d) on %d", name, a, b, v).isEqualTo(expected);
          }
        }
      }
    }
  }

  /** The classes have exactly the operations of the model: each with a value in four orders. */
  @ParameterizedTest
  @EnumSource(AtomicWidth.class)
  void operations_ofTheClass_thoseOfTheModel(AtomicWidth width) {
    Set<String> found = new TreeSet<>();
    for (Method method : width.type.getDeclaredMethods()) {
      if (Modifier.isPublic(method.getModifiers())) {
        found.add(method.getName());
      }
    }
    Set<String> expected = new TreeSet<>(OPERATIONS.keySet());
    expected.add("toString");
    assertThat(found).isEqualTo(expected);
  }

  /** A new variable is zero; its text is its value. */
  @Test
  void constructor_noValue_zero() {
    assertThat(new AtomicInt32().read()).isZero();
    assertThat(new AtomicInt32(-5)).hasToString("-5");
    assertThat(new AtomicInt64().read()).isZero();
    assertThat(new AtomicInt64(Long.MIN_VALUE)).hasToString("-9223372036854775808");
  }
}
