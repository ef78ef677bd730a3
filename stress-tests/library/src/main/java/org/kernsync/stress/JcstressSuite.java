package org.kernsync.stress;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Mode;
import org.openjdk.jcstress.infra.TestInfo;
import org.openjdk.jcstress.infra.runners.TestList;

/** The jcstress tests on the class path, and what each is expected to show. */
final class JcstressSuite {
  /**
   * One test.
   *
   * @param name its name, as jcstress lists it
   * @param actors how many processors it needs
   * @param fault what is broken in it; null in a test of the real thing
   * @param claim the name of the test whose outcomes it shares; its own, if it has outcomes
   * @param waits whether it is about a thread that may wait for ever: jcstress waits long for it
   */
  record Test(String name, int actors, String fault, String claim, boolean waits) {
    boolean isTwin() {
      return fault != null;
    }

    /**
     * Two actors are the least that a race takes: where there is one processor, such a test is
     * missed. Three and more need a larger machine, which is documented and told.
     */
    boolean isTooLargeFor(int processors) {
      return actors > 2 && actors > processors;
    }
  }

  private JcstressSuite() {}

  /** The tests whose names match, in the order of their names. */
  static List<Test> matching(Pattern filter) {
    List<Test> tests = new ArrayList<>();
    for (String name : new TreeSet<>(TestList.tests())) {
      if (filter.matcher(name).find()) {
        tests.add(describe(TestList.getInfo(name)));
      }
    }
    return tests;
  }

  /** The tests whose names match, in the order of their names. */
  static List<Test> matching(String filter) {
    return matching(Pattern.compile(filter));
  }

  /**
   * One part of several: claims go to them in turn, by name, and with each what shares its
   * outcomes.
   *
   * @param tests what to divide
   * @param index which part, from 1
   * @param count how many parts there are
   */
  static List<Test> shard(List<Test> tests, int index, int count) {
    List<String> claims =
        List.copyOf(tests.stream().map(Test::claim).collect(Collectors.toCollection(TreeSet::new)));
    return tests.stream()
        .filter(test -> claims.indexOf(test.claim()) % count == index - 1)
        .toList();
  }

  /** A regular expression for these tests and no others. */
  static String only(Collection<Test> tests) {
    return tests.stream()
        .map(test -> Pattern.quote(test.name()))
        .collect(Collectors.joining("|", "^(", ")$"));
  }

  private static Test describe(TestInfo info) {
    Class<?> test = load(info.binaryName());
    BrokenTwin twin = test.getAnnotation(BrokenTwin.class);
    return new Test(
        info.name(),
        info.threads(),
        twin == null ? null : twin.value(),
        claimOf(test).getCanonicalName(),
        test.getAnnotation(JCStressTest.class).value() == Mode.Termination);
  }

  private static Class<?> claimOf(Class<?> test) {
    JCStressMeta meta = test.getAnnotation(JCStressMeta.class);
    return meta == null ? test : claimOf(meta.value());
  }

  private static Class<?> load(String binaryName) {
    try {
      return Class.forName(binaryName, false, JcstressSuite.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("listed, but not on the class path: " + binaryName, e);
    }
  }
}
