package org.kernsync.stress.contract;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.kernsync.stress.broken.RevivingRefCount;
import org.kernsync.stress.broken.TwoStepRefCount;
import org.kernsync.stress.broken.WrappingRefCount;

/** The suite is red on each broken reference count, for the reason that is its fault. */
class BrokenRefCountsTest {
  /** The check that is about the fault fails, and with the message of that failure. */
  @ParameterizedTest
  @MethodSource("faults")
  void suite_brokenRefCount_red(Class<?> suite, String check, String message) {
    RedSuite.assertRed(suite, check, message);
  }

  static Stream<Arguments> faults() {
    return Stream.of(
        Arguments.of(OfTwoStep.class, "inc_manyThreads_", "reference was lost"),
        Arguments.of(OfTwoStep.class, "decAndTest_moreOftenThanHeld_", "released twice"),
        Arguments.of(OfReviving.class, "decAndTest_oneThread_", "a dead one"),
        Arguments.of(OfReviving.class, "incNotZero_againstTheLastPut_", "release"),
        Arguments.of(OfWrapping.class, "inc_beyondTheLargest_", "saturated for good"),
        Arguments.of(OfWrapping.class, "inc_racingBeyondTheLargest_", "saturated for good"));
  }

  abstract static class Impatient extends RefCountContract {
    @Override
    protected Duration patience() {
      return Duration.ofSeconds(10);
    }
  }

  static class OfTwoStep extends Impatient {
    @Override
    protected RefCountUnderTest newCount(int references) {
      return new TwoStepRefCount(references);
    }
  }

  static class OfReviving extends Impatient {
    @Override
    protected RefCountUnderTest newCount(int references) {
      return new RevivingRefCount(references);
    }
  }

  static class OfWrapping extends Impatient {
    @Override
    protected RefCountUnderTest newCount(int references) {
      return new WrappingRefCount(references);
    }
  }
}
