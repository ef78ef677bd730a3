package org.kernsync.stress.torture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kernsync.stress.torture.busted.BustedLock;
import org.kernsync.stress.torture.busted.SleepyLock;

/** The torture of locks is green on what is right, ours or not, and red for a reason that fits. */
class LockTortureTest {
  private static final long ACQUISITIONS = 30_000;
  private static final TortureSettings SETTINGS =
      new TortureSettings(8, 42, 0, 0, new TortureGoals(0, 0, 0, 0, ACQUISITIONS));

  /** Only how long a run takes that is wedged, or that misses what it is to find. */
  private static final Duration LONGEST = Duration.ofMinutes(2);

  /** Each lock of the library comes through, and the torture has really done all that it says. */
  @ParameterizedTest
  @MethodSource("ours")
  void run_ours_green(LockType type) throws Exception {
    Verdict verdict = new TortureRun(type, SETTINGS, null).run(LONGEST, line -> {});

    assertThat(verdict.failures()).isEmpty();
    assertThat(verdict.isStalled()).isFalse();
    assertThat(count(verdict, "acquisitions")).isGreaterThanOrEqualTo(ACQUISITIONS);
    assertThat(count(verdict, "nested")).isPositive();
    assertThat(count(verdict, "interrupts")).isPositive();
    assertThat(count(verdict, "stutters")).isPositive();
    assertThat(count(verdict, "calms")).isPositive();
    assertThat(count(verdict, "replaced")).isPositive();
    assertThat(count(verdict, "died-inside")).isPositive();
    TorturedLock one = type.maker().get();
    assertThat(count(verdict, "reads") > 0).isEqualTo(one.reading() != null);
    assertThat(count(verdict, "downgrades") > 0).isEqualTo(one.hasDowngrade());
    assertThat(count(verdict, "timeouts") > 0).isEqualTo(one.writing().isTimed());
    assertThat(count(verdict, "interrupted") > 0).isEqualTo(one.writing().isTimed());
    assertThat(verdict.counts().contains("overtaken-most=")).isEqualTo(one.mostOvertaken() >= 0);
    if (one.mostOvertaken() >= 0) {
      assertThat(count(verdict, "overtaken-most")).isBetween(1L, SETTINGS.threads() - 1L);
    }
  }

  static Stream<LockType> ours() {
    return LockType.library().stream();
  }

  /** The adapter that twins are made with is right as long as it has no fault. */
  @Test
  void run_adapterWithoutFault_green() throws Exception {
    for (LockType type : LockType.library()) {
      if (List.of("ticket", "rwspin", "semaphore").contains(type.word())) {
        run(failed -> new BustedLock(type.maker().get(), null, failed)).assertGreen();
        run(failed -> new SleepyLock(type.maker().get(), null, failed)).assertGreen();
      }
    }
  }

  /** As many waits are interrupted, and as many time out, as are asked for. */
  @Test
  void run_goalsOfInterruptsAndTimeouts_reached() throws Exception {
    Verdict interrupted = LockTorture.of("mine", SleepingLocks::mutex).interrupts(2_000).run();
    assertThat(count(interrupted.assertGreen(), "interrupted")).isGreaterThanOrEqualTo(2_000);

    Verdict timedOut = LockTorture.of("mine", SleepingLocks::mutex).timeouts(2_000).run();
    assertThat(count(timedOut.assertGreen(), "timeouts")).isGreaterThanOrEqualTo(2_000);

    Verdict missed =
        LockTorture.of("mine", SleepingLocks::mutex)
            .interrupts(Long.MAX_VALUE)
            .timeouts(1)
            .seconds(1)
            .run();
    assertThat(missed.failures().get(0))
        .matches("goal: \\d+ of \\d+ interrupted waits, \\d+ of 1 timeouts, .*");
  }

  /** A lock of somebody else, with what its interface has. */
  @Test
  void run_foreignLock_greenAndItsTwinsRed() throws Exception {
    LockType mine =
        new LockType(
            "mine",
            "of the JDK",
            () -> {
              ReentrantLock lock = new ReentrantLock();
              return TorturedLock.exclusive(
                  LockSide.of(lock), () -> !lock.isLocked() && !lock.hasQueuedThreads());
            });

    Verdict green = new TortureRun(mine, SETTINGS, null).run(LONGEST, line -> {});
    assertThat(green.assertGreen().failures()).isEmpty();
    assertThat(green.summary()).startsWith("torture mine: GREEN");

    assertThat(mine.bustedModes()).contains("two-inside").doesNotContain("barging");
    Verdict red = new TortureRun(mine, endless(60_000), "two-inside").run(LONGEST, line -> {});
    assertThat(red.failures().get(0)).startsWith("overlap: ");
    assertThatThrownBy(() -> mine.newTorture(SETTINGS, "barging"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("barging");
  }

  /** Whatever else may be wrong with a lock is told in so many words. */
  @Test
  void run_oddLocks_redForTheirReason() throws Exception {
    assertThat(firstFailure(OddLocks::neverFree)).startsWith("stutter: not free");
    assertThat(firstFailure(OddLocks::throwing)).contains("threw", "planted");
    assertThat(firstFailure(OddLocks::forgettingDead)).startsWith("death: a lock is free");
    assertThat(firstFailure(OddLocks::nameless)).startsWith("death: the holder");
    assertThat(firstFailure(OddLocks::unordered)).startsWith("line: ");
  }

  /** A goal that is not reached when time is over is red, and so named. */
  @Test
  void run_goalOutOfReach_red() throws Exception {
    TortureSettings settings =
        new TortureSettings(2, 42, 0, 0, new TortureGoals(0, 0, 0, 0, Long.MAX_VALUE));
    Verdict verdict =
        new TortureRun(LockType.library().get(0), settings, null)
            .run(Duration.ofMillis(100), line -> {});

    assertThat(verdict.failures())
        .singleElement()
        .asString()
        .matches("goal: \\d+ of " + Long.MAX_VALUE + " acquisitions, .*");
    assertThat(verdict.isStalled()).isFalse();
  }

  /** What cannot be meant is refused. */
  @Test
  void new_nonsense_refused() {
    assertThatThrownBy(() -> new TortureGoals(0, 0, 0, 0, -1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> endless(0)).isInstanceOf(IllegalArgumentException.class);
  }

  private static String firstFailure(Supplier<TorturedLock> maker) throws InterruptedException {
    return run(failed -> maker.get()).failures().get(0);
  }

  private static Verdict run(Function<BooleanSupplier, TorturedLock> maker)
      throws InterruptedException {
    return new TortureRun(new OneMaker(maker), SETTINGS, null).run(LONGEST, line -> {});
  }

  private static TortureSettings endless(long stallMillis) {
    return new TortureSettings(8, 42, 0, 0, TortureGoals.NONE, stallMillis);
  }

  private record OneMaker(Function<BooleanSupplier, TorturedLock> maker) implements TortureType {
    @Override
    public String word() {
      return "one";
    }

    @Override
    public String description() {
      return "one lock";
    }

    @Override
    public List<String> bustedModes() {
      return List.of();
    }

    @Override
    public Torture newTorture(TortureSettings settings, String busted) {
      return new LockTorture(settings, maker);
    }
  }

  private static long count(Verdict verdict, String name) {
    return Stream.of(verdict.counts().split(" "))
        .filter(word -> word.startsWith(name + "="))
        .mapToLong(word -> Long.parseLong(word.substring(name.length() + 1)))
        .findFirst()
        .orElseThrow();
  }
}
