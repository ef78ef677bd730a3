package org.kernsync.stress.contract;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.kernsync.stress.broken.HastySemaphore;
import org.kernsync.stress.broken.HeedlessTimeoutSemaphore;
import org.kernsync.stress.broken.OverdraftSemaphore;
import org.kernsync.stress.broken.SilentSemaphore;
import org.kernsync.stress.broken.TwoStepSemaphore;

/** The semaphore suite is red on each broken semaphore, for the reason that is its fault. */
class BrokenSemaphoresTest {
  /** The check that is about the fault fails, and with the message of that failure. */
  @ParameterizedTest
  @MethodSource("faults")
  void suite_brokenSemaphore_red(Class<?> suite, String check, String message) {
    RedSuite.assertRed(suite, check, message);
  }

  static Stream<Arguments> faults() {
    return Stream.of(
        Arguments.of(OfTwoStep.class, "down_", ""),
        Arguments.of(OfOverdraft.class, "tryDown_oneThread_", "to be false"),
        Arguments.of(OfSilent.class, "up_manyWait_allServed", "wedged"),
        Arguments.of(OfHasty.class, "tryDown_nothingComes_", "to be false"),
        Arguments.of(OfHeedlessTimeout.class, "down_allForms_permitsConserved", ""));
  }

  abstract static class Impatient extends SemaphoreContract {
    @Override
    protected Duration patience() {
      return Duration.ofSeconds(2);
    }
  }

  static class OfTwoStep extends Impatient {
    @Override
    protected SemaphoreUnderTest newSemaphore(int permits) {
      return new TwoStepSemaphore(permits);
    }
  }

  static class OfOverdraft extends Impatient {
    @Override
    protected SemaphoreUnderTest newSemaphore(int permits) {
      return new OverdraftSemaphore(permits);
    }
  }

  static class OfSilent extends Impatient {
    @Override
    protected SemaphoreUnderTest newSemaphore(int permits) {
      return new SilentSemaphore(permits);
    }
  }

  static class OfHasty extends Impatient {
    @Override
    protected SemaphoreUnderTest newSemaphore(int permits) {
      return new HastySemaphore(permits);
    }
  }

  static class OfHeedlessTimeout extends Impatient {
    @Override
    protected SemaphoreUnderTest newSemaphore(int permits) {
      return new HeedlessTimeoutSemaphore(permits);
    }
  }
}
