package org.kernsync.stress.contract;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.kernsync.stress.broken.EarlyIndexFifo;
import org.kernsync.stress.broken.OneTooManyFifo;

/** The fifo suite is red on each broken fifo, for the reason that is its fault. */
class BrokenFifosTest {
  /** The check that is about the fault fails, and with the message of that failure. */
  @ParameterizedTest
  @MethodSource("faults")
  void suite_brokenFifo_red(Class<?> suite, String check, String message) {
    RedSuite.assertRed(suite, check, message);
  }

  static Stream<Arguments> faults() {
    return Stream.of(
        Arguments.of(OfEarlyIndex.class, "get_writerBeside_", ""),
        Arguments.of(OfOneTooMany.class, "put_untilFull_", "one beyond the capacity"));
  }

  abstract static class Impatient extends FifoContract {
    @Override
    protected Duration patience() {
      return Duration.ofSeconds(2);
    }
  }

  static class OfEarlyIndex extends Impatient {
    @Override
    protected FifoUnderTest<Parcel> newFifo(int capacity) {
      return new EarlyIndexFifo<>(capacity);
    }
  }

  static class OfOneTooMany extends Impatient {
    @Override
    protected FifoUnderTest<Parcel> newFifo(int capacity) {
      return new OneTooManyFifo<>(capacity);
    }
  }
}
