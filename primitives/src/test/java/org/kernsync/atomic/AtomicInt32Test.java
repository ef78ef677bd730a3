package org.kernsync.atomic;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every operation, in every order, against a model of one line. The class may have no operation
 * that the model does not know, and the other way round.
 */
class AtomicInt32Test {
  private static final int[] EDGES = {
    Integer.MIN_VALUE,
    Integer.MIN_VALUE + 1,
    -7,
    -2,
    -1,
    0,
    1,
    2,
    7,
    0x5555_5555,
    Integer.MAX_VALUE - 1,
    Integer.MAX_VALUE
  };

  private static final String[] ORDERS = {"", "Relaxed", "Acquire", "Release"};

  /** The value after, and what is returned: an int, a boolean, or null for nothing. */
  private record Step(int after, Object returned) {}

  /** What an operation does to a value, with up to two arguments. */
  private interface Model {
    Step apply(int v, int a, int b);
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
    ordered.put("subAndTest", (v, a, b) -> new Step(v - a, v - a == 0));
    ordered.put("decAndTest", (v, a, b) -> new Step(v - 1, v - 1 == 0));
    ordered.put("incAndTest", (v, a, b) -> new Step(v + 1, v + 1 == 0));
    ordered.put("addNegative", (v, a, b) -> new Step(v + a, v + a < 0));
    ordered.forEach((name, model) -> inAllOrders(all, name, model));
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

  private static void inAllOrders(Map<String, Model> all, String name, Model model) {
    for (String order : ORDERS) {
      all.put(name + order, model);
    }
  }

  static Set<String> names() {
    return OPERATIONS.keySet();
  }

  /** For every value and argument at the edges: the same value after, the same returned. */
  @ParameterizedTest
  @MethodSource("names")
  void operation_edgeValues_asTheModel(String name) throws Exception {
    Method method =
        Arrays.stream(AtomicInt32.class.getMethods())
            .filter(candidate -> candidate.getName().equals(name))
            .findFirst()
            .orElseThrow();
    Model model = OPERATIONS.get(name);
    int arguments = method.getParameterCount();
    for (int v : EDGES) {
      for (int a : arguments > 0 ? EDGES : new int[1]) {
        for (int b : arguments > 1 ? EDGES : new int[1]) {
          AtomicInt32 variable = new AtomicInt32(v);
          Object[] given = Arrays.copyOf(new Object[] {a, b}, arguments);
          Object returned = method.invoke(variable, given);
          assertThat(new Step(variable.read(), returned))
              .as("%s(%s) on %d", name, Arrays.toString(given), v)
              .isEqualTo(model.apply(v, a, b));
        }
      }
    }
  }

  /** The class has exactly the operations of the model. */
  @Test
  void operations_ofTheClass_thoseOfTheModel() {
    Set<String> found = new TreeSet<>();
    for (Method method : AtomicInt32.class.getDeclaredMethods()) {
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
  }
}
