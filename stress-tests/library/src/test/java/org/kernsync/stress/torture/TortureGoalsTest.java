package org.kernsync.stress.torture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A run ends when its numbers are there, and is red if they never are, or if memory grows. */
class TortureGoalsTest {
  private static final long SEED = 42;
  private static final int FLOOD = 5_000;
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration MINUTE = Duration.ofMinutes(1);

  /** All numbers are reached, the flood is drained, and the run ends long before its time. */
  @Test
  void run_goalsInReach_greenAsSoonAsTheyAreThere() throws Exception {
    TortureGoals goals = new TortureGoals(100_000, 50, 20, 64);
    Verdict verdict =
        new TortureRun(RcuType.RCU, new TortureSettings(4, SEED, FLOOD, 500, goals), null)
            .run(MINUTE, line -> {});

    assertThat(verdict.failures()).isEmpty();
    assertThat(verdict.seconds()).isLessThan(60);
    assertThat(count(verdict, "reads")).isGreaterThanOrEqualTo(100_000);
    assertThat(count(verdict, "grace-periods")).isGreaterThanOrEqualTo(50);
    assertThat(count(verdict, "flood-drained")).isEqualTo(FLOOD);
    assertThat(Double.parseDouble(word(verdict, "inside").replace("%", "")))
        .isGreaterThanOrEqualTo(20);
    assertThat(word(verdict, "heap-mb").split(",")).hasSize(4);
  }

  /** Numbers that are not there when time is over are named. */
  @Test
  void run_goalsOutOfReach_red() throws Exception {
    TortureGoals goals = new TortureGoals(1, Long.MAX_VALUE, 0, 0);
    Verdict verdict =
        new TortureRun(RcuType.QSBR, new TortureSettings(2, SEED, 0, 0, goals), null)
            .run(SECOND, line -> {});

    assertThat(verdict.failures())
        .singleElement()
        .asString()
        .matches("goal: \\d+ of " + Long.MAX_VALUE + " grace periods");
  }

  /** Short sections come on top, and are looked at as the others are. */
  @Test
  void run_bursts_moreReadsAndTwinsFound() throws Exception {
    TortureSettings settings = new TortureSettings(4, SEED, 0, 1_000, TortureGoals.NONE);

    Verdict green = new TortureRun(RcuType.SRCU, settings, null).run(SECOND, line -> {});
    assertThat(green.failures()).isEmpty();
    assertThat(count(green, "reads")).isGreaterThan(100 * count(green, "nested"));

    Verdict red = new TortureRun(RcuType.SRCU, settings, "none").run(MINUTE, line -> {});
    assertThat(red.failures().get(0)).matches("(pipe|cookie|mailbox): .*");
  }

  /** Readers that dawdle outside are told of. */
  @Test
  void run_readersOutside_red() throws Exception {
    TortureSettings settings = new TortureSettings(2, SEED, 0, 0, new TortureGoals(0, 0, 95, 0));
    Verdict verdict =
        new TortureRun(new OneDomain(new OddRcus.Dawdling()), settings, null)
            .run(SECOND, line -> {});

    assertThat(verdict.failures().get(0)).matches("goal: readers were inside for .*, not 95 %");
  }

  /** A domain that keeps what it has run is found by the memory that it takes. */
  @Test
  void run_leakingDomain_red() throws Exception {
    TortureSettings settings =
        new TortureSettings(2, SEED, Integer.MAX_VALUE, 0, new TortureGoals(0, 0, 0, 4));
    Verdict verdict =
        new TortureRun(new OneDomain(new OddRcus.Leaking()), settings, null)
            .run(Duration.ofSeconds(4), line -> {});

    assertThat(verdict.failures().get(0)).startsWith("heap: grew by ");
  }

  /** What cannot be meant is refused. */
  @Test
  void new_nonsense_refused() {
    assertThatThrownBy(() -> new TortureGoals(-1, 0, 0, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new TortureGoals(0, 0, 96, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("96 %");
    assertThatThrownBy(() -> new TortureSettings(1, SEED, 0, -1, TortureGoals.NONE))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private record OneDomain(RcuUnderTest domain) implements TortureType {
    @Override
    public String word() {
      return domain.getClass().getSimpleName();
    }

    @Override
    public String description() {
      return "one domain";
    }

    @Override
    public List<String> bustedModes() {
      return List.of();
    }

    @Override
    public Torture newTorture(TortureSettings settings, String busted) {
      return new RcuTorture(settings, reports -> domain);
    }
  }

  private static long count(Verdict verdict, String name) {
    return Long.parseLong(word(verdict, name));
  }

  private static String word(Verdict verdict, String name) {
    return List.of(verdict.counts().split(" ")).stream()
        .filter(word -> word.startsWith(name + "="))
        .map(word -> word.substring(name.length() + 1))
        .findFirst()
        .orElseThrow();
  }
}
