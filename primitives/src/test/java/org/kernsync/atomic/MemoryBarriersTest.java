package org.kernsync.atomic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.kernsync.internal.Crew;

/** The fences keep stores and loads apart; the waits end when they should. */
class MemoryBarriersTest {
  /** So often both must have missed where no barrier stands. */
  private static final int CONTROL = 300;

  /** Other load may keep the two threads apart for many batches. */
  private static final int BATCHES_MAX = 300;

  private int payload;

  static List<ThreadFactory> kinds() {
    return Crew.kinds();
  }

  /**
   * With any full barrier between them, a store is not passed by a later load; in the rounds
   * between, without one, it is.
   */
  @ParameterizedTest
  @EnumSource(StoreBuffering.class)
  void fullBarrier_storeBuffering_neverBothMiss(StoreBuffering barrier) {
    long missedWithout = 0;
    boolean several = Runtime.getRuntime().availableProcessors() > 1; // one misses nothing
    for (int i = 0; i < (several ? BATCHES_MAX : 2) && missedWithout < CONTROL; i++) {
      StoreBuffering.Missed missed = barrier.play();
      assertThat(missed.withBarrier()).isZero();
      missedWithout += missed.without();
    }
    assertThat(missedWithout).as("the threads met").isGreaterThanOrEqualTo(several ? CONTROL : 0);
  }

  /** Message passing: with a fence on each side, plain data arrives before its flag. */
  @Test
  void releaseAndAcquireFence_messagePassing_dataBeforeFlag() {
    AtomicInt32 flag = new AtomicInt32();
    try (Crew crew = new Crew()) {
      crew.start(
          () -> {
            for (int round = 1; round <= 20_000; round++) {
              payload = round; // plain: the fences order it
              if (round % 2 == 0) {
                MemoryBarriers.releaseFence();
              } else {
                MemoryBarriers.wmb();
              }
              flag.set(round);
              int answer = -round;
              MemoryBarriers.condLoadAcquire(flag, v -> v == answer, step -> Thread.yield());
            }
          });
      crew.start(
          () -> {
            for (int round = 1; round <= 20_000; round++) {
              int expected = round;
              MemoryBarriers.condLoadRelaxed(flag, v -> v == expected, step -> Thread.yield());
              if (round % 2 == 0) {
                MemoryBarriers.rmb();
              } else {
                MemoryBarriers.acquireAfterControlDependency();
              }
              assertThat(payload).isEqualTo(round); // plain: as above
              MemoryBarriers.acquireFence();
              flag.setRelease(-round);
            }
          });
    }
  }

  /** A storing barrier stores. */
  @Test
  void storeMb_always_stores() {
    AtomicInt32 narrow = new AtomicInt32();
    AtomicInt64 wide = new AtomicInt64();
    MemoryBarriers.storeMb(narrow, -3);
    MemoryBarriers.storeMb(wide, Long.MIN_VALUE);
    assertThat(narrow.read()).isEqualTo(-3);
    assertThat(wide.read()).isEqualTo(Long.MIN_VALUE);
  }

  /** A condition that holds is not waited for. */
  @Test
  void condLoad_holds_returnsTheValueWithoutAPause() {
    AtomicInt32 narrow = new AtomicInt32(7);
    AtomicInt64 wide = new AtomicInt64(1L << 40);
    assertThat(MemoryBarriers.condLoadRelaxed(narrow, v -> v == 7, this::noPause)).isEqualTo(7);
    assertThat(MemoryBarriers.condLoadAcquire(narrow, v -> v == 7, this::noPause)).isEqualTo(7);
    assertThat(MemoryBarriers.condLoadRelaxed(wide, v -> v > 0, this::noPause)).isEqualTo(1L << 40);
    assertThat(MemoryBarriers.condLoadAcquire(wide, v -> v > 0, this::noPause)).isEqualTo(1L << 40);
    MemoryBarriers.condLoadRelaxed(() -> true, this::noPause);
    MemoryBarriers.condLoadAcquire(() -> true, this::noPause);
  }

  private void noPause(int step) {
    throw new AssertionError("step " + step);
  }

  /** Between two looks it pauses, and says how often it did; then it has the value that held. */
  @Test
  void condLoad_doesNotHold_pausesInSteps() {
    List<Integer> steps = new ArrayList<>();
    AtomicInt32 narrow = new AtomicInt32();
    AtomicInt64 wide = new AtomicInt64();
    int seen =
        MemoryBarriers.condLoadAcquire(
            narrow,
            v -> v == 3,
            step -> {
              steps.add(step);
              narrow.inc();
            });
    long seenWide =
        MemoryBarriers.condLoadAcquire(
            wide,
            v -> v == 3,
            step -> {
              steps.add(step);
              wide.inc();
            });
    MemoryBarriers.condLoadAcquire(
        () -> narrow.read() == 5,
        step -> {
          steps.add(step);
          narrow.inc();
        });
    assertThat(List.of((long) seen, seenWide)).containsExactly(3L, 3L);
    assertThat(steps).containsExactly(0, 1, 2, 0, 1, 2, 0, 1);
  }

  /** The steps of a long wait do not wrap around to those of a young one. */
  @Test
  void next_lastStep_stays() {
    assertThat(CondLoad.next(0)).isEqualTo(1);
    assertThat(CondLoad.next(Integer.MAX_VALUE)).isEqualTo(Integer.MAX_VALUE);
  }

  /** An interrupt does not end the wait, is not seen by its pauses, and is there afterwards. */
  @ParameterizedTest
  @MethodSource("kinds")
  void condLoad_interrupted_keepsWaitingAndTheFlag(ThreadFactory kind) {
    AtomicInt32 narrow = new AtomicInt32();
    AtomicInt64 wide = new AtomicInt64();
    try (Crew crew = new Crew(kind)) {
      crew.start(
          () -> {
            Thread.currentThread().interrupt();
            MemoryBarriers.condLoadRelaxed(narrow, v -> v == 5, step -> pausing(narrow, step));
            assertThat(Thread.interrupted()).isTrue();
            Thread.currentThread().interrupt();
            MemoryBarriers.condLoadRelaxed(
                wide,
                v -> v == 5,
                step -> {
                  wide.inc();
                  require(step == 0 || !Thread.currentThread().isInterrupted());
                });
            assertThat(Thread.interrupted()).isTrue();
            Thread.currentThread().interrupt();
            MemoryBarriers.condLoadRelaxed(() -> narrow.read() == 9, step -> pausing(narrow, step));
            assertThat(Thread.interrupted()).isTrue();
          });
    }
  }

  private static void pausing(AtomicInt32 variable, int step) {
    variable.inc();
    require(step == 0 || !Thread.currentThread().isInterrupted());
  }

  private static void require(boolean holds) {
    if (!holds) {
      throw new AssertionError("a pause found the interrupt flag");
    }
  }

  /** A pause that throws ends the wait, and the interrupt flag is as it was. */
  @Test
  void condLoad_pauseThrows_endsTheWait() {
    AtomicInt32 variable = new AtomicInt32();
    Thread.currentThread().interrupt();
    assertThatThrownBy(
            () ->
                MemoryBarriers.condLoadAcquire(
                    variable,
                    v -> v == 1,
                    step -> {
                      if (step == 2) {
                        throw new IllegalStateException("hook");
                      }
                    }))
        .hasMessage("hook");
    assertThat(Thread.interrupted()).isTrue();
  }
}
