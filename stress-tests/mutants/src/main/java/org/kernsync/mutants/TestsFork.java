package org.kernsync.mutants;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** The program that runs JUnit tests of one class, and ends at the first that fails. */
final class TestsFork {
  static final int GREEN = 0;
  static final int RED = 3;
  static final int NOTHING_RAN = 2;

  private int ran;

  private TestsFork() {}

  /**
   * Runs them and ends the JVM.
   *
   * @param args the class; how the names of the methods begin, where not all are meant
   */
  public static void main(String[] args) {
    String methods = args.length > 1 ? args[1] : "";
    int exitCode = RED;
    try {
      exitCode = new TestsFork().run(args[0], methods);
    } catch (Throwable unexpected) {
      unexpected.printStackTrace(System.out);
    }
    end(exitCode); // threads that hang are not waited for
  }

  private int run(String testClass, String methods) throws ClassNotFoundException {
    PostDiscoveryFilter wanted =
        test ->
            FilterResult.includedIf(
                test.getSource()
                    .filter(MethodSource.class::isInstance)
                    .map(source -> ((MethodSource) source).getMethodName().startsWith(methods))
                    .orElse(true));
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(selectClass(Class.forName(testClass)))
            .filters(wanted)
            .build();
    LauncherFactory.create().execute(request, new FirstFailure());
    return ran == 0 ? NOTHING_RAN : GREEN;
  }

  private static void end(int exitCode) {
    System.out.flush();
    Runtime.getRuntime().halt(exitCode);
  }

  private final class FirstFailure implements TestExecutionListener {
    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
      ran += test.isTest() ? 1 : 0;
      if (result.getStatus() == TestExecutionResult.Status.FAILED) {
        System.out.println("RED " + test.getDisplayName() + " " + result.getThrowable());
        result.getThrowable().ifPresent(thrown -> thrown.printStackTrace(System.out));
        end(RED);
      }
    }
  }
}
