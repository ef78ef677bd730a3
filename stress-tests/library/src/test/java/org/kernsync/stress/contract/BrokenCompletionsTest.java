package org.kernsync.stress.contract;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.kernsync.stress.broken.EarlyWakeCompletion;
import org.kernsync.stress.broken.FleetingCompletion;
import org.kernsync.stress.broken.ForgetfulCompletion;

/** The completion suite is red on each broken completion, for the reason that is its fault. */
class BrokenCompletionsTest {
  /** The check that is about the fault fails, and with the message of that failure. */
  @ParameterizedTest
  @MethodSource("faults")
  void suite_brokenCompletion_red(Class<?> suite, String check, String message) {
    RedSuite.assertRed(suite, check, message);
  }

  static Stream<Arguments> faults() {
    return Stream.of(
        Arguments.of(OfForgetful.class, "complete_nobodyWaits_", "the second of three"),
        Arguments.of(OfFleeting.class, "completeAll_threadsWait_", "after completeAll"),
        Arguments.of(OfEarlyWake.class, "complete_waiterGoesToSleep_", "wedged"));
  }

  abstract static class Impatient extends CompletionContract {
    @Override
    protected Duration patience() {
      return Duration.ofSeconds(2);
    }
  }

  static class OfForgetful extends Impatient {
    @Override
    protected CompletionUnderTest newCompletion() {
      return new ForgetfulCompletion();
    }
  }

  static class OfFleeting extends Impatient {
    @Override
    protected CompletionUnderTest newCompletion() {
      return new FleetingCompletion();
    }
  }

  static class OfEarlyWake extends Impatient {
    @Override
    protected CompletionUnderTest newCompletion() {
      return new EarlyWakeCompletion();
    }
  }
}
