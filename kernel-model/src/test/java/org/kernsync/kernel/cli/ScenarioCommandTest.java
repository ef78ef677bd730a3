package org.kernsync.kernel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The command that plays scenarios. */
class ScenarioCommandTest {
  /** Without a name: one line for each. */
  @Test
  void scenario_noName_listsThemAll() {
    Cli.Result list = Cli.run("scenario");
    assertThat(list.code()).isZero();
    assertThat(list.err()).isEmpty();
    assertThat(list.out().lines())
        .hasSizeGreaterThan(5)
        .allSatisfy(line -> assertThat(line).matches("[a-z-]+ +\\S.*"))
        .anySatisfy(line -> assertThat(line).startsWith("stack-semaphore"));
  }

  /** A faulty form prints what the model found, and that is an invariant that failed. */
  @Test
  void scenario_faulty_printsTheDetection() {
    Cli.Result run = Cli.run("scenario", "irq-lock", "--times", "3", "--seed", "7");
    assertThat(run.code()).as(run.err()).isEqualTo(3);
    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .startsWith("irq-lock, faulty: ")
        .containsOnlyOnce("BUG: inconsistent lock state of ring.lock")
        .contains("*** DEADLOCK ***")
        .endsWith("detected 3 of 3 times\n");
  }

  @Test
  void scenario_repaired_saysThatAllWentWell() {
    Cli.Result run =
        Cli.run("scenario", "irq-lock", "--repaired", "--times", "2", "--preempt", "full");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .startsWith("irq-lock, repaired: ")
        .endsWith("nothing wrong 2 of 2 times\n")
        .doesNotContain("BUG");
  }

  @Test
  void scenario_unknownName_isRefusedWithTheList() {
    Cli.run("scenario", "livelock")
        .assertRefused("there is no scenario 'livelock', choose one of irq-lock, ");
  }

  @Test
  void scenario_badOptions_areRefused() {
    Cli.run("scenario", "abba", "--times", "0").assertRefused("--times 0 is not within 1 to");
    Cli.run("scenario", "abba", "--seed", "x").assertRefused("'x' is not a long");
    Cli.run("scenario", "abba", "--preempt", "half").assertRefused("'half' is none of none, full");
    Cli.run("scenario", "abba", "irq-lock").assertRefused("Unmatched argument");
  }

  /** The help names each scenario. */
  @Test
  void scenario_help_namesThem() {
    Cli.Result help = Cli.run("scenario", "--help");
    assertThat(help.code()).isZero();
    assertThat(help.out())
        .startsWith("Usage: kernsync scenario")
        .contains("irq-lock", "sleep-in-atomic", "stack-semaphore", "--repaired", "--times=N")
        .doesNotContain("${");
    assertThat(Cli.run("--help").out()).contains("scenario");
  }
}
