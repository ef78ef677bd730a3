package org.kernsync.stress;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.annotation.Annotation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.infra.StateCase;
import org.openjdk.jcstress.infra.TestInfo;
import org.openjdk.jcstress.infra.runners.TestList;

/**
 * The litmus tests, and claims on data, without any race, one actor after the other: for those that
 * need more processors than there are, the only run that they get.
 */
class LitmusInSequenceTest {
  /** Those too whose actors wait for nobody. */
  private static final String SELECTED =
      "^org\\.kernsync\\.stress\\.("
          + "litmus\\.|jcstress\\.(Atomic|RefCount_|Kref_|LockRef_|LockFreeList_|RcuList_|RcuReference_))";

  static Stream<TestInfo> tests() {
    return JcstressSuite.matching(SELECTED).stream()
        .filter(test -> !test.isTwin())
        .map(test -> TestList.getInfo(test.name()));
  }

  /** In whichever order, what is observed is listed, and neither forbidden nor interesting. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("tests")
  void actors_oneAfterTheOther_outcomeAcceptable(TestInfo test)
      throws ReflectiveOperationException {
    Class<?> state = Class.forName(test.binaryName());
    Set<String> outcomes = new TreeSet<>();
    for (List<Method> order : ordersOf(marked(state, Actor.class))) {
      outcomes.add(outcomeOf(state, order));
    }
    assertThat(outcomes)
        .isNotEmpty()
        .allSatisfy(
            outcome -> assertThat(gradeOf(test, outcome)).as(outcome).isEqualTo(Expect.ACCEPTABLE));
  }

  private static String outcomeOf(Class<?> state, List<Method> order)
      throws ReflectiveOperationException {
    Object instance = state.getConstructor().newInstance();
    List<Method> all = new ArrayList<>(order);
    all.addAll(marked(state, Arbiter.class));
    Object result = null;
    for (Method method : all) {
      if (method.getParameterCount() == 1 && result == null) {
        result = method.getParameterTypes()[0].getConstructor().newInstance();
      }
      call(method, instance, result);
    }
    return String.valueOf(result);
  }

  private static void call(Method method, Object instance, Object result)
      throws ReflectiveOperationException {
    try {
      if (method.getParameterCount() == 0) {
        method.invoke(instance);
      } else {
        method.invoke(instance, result);
      }
    } catch (InvocationTargetException e) {
      throw new AssertionError(method + " failed", e.getCause());
    }
  }

  /** As jcstress does: a case that names the outcome comes before one that matches it. */
  private static Expect gradeOf(TestInfo test, String outcome) {
    return test.cases().stream()
        .filter(known -> known.matchesExactly(outcome))
        .findFirst()
        .or(() -> test.cases().stream().filter(known -> known.matches(outcome)).findFirst())
        .map(StateCase::expect)
        .orElse(Expect.FORBIDDEN);
  }

  private static List<Method> marked(Class<?> state, Class<? extends Annotation> mark) {
    return Arrays.stream(state.getDeclaredMethods())
        .filter(method -> method.isAnnotationPresent(mark))
        .toList();
  }

  private static List<List<Method>> ordersOf(List<Method> actors) {
    if (actors.isEmpty()) {
      return List.of(List.of());
    }
    List<List<Method>> orders = new ArrayList<>();
    for (Method first : actors) {
      List<Method> others = new ArrayList<>(actors);
      others.remove(first);
      for (List<Method> rest : ordersOf(others)) {
        List<Method> order = new ArrayList<>(List.of(first));
        order.addAll(rest);
        orders.add(order);
      }
    }
    return orders;
  }
}
