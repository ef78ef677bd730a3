package org.kernsync.stress.torture;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.kernsync.stress.torture.busted.NaiveRcu;
import org.kernsync.stress.torture.busted.NaiveSrcu;

/** The torture of RCU is green on what is right, ours or not, and red on each broken twin. */
class RcuTortureTest {
  private static final TortureSettings SETTINGS = new TortureSettings(8, 42, 20_000);
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration MINUTE = Duration.ofMinutes(1);

  /** Each domain of the library comes through, and the torture has really read and recycled. */
  @ParameterizedTest
  @EnumSource(RcuType.class)
  void run_ours_green(RcuType type) throws Exception {
    Verdict verdict = new TortureRun(type, SETTINGS, null).run(SECOND, line -> {});

    assertThat(verdict.failures()).isEmpty();
    assertThat(count(verdict, "reads")).isGreaterThan(1_000);
    assertThat(count(verdict, "updates")).isPositive();
    assertThat(count(verdict, "grace-periods")).isPositive();
    assertThat(count(verdict, "cookies")).isPositive();
    assertThat(count(verdict, "barriers")).isPositive();
    assertThat(count(verdict, "nested")).isPositive();
    assertThat(count(verdict, "short-lived")).isPositive();
  }

  /**
   * What the twins are copies of is right, with the pauses that they have: also a user's domain.
   */
  @Test
  void run_naive_green() throws Exception {
    for (RcuUnderTest right : List.of(new NaiveRcu(), new NaiveSrcu())) {
      Verdict verdict = run(right, SECOND);

      assertThat(verdict.failures()).isEmpty();
      assertThat(count(verdict, "updates")).isPositive();
    }
  }

  /** Every twin that a type lists is found. */
  @ParameterizedTest
  @MethodSource("twins")
  void run_busted_red(RcuType type, String mode) throws Exception {
    Verdict verdict = new TortureRun(type, SETTINGS, mode).run(MINUTE, line -> {});

    assertThat(verdict.isRed()).as(verdict.summary()).isTrue();
    assertThat(verdict.failures().get(0)).matches("(pipe|cookie|mailbox): .*");
    assertThat(verdict.summary()).startsWith("torture " + type.word() + " --busted " + mode);
  }

  static Stream<Arguments> twins() {
    return Stream.of(RcuType.values())
        .flatMap(type -> type.bustedModes().stream().map(mode -> Arguments.of(type, mode)));
  }

  /** A domain that hangs, loses callbacks or throws is red too, and says how. */
  @Test
  void run_otherFaults_redForTheirReason() throws Exception {
    assertThat(run(new OddRcus.Throwing(), MINUTE).failures().get(0)).contains("threw", "planted");
    assertThat(run(new OddRcus.EarlyBarrier(), MINUTE).failures().get(0)).startsWith("barrier: ");
    assertThat(run(new OddRcus.Unbounded(), MINUTE).failures().get(0)).startsWith("flood: ");
    assertThat(run(new OddRcus.Hesitant(), MINUTE).failures().get(0)).startsWith("poll says");
  }

  private static Verdict run(RcuUnderTest domain, Duration length) throws InterruptedException {
    TortureType type = new OneDomain(domain);
    return new TortureRun(type, SETTINGS, null).run(length, line -> {});
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
    return Stream.of(verdict.counts().split(" "))
        .filter(word -> word.startsWith(name + "="))
        .mapToLong(word -> Long.parseLong(word.substring(name.length() + 1)))
        .findFirst()
        .orElseThrow();
  }
}
