package org.kernsync.stress.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.kernsync.stress.contract.RedSuite;
import org.kernsync.stress.contract.SemaphoreUnderTest;

/** Each check of the suites is red on a type with the fault that it is about. */
class BrokenConformanceTest {
  /** The suites, each of whose checks must have a row in the tables. */
  private static final List<Class<?>> SUITES =
      List.of(
          InterruptConformance.class,
          TimeoutConformance.class,
          QueueConformance.class,
          FifoConformance.class,
          HandOverConformance.class,
          BargingConformance.class,
          OwnerConformance.class,
          ReadWriteConformance.class,
          CountConformance.class,
          ConditionConformance.class,
          AtomicConformance.class,
          BitmapConformance.class);

  /** What the suite that runs now is about: JUnit makes its instances. */
  private static Object fault;

  /** The check fails, and with the message of that failure. */
  @ParameterizedTest(name = "{0} {2}")
  @MethodSource({"gates", "owners", "conditions", "readWriteLocks", "counts", "atomics"})
  void suite_faulty_red(Object planted, Class<?> suite, String check, String message) {
    fault = planted;
    RedSuite.assertRed(suite, check, message);
  }

  /** No check is without a fault that it was seen to find, and there are no others. */
  @Test
  void tables_allSuites_nameEachCheck() {
    TreeSet<String> listed =
        Stream.of(gates(), owners(), conditions(), readWriteLocks(), counts(), atomics())
            .flatMap(rows -> rows)
            .map(row -> (String) row.get()[2])
            .collect(Collectors.toCollection(TreeSet::new));
    TreeSet<String> checks =
        SUITES.stream()
            .flatMap(suite -> Stream.of(suite.getDeclaredMethods()))
            .filter(BrokenConformanceTest::isCheck)
            .map(Method::getName)
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(listed).isEqualTo(checks);
    assertThat(checks).as("checks").hasSize(46);
  }

  private static boolean isCheck(Method method) {
    return method.isAnnotationPresent(Test.class)
        || method.isAnnotationPresent(ParameterizedTest.class);
  }

  static Stream<Arguments> gates() {
    return Stream.of(
        gate(
            GateFault.LOOKS_LATE,
            "acquireInterruptibly_interruptedBefore_throwsAndTakesNothing",
            "Expecting code to raise a throwable"),
        gate(
            GateFault.LOOKS_LATE_WHEN_TIMED,
            "tryAcquireTimed_interruptedBefore_throwsAndTakesNothing",
            "Expecting code to raise a throwable"),
        gate(GateFault.CLEARS_FLAG, "acquire_interruptedBefore_takesAndKeepsTheFlag", "flag"),
        gate(
            GateFault.TRY_CLEARS_FLAG, "tryAcquire_interruptedBefore_takesAndKeepsTheFlag", "flag"),
        gate(GateFault.DEAF, "acquireInterruptibly_interruptedInLine_throwsAndLeaves", "wedged"),
        gate(
            GateFault.THROWS_WITH_FLAG,
            "acquireInterruptibly_interruptedInLine_throwsAndLeaves",
            "flag"),
        gate(
            GateFault.DEAF_WHEN_TIMED,
            "tryAcquireTimed_interruptedInLine_throwsAndLeaves",
            "wedged"),
        gate(
            GateFault.LEAVES_NODE,
            "tryAcquireTimed_interruptedInLine_throwsAndLeaves",
            "threads left in line"),
        gate(
            GateFault.GIVES_UP,
            "acquire_interruptedInLine_waitsOnAndKeepsTheFlag",
            "acquired while barred"),
        gate(
            GateFault.DROPS_AT_INTERRUPT,
            "acquireInterruptibly_interruptAgainstHandOver_oneOfBoth",
            "can be acquired, once"),
        gate(GateFault.EARLY, "tryAcquireTimed_nothingComes_neverEarly", "waited"),
        gate(GateFault.NEGATIVE_IS_ENDLESS, "tryAcquireTimed_zeroOrNegative_doesNotWait", "wedged"),
        gate(GateFault.OVERFLOWS, "tryAcquireTimed_hugeTimeout_waitsUntilServed", "acquired"),
        gate(
            GateFault.DROPS_AT_TIMEOUT,
            "tryAcquireTimed_timeoutAgainstHandOver_oneOfBoth",
            "can be acquired, once"),
        gate(GateFault.HOARDS, "tryAcquireTimed_threadsTimedOut_areCollected", "held on to"),
        gate(GateFault.LEAVES_NODE, "allForms_storm_leavesNothingBehind", ""),
        gate(GateFault.COUNTS_HOLDER, "queueLength_nobodyWaits_zero", "in line"),
        gate(GateFault.MISCOUNTS, "queueLength_threadsComeAndGo_countsThem", "stand in line"),
        gate(
            GateFault.SAYS_WAITERS_FOR_EVER,
            "queueLength_threadsComeAndGo_countsThem",
            "says that threads are in line"),
        gate(GateFault.LIFO, "acquire_severalInLine_firstInFirstOut", "order of service"),
        gate(GateFault.LETS_PASS, "tryAcquire_givenToOneInLine_cannotPass", "passed the line"),
        gate(GateFault.NONE, "tryAcquire_oneSleepsInLine_mayPass", "the sleeper was passed"));
  }

  static Stream<Arguments> owners() {
    Class<?> suite = OfLock.class;
    return Stream.of(
        Arguments.of(
            FaultyLock.Fault.SILENT, suite, "unlock_free_refused", "Expecting code to raise"),
        Arguments.of(FaultyLock.Fault.SPEECHLESS, suite, "unlock_free_refused", "not held"),
        Arguments.of(
            FaultyLock.Fault.ODD_EXCEPTION,
            suite,
            "unlock_free_refused",
            "IllegalMonitorStateException"),
        Arguments.of(
            FaultyLock.Fault.FOR_ANYONE,
            suite,
            "unlock_byAnother_refusedAndStillHeld",
            "Expecting code to raise"),
        Arguments.of(
            FaultyLock.Fault.REFUSES_AND_FREES,
            suite,
            "unlock_byAnother_refusedAndStillHeld",
            "locked what another holds"),
        Arguments.of(
            FaultyLock.Fault.WAITS_FOR_ITSELF, suite, "lock_byOwner_countedOrRefused", "wedged"),
        Arguments.of(FaultyLock.Fault.OPEN, suite, "lock_sectionsThrow_stillExcludes", "sections"));
  }

  static Stream<Arguments> conditions() {
    return Stream.of(
        condition(
            FaultyCondition.Fault.LAX, "allForms_lockNotHeld_refused", "Expecting code to raise"),
        condition(FaultyCondition.Fault.LIFO, "signal_severalWait_inOrderOneEach", "order"),
        condition(
            FaultyCondition.Fault.WAKES_ALL,
            "signal_severalWait_inOrderOneEach",
            "one for each signal"),
        condition(FaultyCondition.Fault.KEEPS_SIGNAL, "signal_nobodyWaits_notKept", "signalled"),
        condition(FaultyCondition.Fault.EARLY, "awaitTimed_nobodySignals_neverEarly", "left"),
        condition(
            FaultyCondition.Fault.NEGATIVE_IS_ENDLESS, "awaitTimed_longOver_doesNotWait", "wedged"),
        condition(
            FaultyCondition.Fault.SAYS_ALL_IS_LEFT, "awaitTimed_signalled_saysWhatIsLeft", "left"),
        condition(
            FaultyCondition.Fault.OVERFLOWS, "awaitTimed_signalled_saysWhatIsLeft", "signalled"),
        condition(
            FaultyCondition.Fault.LOOKS_LATE, "await_interruptedBefore_throwsHolding", "wedged"),
        condition(
            FaultyCondition.Fault.EATS_SIGNAL,
            "await_interruptedBeforeTheSignal_throwsAndLeavesTheSignal",
            "wedged"),
        condition(
            FaultyCondition.Fault.DROPS_FLAG,
            "await_interruptedAfterTheSignal_returnsWithTheFlag",
            "flag"),
        condition(
            FaultyCondition.Fault.THROWS_AFTER_SIGNAL,
            "await_interruptedAfterTheSignal_returnsWithTheFlag",
            "InterruptedException"),
        condition(
            FaultyCondition.Fault.GIVES_UP,
            "awaitUninterruptibly_interrupted_waitsOnAndKeepsTheFlag",
            "signals before the return"));
  }

  static Stream<Arguments> readWriteLocks() {
    Class<?> suite = OfReadWriteLock.class;
    return Stream.of(
        Arguments.of(
            FaultyReadWriteLock.Fault.SOLITARY,
            suite,
            "readLock_several_togetherAndWithoutAWriter",
            "a second reader is in"),
        Arguments.of(
            FaultyReadWriteLock.Fault.LETS_WRITER_IN,
            suite,
            "readLock_several_togetherAndWithoutAWriter",
            "a writer is in beside readers"),
        Arguments.of(
            FaultyReadWriteLock.Fault.LETS_READER_IN,
            suite,
            "writeLock_one_keepsAllOthersOut",
            "a reader is in beside a writer"),
        Arguments.of(
            FaultyReadWriteLock.Fault.READERS_FIRST,
            suite,
            "readLock_writerInLine_doesNotPassIt",
            "joined readers past a writer"),
        Arguments.of(
            FaultyReadWriteLock.Fault.SILENT,
            suite,
            "unlock_nobodyIn_refused",
            "Expecting code to raise"),
        Arguments.of(
            FaultyReadWriteLock.Fault.GIVES_CONDITION,
            suite,
            "newCondition_readSide_refused",
            "Expecting code to raise"));
  }

  static Stream<Arguments> counts() {
    Class<?> suite = OfCount.class;
    String last = "up_full_refusedAndUnchanged";
    return Stream.of(
        Arguments.of(FaultyCount.Fault.WRAPS, suite, last, "Expecting code to raise"),
        Arguments.of(FaultyCount.Fault.SATURATES, suite, last, "Expecting code to raise"),
        Arguments.of(FaultyCount.Fault.REFUSES_AND_COUNTS, suite, last, "2147483647"),
        Arguments.of(
            FaultyCount.Fault.ONE_SHORT, suite, "up_raceToTheEnd_refusesWhatDoesNotFit", "refused"),
        Arguments.of(
            FaultyCount.Fault.WRAPS, suite, "up_raceToTheEnd_refusesWhatDoesNotFit", "refused"));
  }

  static Stream<Arguments> atomics() {
    Class<?> suite = OfAtomic.class;
    String edges = "apply_edges_asTheJdk";
    String race = "getAndFlip_neighboursRace_noneLost";
    return Stream.of(
        Arguments.of(FaultyAtomic.Fault.RETURNS_OLD, suite, edges, "ADD_AND_GET"),
        Arguments.of(FaultyAtomic.Fault.RETURNS_EXPECTED, suite, edges, "COMPARE_AND_EXCHANGE"),
        Arguments.of(
            FaultyAtomic.Fault.SATURATES, suite, "add_bothEnds_wrapsAround", "behind the highest"),
        Arguments.of(
            FaultyAtomic.Fault.TWO_STEPS,
            suite,
            "getAndIncrement_race_eachNumberOnce",
            "a number was had twice"),
        Arguments.of(
            FaultyBitmap.Fault.RETURNS_NEW,
            OfBitmap.class,
            "randomSteps_severalSizes_asTheJdk",
            "step "),
        Arguments.of(
            FaultyBitmap.Fault.ROUNDS_UP,
            OfBitmap.class,
            "allForms_noSuchBit_refused",
            "Expecting code to raise"),
        Arguments.of(FaultyBitmap.Fault.TWO_STEPS, OfBitmap.class, race, "own bit"));
  }

  private static Arguments gate(GateFault planted, String check, String message) {
    return Arguments.of(planted, OfGate.class, check, message);
  }

  private static Arguments condition(FaultyCondition.Fault planted, String check, String message) {
    return Arguments.of(planted, OfCondition.class, check, message);
  }

  /** A check that is red because nothing comes any more need not wait a minute for it. */
  interface Impatient extends ConformanceSuite {
    @Override
    default Duration patience() {
      return Duration.ofMillis(600);
    }
  }

  static class OfGate
      implements Impatient,
          InterruptConformance,
          TimeoutConformance,
          QueueConformance,
          FifoConformance,
          HandOverConformance,
          BargingConformance {
    @Override
    public BlockingUnderTest newSubject() {
      return new FaultyGate((GateFault) fault);
    }
  }

  static class OfLock implements Impatient, OwnerConformance {
    @Override
    public Lock newLock() {
      return new FaultyLock((FaultyLock.Fault) fault);
    }

    @Override
    public boolean isReentrant() {
      return false;
    }

    @Override
    public String misuseMessage() {
      return "not held";
    }
  }

  static class OfCondition implements Impatient, ConditionConformance {
    @Override
    public Lock newLockWithCondition() {
      return FaultyCondition.lockWith((FaultyCondition.Fault) fault);
    }
  }

  static class OfReadWriteLock implements Impatient, ReadWriteConformance {
    @Override
    public ReadWriteLock newReadWriteLock() {
      return new FaultyReadWriteLock((FaultyReadWriteLock.Fault) fault);
    }

    @Override
    public int queueLength(ReadWriteLock lock) {
      return ((FaultyReadWriteLock) lock).sound.getQueueLength();
    }
  }

  static class OfCount implements Impatient, CountConformance {
    @Override
    public SemaphoreUnderTest newSemaphore(int permits) {
      return new FaultyCount(permits, (FaultyCount.Fault) fault);
    }

    @Override
    public Class<? extends Throwable> overflow() {
      return IllegalStateException.class;
    }
  }

  static class OfAtomic implements Impatient, AtomicConformance {
    @Override
    public AtomicUnderTest newAtomic(long initial) {
      return new FaultyAtomic(initial, (FaultyAtomic.Fault) fault);
    }

    @Override
    public int bits() {
      return Long.SIZE;
    }
  }

  static class OfBitmap implements Impatient, BitmapConformance {
    @Override
    public BitmapUnderTest newBitmap(int size) {
      return new FaultyBitmap(size, (FaultyBitmap.Fault) fault);
    }
  }
}
