package org.kernsync.stress.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.kernsync.stress.contract.SemaphoreUnderTest;
import org.kernsync.stress.harness.RacingThreads;
import org.kernsync.stress.harness.ThreadKind;

/** The end of a semaphore's count. */
public interface CountConformance extends ConformanceSuite {
  /**
   * Makes the semaphore of one test.
   *
   * @param permits the permits to begin with
   * @return a semaphore for which nobody waits
   */
  SemaphoreUnderTest newSemaphore(int permits);

  /**
   * What a thread is told that gives a permit too many.
   *
   * @return the class of what is thrown
   */
  Class<? extends Throwable> overflow();

  /** A permit beyond the highest count is refused with a message, and changes nothing. */
  @Test
  default void up_full_refusedAndUnchanged() {
    SemaphoreUnderTest semaphore = newSemaphore(Integer.MAX_VALUE);
    for (int attempt = 0; attempt < 2; attempt++) {
      assertThatThrownBy(semaphore::up)
          .as("up beyond the highest count")
          .isInstanceOf(overflow())
          .satisfies(thrown -> assertThat(thrown.getMessage()).isNotBlank());
      assertThat(semaphore.permits()).isEqualTo(Integer.MAX_VALUE);
    }
    assertThat(semaphore.tryDown()).isTrue();
    assertThat(semaphore.permits()).isEqualTo(Integer.MAX_VALUE - 1);
    semaphore.up();
    assertThat(semaphore.permits()).isEqualTo(Integer.MAX_VALUE);
  }

  /** Threads that race for the last place: as many are refused as did not fit. */
  @Test
  default void up_raceToTheEnd_refusesWhatDoesNotFit() {
    int rounds = ConformanceSuite.rounds();
    SemaphoreUnderTest semaphore = newSemaphore(Integer.MAX_VALUE - rounds);
    int[] refused = new int[3];
    try (RacingThreads racers = new RacingThreads(ThreadKind.PLATFORM, patience())) {
      for (int t = 0; t < refused.length; t++) {
        int index = t;
        racers.add(
            () -> {
              for (int round = 0; round < rounds; round++) {
                try {
                  semaphore.up();
                } catch (IllegalStateException | Error full) {
                  assertThat(full).isInstanceOf(overflow());
                  refused[index]++;
                }
              }
            });
      }
      racers.race();
    }
    assertThat(refused[0] + refused[1] + refused[2]).as("refused").isEqualTo(2 * rounds);
    assertThat(semaphore.permits()).isEqualTo(Integer.MAX_VALUE);
  }
}
