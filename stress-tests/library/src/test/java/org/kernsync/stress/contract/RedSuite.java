package org.kernsync.stress.contract;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** Runs checks of a suite inside of a test that wants them to fail. */
public final class RedSuite {
  private static final int ATTEMPTS = 20;

  private RedSuite() {}

  /**
   * Runs checks until the failure comes that is wanted: two threads that race may well miss each
   * other once, on a machine with other things to do.
   *
   * @param checks how the names of the checks begin
   * @param message what the failure must say
   */
  public static void assertRed(Class<?> suite, String checks, String message) {
    List<List<String>> seen = new ArrayList<>();
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      List<String> failures = failuresOf(suite, checks);
      if (failures.stream().anyMatch(failure -> failure.contains(message))) {
        return;
      }
      seen.add(failures);
    }
    throw new AssertionError("no failure of " + checks + " in " + suite + ", only " + seen);
  }

  private static List<String> failuresOf(Class<?> suite, String checks) {
    PostDiscoveryFilter wanted =
        test -> FilterResult.includedIf(test.getUniqueId().toString().contains(":" + checks));
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(selectClass(suite))
            .filters(wanted)
            .build();
    SummaryGeneratingListener listener = new SummaryGeneratingListener();
    LauncherFactory.create().execute(request, listener);
    TestExecutionSummary summary = listener.getSummary();
    if (summary.getTestsFoundCount() == 0) {
      throw new AssertionError("no check " + checks + " found in " + suite);
    }
    return summary.getFailures().stream()
        .map(failure -> messages(failure.getException()))
        .collect(Collectors.toList());
  }

  private static String messages(Throwable thrown) {
    StringBuilder text = new StringBuilder();
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      text.append(cause.getMessage()).append("; ");
    }
    return text.toString();
  }
}
