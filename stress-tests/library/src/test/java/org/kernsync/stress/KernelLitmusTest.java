package org.kernsync.stress;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.kernsync.stress.litmus.KernelLitmus;
import org.kernsync.stress.litmus.KernelVerdict;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.infra.StateCase;
import org.openjdk.jcstress.infra.runners.TestList;

/** The litmus tests: all that the kernel has, each graded as it says, each in the table. */
class KernelLitmusTest {
  private static final String PACKAGE = "^org\\.kernsync\\.stress\\.litmus\\.";
  private static final Path TABLE = Path.of("..", "..", "docs", "litmus.md");

  /** The kernel's folders of litmus tests: tools/memory-model, then Documentation. */
  private static final String KERNEL =
      """
      CoRR+poonceonce+Once CoRW+poonceonce+Once CoWR+poonceonce+Once CoWW+poonceonce
      IRIW+fencembonceonces+OnceOnce IRIW+poonceonces+OnceOnce
      ISA2+pooncelock+pooncelock+pombonce ISA2+poonceonces
      ISA2+pooncerelease+poacquirerelease+poacquireonce
      LB+fencembonceonce+ctrlonceonce LB+poacquireonce+pooncerelease LB+poonceonces
      LB+unlocklockonceonce+poacquireonce
      MP+fencewmbonceonce+fencermbonceonce MP+onceassign+derefonce
      MP+polockmbonce+poacquiresilsil MP+polockonce+poacquiresilsil MP+polocks MP+poonceonces
      MP+pooncerelease+poacquireonce MP+porevlocks MP+unlocklockonceonce+fencermbonceonce
      R+fencembonceonces R+poonceonces
      S+fencewmbonceonce+poacquireonce S+poonceonces
      SB+fencembonceonces SB+poonceonces SB+rfionceonce-poonceonces
      WRC+poonceonces+Once WRC+pooncerelease+fencermbonceonce+Once
      Z6.0+pooncelock+poonceLock+pombonce Z6.0+pooncelock+pooncelock+pombonce
      Z6.0+pooncerelease+poacquirerelease+fencembonceonce dep+plain

      Atomic-RMW+mb__after_atomic-is-stronger-than-acquire
      Atomic-RMW-ops-are-atomic-WRT-atomic_set
      cmpxchg-fail-ordered-1 cmpxchg-fail-ordered-2
      cmpxchg-fail-unordered-1 cmpxchg-fail-unordered-2
      DCL-broken DCL-fixed RM-broken RM-fixed RCU+sync+free RCU+sync+read
      """;

  private static final List<JcstressSuite.Test> LISTED = JcstressSuite.matching(PACKAGE);

  /** A row of the table. */
  private record Row(String verdict, String promise, String twin) {}

  /** Each of the 47 stands for itself once, and nothing else claims to be one. */
  @Test
  void kernelTests_all_onceEach() {
    List<String> kernel = List.of(KERNEL.strip().split("\\s+"));
    assertThat(kernel).hasSize(47);
    assertThat(LISTED.stream().map(KernelLitmusTest::mark).filter(mark -> mark != null))
        .extracting(KernelLitmus::name)
        .containsExactlyInAnyOrderElementsOf(kernel);
  }

  /** The kernel's verdicts are counted as the kernel's documentation does: 31, 15, and one. */
  @Test
  void kernelTests_verdicts_addUp() {
    Map<KernelVerdict, Integer> count = new EnumMap<>(KernelVerdict.class);
    LISTED.stream()
        .map(KernelLitmusTest::mark)
        .filter(mark -> mark != null)
        .forEach(mark -> count.merge(mark.verdict(), 1, Integer::sum));
    assertThat(count)
        .isEqualTo(
            Map.of(
                KernelVerdict.NEVER, 31, KernelVerdict.SOMETIMES, 15, KernelVerdict.DEADLOCK, 1));
  }

  /** Never and deadlock are forbidden, sometimes is interesting; no test is both. */
  @Test
  void outcomes_ofEachTest_gradedByTheVerdict() {
    for (JcstressSuite.Test test : LISTED) {
      Set<Expect> grades = grades(test);
      KernelLitmus mark = mark(test);
      boolean forbids =
          mark == null ? grades.contains(FORBIDDEN) : mark.verdict() != KernelVerdict.SOMETIMES;
      assertThat(grades)
          .as(test.name())
          .contains(forbids ? FORBIDDEN : ACCEPTABLE_INTERESTING)
          .doesNotContain(forbids ? ACCEPTABLE_INTERESTING : FORBIDDEN);
    }
  }

  /** How many there are, by the number of actors: what a machine of two cores runs is known. */
  @Test
  void tests_byActors_asDocumented() {
    Map<Integer, Long> byActors =
        LISTED.stream()
            .collect(
                Collectors.groupingBy(
                    JcstressSuite.Test::actors, TreeMap::new, Collectors.counting()));
    assertThat(byActors).isEqualTo(Map.of(1, 2L, 2, 74L, 3, 9L, 4, 2L));
    assertThat(LISTED).filteredOn(JcstressSuite.Test::isTwin).hasSize(30);
  }

  /** Each shape has a twin: what of it is forbidden has been seen to fail. */
  @Test
  void families_each_haveTwin() {
    Map<String, Boolean> hasTwin =
        LISTED.stream()
            .collect(
                toMap(
                    KernelLitmusTest::family,
                    JcstressSuite.Test::isTwin,
                    Boolean::logicalOr,
                    TreeMap::new));
    assertThat(hasTwin).hasSize(16);
    assertThat(hasTwin.values()).doesNotContain(false);
  }

  /** The table has a row for each test, with its verdict, what Java promises, and its twin. */
  @Test
  void table_eachTest_hasItsRow() throws IOException {
    Map<String, Row> rows = rows();
    Map<String, JcstressSuite.Test> tests =
        LISTED.stream()
            .filter(test -> !test.isTwin())
            .collect(toMap(KernelLitmusTest::label, test -> test));
    assertThat(rows.keySet()).containsExactlyInAnyOrderElementsOf(tests.keySet());
    tests.forEach(
        (label, test) -> {
          Row row = rows.get(label);
          KernelLitmus mark = mark(test);
          if (mark != null) {
            assertThat(row.verdict()).as(label).isEqualToIgnoringCase(mark.verdict().name());
          }
          assertThat(row.promise())
              .as(label)
              .startsWith(grades(test).contains(FORBIDDEN) ? "yes" : "no");
        });
    for (JcstressSuite.Test twin : LISTED) {
      if (twin.isTwin()) {
        String label = label(TestList.getInfo(twin.name()).binaryName(), true);
        assertThat(rows.get(label).twin()).as(label).startsWith(twin.fault() + ": ");
      }
    }
    long withTwin = rows.values().stream().filter(row -> !row.twin().isEmpty()).count();
    assertThat(withTwin).isEqualTo(LISTED.stream().filter(JcstressSuite.Test::isTwin).count());
  }

  private static Map<String, Row> rows() throws IOException {
    return Files.readAllLines(TABLE).stream()
        .filter(line -> line.startsWith("| `"))
        .map(line -> line.substring(1, line.lastIndexOf('|')).split("\\|", -1))
        .filter(cells -> cells.length == 5) // the other tables are smaller
        .map(cells -> Arrays.stream(cells).map(String::strip).toList())
        .collect(
            toMap(
                cells -> cells.get(0).replace("`", ""),
                cells -> new Row(cells.get(1), cells.get(2), cells.get(4))));
  }

  private static Set<Expect> grades(JcstressSuite.Test test) {
    return TestList.getInfo(test.name()).cases().stream()
        .map(StateCase::expect)
        .collect(Collectors.toSet());
  }

  private static String family(JcstressSuite.Test test) {
    String binaryName = TestList.getInfo(test.name()).binaryName();
    return binaryName.substring(0, binaryName.indexOf('$'));
  }

  private static String label(JcstressSuite.Test test) {
    return label(TestList.getInfo(test.name()).binaryName(), false);
  }

  /** How the table calls a test, or the test that a twin belongs to. */
  private static String label(String binaryName, boolean ofTwin) {
    Class<?> test = load(binaryName);
    if (ofTwin) {
      test = test.getAnnotation(JCStressMeta.class).value();
    }
    KernelLitmus mark = test.getAnnotation(KernelLitmus.class);
    return mark == null ? test.getSimpleName() : mark.name();
  }

  private static KernelLitmus mark(JcstressSuite.Test test) {
    return load(TestList.getInfo(test.name()).binaryName()).getAnnotation(KernelLitmus.class);
  }

  private static Class<?> load(String binaryName) {
    try {
      return Class.forName(binaryName, false, KernelLitmusTest.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new AssertionError("listed, but not on the class path: " + binaryName, e);
    }
  }
}
