package org.kernsync.stress.contract;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.kernsync.stress.broken.HastySequenceLock;
import org.kernsync.stress.broken.SilentSequenceLock;
import org.kernsync.stress.broken.TrustingSequenceLock;

/** The suite of sequence locks is red on each broken one, for the reason that is its fault. */
class BrokenSequenceLocksTest {
  /** The check that is about the fault fails, and with the message of that failure. */
  @ParameterizedTest
  @MethodSource("faults")
  void suite_brokenLock_red(Class<?> suite, String check, String message) {
    RedSuite.assertRed(suite, check, message);
  }

  static Stream<Arguments> faults() {
    String torn = "torn read";
    String noRetry = "retry after a write";
    return Stream.of(
        Arguments.of(OfTrusting.class, "read_writersAtWork_", torn),
        Arguments.of(OfTrusting.class, "readRetry_writeMeanwhile_", noRetry),
        Arguments.of(OfHasty.class, "read_writerHalfWay_", torn),
        Arguments.of(OfSilent.class, "read_writersAtWork_", torn),
        Arguments.of(OfSilent.class, "readRetry_writeMeanwhile_", noRetry));
  }

  abstract static class Impatient extends SequenceLockContract {
    @Override
    protected Duration patience() {
      return Duration.ofSeconds(2);
    }
  }

  static class OfTrusting extends Impatient {
    @Override
    protected SequenceLockUnderTest newLock() {
      return new TrustingSequenceLock();
    }
  }

  static class OfHasty extends Impatient {
    @Override
    protected SequenceLockUnderTest newLock() {
      return new HastySequenceLock();
    }
  }

  static class OfSilent extends Impatient {
    @Override
    protected SequenceLockUnderTest newLock() {
      return new SilentSequenceLock();
    }
  }
}
