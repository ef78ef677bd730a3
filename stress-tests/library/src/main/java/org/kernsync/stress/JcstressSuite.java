package org.kernsync.stress;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
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
   */
  record Test(String name, int actors, String fault) {
    boolean isTwin() {
      return fault != null;
    }
  }

  private JcstressSuite() {}

  /** The tests that {@code -t filter} selects, in the order of their names. */
  static List<Test> matching(String filter) {
    Pattern pattern = Pattern.compile(filter);
    List<Test> tests = new ArrayList<>();
    for (String name : new TreeSet<>(TestList.tests())) {
      if (pattern.matcher(name).find()) {
        TestInfo info = TestList.getInfo(name);
        tests.add(new Test(name, info.threads(), faultOf(info.binaryName())));
      }
    }
    return tests;
  }

  private static String faultOf(String binaryName) {
    try {
      Class<?> test = Class.forName(binaryName, false, JcstressSuite.class.getClassLoader());
      BrokenTwin twin = test.getAnnotation(BrokenTwin.class);
      return twin == null ? null : twin.value();
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("listed, but not on the class path: " + binaryName, e);
    }
  }
}
