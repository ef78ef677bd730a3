package org.kernsync.stress.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kernsync.stress.harness.RacingThreads;
import org.kernsync.stress.harness.ThreadKind;

/**
 * What every bounded fifo between one writer and one reader must do, as a JUnit class to extend.
 */
public abstract class FifoContract {
  private static final int CAPACITY = 8;
  private static final int ELEMENTS = 50_000;

  /** An element; its fields are plain on purpose: only the fifo under test orders them. */
  public static final class Parcel {
    private final long[] copies = new long[2];

    private Parcel(long number) {
      copies[0] = number;
      copies[1] = number;
    }

    private void assertIs(long number) {
      if (copies[0] != number || copies[1] != number) {
        throw new AssertionError("expected " + number + ", got " + copies[0] + " and " + copies[1]);
      }
    }
  }

  /** For suites that extend it. */
  protected FifoContract() {}

  /**
   * Makes the fifo of one test.
   *
   * @param capacity how many elements it must hold, a power of two
   * @return an empty fifo
   */
  protected abstract FifoUnderTest<Parcel> newFifo(int capacity);

  /**
   * How long threads may take before a test calls them wedged.
   *
   * @return a minute, unless overridden
   */
  protected Duration patience() {
    return RacingThreads.PATIENCE;
  }

  /**
   * The kinds of threads to test with.
   *
   * @return all that this JDK has
   */
  protected static List<ThreadKind> kinds() {
    return ThreadKind.available();
  }

  /** It holds as many elements as it says, and not one more, however often it went round. */
  @Test
  public void put_untilFull_holdsTheCapacity() {
    FifoUnderTest<Parcel> fifo = newFifo(CAPACITY);
    int capacity = fifo.capacity();
    assertThat(capacity).isGreaterThanOrEqualTo(CAPACITY);
    long given = 0;
    long taken = 0;
    for (int round = 0; round < 5; round++) {
      while (given - taken < capacity) {
        assertThat(fifo.put(new Parcel(given++))).as("room for " + (given - taken)).isTrue();
      }
      assertThat(fifo.put(new Parcel(given))).as("one beyond the capacity").isFalse();
      for (int i = 0; i <= round; i++) {
        fifo.get().assertIs(taken++);
      }
    }
    while (taken < given) {
      fifo.get().assertIs(taken++);
    }
    assertThat(fifo.get()).as("of an empty fifo").isNull();
  }

  /**
   * Each element arrives once, in order, with what its writer wrote into it.
   *
   * @param kind the kind of the threads
   */
  @ParameterizedTest
  @MethodSource("kinds")
  public void get_writerBeside_everyElementOnceInOrder(ThreadKind kind) {
    FifoUnderTest<Parcel> fifo = newFifo(CAPACITY);
    try (RacingThreads racers = new RacingThreads(kind, patience())) {
      racers.add(
          () -> {
            for (long i = 0; i < ELEMENTS; i++) {
              Parcel parcel = new Parcel(i);
              for (int tries = 0; !fifo.put(parcel); tries++) {
                pause(tries);
              }
            }
          });
      racers.add(
          () -> {
            for (long i = 0; i < ELEMENTS; i++) {
              Parcel parcel = fifo.get();
              for (int tries = 0; parcel == null; tries++) {
                pause(tries);
                parcel = fifo.get();
              }
              parcel.assertIs(i);
            }
          });
      racers.race();
    }
    assertThat(fifo.get()).as("of an empty fifo").isNull();
  }

  private static void pause(int tries) throws InterruptedException {
    if (tries % 64 == 63) {
      if (Thread.interrupted()) {
        throw new InterruptedException(); // the race is over for the other thread
      }
      Thread.yield();
    } else {
      Thread.onSpinWait();
    }
  }
}
