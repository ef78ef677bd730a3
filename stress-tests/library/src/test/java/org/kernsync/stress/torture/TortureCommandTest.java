package org.kernsync.stress.torture;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command line: exit codes, one line on standard output, one sentence about bad usage. */
@Isolated("takes the standard streams")
class TortureCommandTest {
  /** A green run ends with 0 and one line that has every count. */
  @Test
  void run_green_printsOneSummaryLine() {
    CommandOutcome outcome =
        CommandOutcome.of(
            "--type", "rcu", "--seconds", "1", "--threads", "2", "--seed", "5", "--flood", "1000");

    assertThat(outcome.exit()).isZero();
    assertThat(outcome.out())
        .matches(
            "torture rcu: GREEN after \\d+\\.\\d s: reads=\\d+ updates=\\d+ pipe=\\d+,\\d+(,0){9}"
                + " cookies=\\d+ callbacks=\\d+ .* flood=\\d+ .* grace-periods=\\d+"
                + " heap-mb=\\d+(,\\d+){3} failures=0 seed=5\\R");
  }

  /** A run to goals ends with them; one that does not get there ends with 3, and says so. */
  @Test
  void run_goals_reachedOrMissed() {
    CommandOutcome reached =
        CommandOutcome.of(
            "--type=rcu", "--threads=2", "--flood=1000", "--reads=50000", "--burst=500");

    assertThat(reached.exit()).isZero();
    assertThat(reached.out()).contains("flood-drained=1000").containsPattern(" heap-mb=\\d+,\\d+");

    CommandOutcome missed =
        CommandOutcome.of(
            "--type=qsbr", "--seconds=1", "--flood=0", "--grace-periods=1000000000", "--inside=1");

    assertThat(missed.exit()).isEqualTo(3);
    assertThat(missed.out()).contains("RED").containsPattern(" inside=\\d+\\.\\d%");
    assertThat(missed.err()).containsPattern("goal: \\d+ of 1000000000 grace periods");
  }

  /** A lock that is right ends with 0, with the counts that a reader looks for. */
  @Test
  void run_lock_printsOneSummaryLine() {
    CommandOutcome outcome =
        CommandOutcome.of("--type=ticket", "--threads=4", "--acquisitions=5000", "--seed=5");

    assertThat(outcome.exit()).isZero();
    assertThat(outcome.out())
        .matches(
            "torture ticket: GREEN after \\d+\\.\\d s: acquisitions=\\d+ fairness=\\d+\\.\\d\\d"
                + " reads=0 nested=\\d+ .* stutters=\\d+ calms=\\d+ .* longest-wait-ms=\\d+"
                + " overtaken-most=[0-3] heap-mb=\\d+(,\\d+){3} failures=0 seed=5\\R");
  }

  /** A twin that is found ends with 3, and so does one that is not, in so many words. */
  @Test
  void run_busted_exitsWith3() {
    CommandOutcome found =
        CommandOutcome.of("--type", "rcu", "--seconds", "30", "--busted", "stale-epoch");

    assertThat(found.exit()).isEqualTo(3);
    assertThat(found.out()).contains("--busted stale-epoch: RED", "failures=");
    assertThat(found.err())
        .containsPattern("torture: (pipe|cookie|mailbox): ")
        .containsPattern("was found in \\d+\\.\\d\\d s");
  }

  /** Bad usage: 2, one sentence that names what would do. */
  @ParameterizedTest
  @CsvSource({
    "--type=spin, 'rcu, qsbr, srcu'",
    "--seconds=3, --type takes",
    "--type=qsbr --busted=one-turn, 'none, early-callback'",
    "--type=rcu --seconds=0, --seconds takes a number from 1",
    "--type=rcu --threads=0, --threads takes a number from 1",
    "--type=rcu --flood=-1, --flood takes a number from 0",
    "--type=rcu --reads=-1, --reads takes a number from 0",
    "--type=rcu --inside=96, --inside takes a number from 0 to 95",
    "--type=rcu --seed=x, --seed",
    "--type=rcu extra, extra",
    "--type=rcu --acquisitions=5, --acquisitions says nothing to --type rcu",
    "--type=mutex --flood=5, --flood says nothing to --type mutex",
    "--type=mutex --acquisitions=-1, --acquisitions takes a number from 0",
    "--type=mutex --interrupts=-1, --interrupts takes a number from 0",
    "--type=mutex --timeouts=-1, --timeouts takes a number from 0",
    "--type=bit --timeouts=5, --timeouts says nothing to --type bit",
    "--type=lockref --interrupts=5, --interrupts says nothing to --type lockref",
    "--type=srcu --timeouts=5, --timeouts says nothing to --type srcu",
    "--type=mutex --stall-millis=0, --stall-millis takes a number from 1",
    "--type=mutex --busted=barging, 'two-inside, lost-release'"
  })
  void run_badUsage_exitsWith2AndOneSentence(String arguments, String part) {
    CommandOutcome outcome = CommandOutcome.of(arguments.split(" "));

    assertThat(outcome.exit()).isEqualTo(2);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err().lines())
        .singleElement()
        .asString()
        .startsWith("kernsync: ")
        .contains(part)
        .endsWith("See 'kernsync torture --help'");
  }

  /** The list names every type with its twins, and nothing is tortured. */
  @Test
  void run_list_showsTypesAndTwins() {
    CommandOutcome outcome = CommandOutcome.of("--list");

    assertThat(outcome.exit()).isZero();
    assertThat(outcome.out())
        .contains("rcu  ", "qsbr  ", "srcu  ", "ticket  ", "queued  ", "bit  ", "lockref  ")
        .contains("rwspin  ", "mutex  ", "rwsem  ", "semaphore  ", "percpu-rwsem  ")
        .contains("completion  ", "waitqueue  ")
        .contains("none | early-callback | inner-unlock-ends | stale-epoch | one-turn");
  }
}
