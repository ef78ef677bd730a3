package org.kernsync.stress.contract;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.kernsync.stress.broken.DeafReadWriteLock;
import org.kernsync.stress.broken.ForgetfulReadWriteLock;
import org.kernsync.stress.broken.GappyReadWriteLock;
import org.kernsync.stress.broken.LeakyReadWriteLock;
import org.kernsync.stress.broken.ReadersFirstReadWriteLock;
import org.kernsync.stress.broken.SolitaryReadWriteLock;

/** The read-write suite is red on each broken lock, for the reason that is its fault. */
class BrokenReadWriteLocksTest {
  /** The check that is about the fault fails, and with the message of that failure. */
  @ParameterizedTest
  @MethodSource("faults")
  void suite_brokenLock_red(Class<?> suite, String check, String message) {
    RedSuite.assertRed(suite, check, message);
  }

  static Stream<Arguments> faults() {
    String besideWriter = "a writer beside a reader";
    return Stream.of(
        Arguments.of(OfLeaky.class, "lock_readersAndWriters_", besideWriter),
        Arguments.of(OfLeaky.class, "tryForms_heldByAnother_", "gets in"),
        Arguments.of(OfSolitary.class, "readLock_severalThreads_", "wedged"),
        Arguments.of(OfReadersFirst.class, "writeLock_streamOfReaders_", "wedged"),
        Arguments.of(OfForgetful.class, "readUnlock_manyWait_", "wedged"),
        Arguments.of(OfGappy.class, "downgrade_", "written since the downgrade"),
        Arguments.of(OfDeaf.class, "lock_interruptedWhileWaiting_", "flag"));
  }

  abstract static class Impatient extends ReadWriteContract {
    @Override
    protected Duration patience() {
      return Duration.ofSeconds(2);
    }
  }

  static class OfLeaky extends Impatient {
    @Override
    protected ReadWriteUnderTest newLock() {
      return new LeakyReadWriteLock();
    }
  }

  static class OfSolitary extends Impatient {
    @Override
    protected ReadWriteUnderTest newLock() {
      return new SolitaryReadWriteLock();
    }
  }

  static class OfReadersFirst extends Impatient {
    @Override
    protected ReadWriteUnderTest newLock() {
      return new ReadersFirstReadWriteLock();
    }
  }

  static class OfForgetful extends Impatient {
    @Override
    protected ReadWriteUnderTest newLock() {
      return new ForgetfulReadWriteLock();
    }
  }

  static class OfGappy extends Impatient {
    @Override
    protected ReadWriteUnderTest newLock() {
      return new GappyReadWriteLock();
    }
  }

  static class OfDeaf extends Impatient {
    @Override
    protected ReadWriteUnderTest newLock() {
      return new DeafReadWriteLock();
    }
  }
}
