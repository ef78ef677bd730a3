package org.kernsync.stress.contract;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.kernsync.stress.broken.BreakingQueuedLock;
import org.kernsync.stress.broken.OpenMutex;
import org.kernsync.stress.broken.SilentMutex;
import org.kernsync.stress.broken.SilentTicketLock;
import org.kernsync.stress.broken.TestThenSetMutex;
import org.kernsync.stress.broken.TwoStepTicketLock;

/** The lock suite is red on each broken lock, for the reason that is its fault. */
class BrokenLocksTest {
  /** The check that is about the fault fails, and with the message of that failure. */
  @ParameterizedTest
  @MethodSource("faults")
  void suite_brokenLock_red(Class<?> suite, String check, String message) {
    RedSuite.assertRed(suite, check, message);
  }

  static Stream<Arguments> faults() {
    String insideTwice = "two threads inside";
    return Stream.of(
        Arguments.of(OfTestThenSet.class, "lock_manyThreads_", insideTwice),
        Arguments.of(OfTwoStep.class, "tryLock_againstLock_", insideTwice),
        Arguments.of(OfOpen.class, "tryLock_heldByAnother_", "while held"),
        Arguments.of(OfSilentMutex.class, "unlock_manyWait_allServed", "wedged"),
        Arguments.of(OfSilentTicketLock.class, "unlock_manyWait_allServed", "wedged"),
        Arguments.of(OfBreakingQueuedLock.class, "lock_manyThreads_", "wedged"));
  }

  abstract static class Impatient extends MutualExclusionContract {
    @Override
    protected Duration patience() {
      return Duration.ofSeconds(2);
    }
  }

  static class OfTestThenSet extends Impatient {
    @Override
    protected LockUnderTest newLock() {
      return new TestThenSetMutex();
    }
  }

  static class OfTwoStep extends Impatient {
    @Override
    protected LockUnderTest newLock() {
      return new TwoStepTicketLock();
    }
  }

  static class OfOpen extends Impatient {
    @Override
    protected LockUnderTest newLock() {
      return new OpenMutex();
    }
  }

  static class OfSilentMutex extends Impatient {
    @Override
    protected LockUnderTest newLock() {
      return new SilentMutex();
    }
  }

  static class OfSilentTicketLock extends Impatient {
    @Override
    protected LockUnderTest newLock() {
      return new SilentTicketLock();
    }
  }

  static class OfBreakingQueuedLock extends Impatient {
    @Override
    protected LockUnderTest newLock() {
      return new BreakingQueuedLock();
    }
  }
}
