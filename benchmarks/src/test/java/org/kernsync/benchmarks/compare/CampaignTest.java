package org.kernsync.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.OutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kernsync.kernel.report.Terminal;

/** A campaign runs its schedule, whatever its forks do. */
class CampaignTest {
  private final List<Cell> ran = new ArrayList<>();
  private final PrintStream standardError = System.err;

  /** The progress line is not the reader's of the build. */
  @BeforeEach
  void hush() {
    System.setErr(new PrintStream(OutputStream.nullOutputStream()));
  }

  @AfterEach
  void speak() {
    System.setErr(standardError);
  }

  /** Forks run in the order of the schedule, one score for each. */
  @Test
  void run_schedule_keepsItsOrder() throws ForkException {
    List<Cell> round = List.of(Made.OURS, Made.PEER);
    Campaign campaign = campaign(cell -> Made.score(cell == Made.OURS ? 3 : 2));
    campaign.run(List.of(round, round), Pace.QUICK);
    assertThat(ran).containsExactly(Made.OURS, Made.PEER, Made.OURS, Made.PEER);
    assertThat(campaign.scores().throughputs(Made.OURS)).containsExactly(3.0, 3.0);
    assertThat(campaign.notes()).isEmpty();
  }

  /** A fork that fails leaves a note with its name, and the others run. */
  @Test
  void run_failingFork_goesOn() throws ForkException {
    Campaign campaign =
        campaign(
            cell -> {
              if (cell == Made.OURS) {
                throw new ForkException("ours fell over");
              }
              return Made.score(1);
            });
    campaign.run(List.of(List.of(Made.OURS, Made.PEER)), Pace.QUICK);
    assertThat(campaign.notes()).containsExactly("ours fell over (round 1).");
    assertThat(campaign.scores().throughputs(Made.PEER)).containsExactly(1.0);
  }

  /** Where no fork can run, none is tried after the first. */
  @Test
  void run_failureOfAllForks_ends() {
    Campaign campaign =
        campaign(
            cell -> {
              throw ForkException.ofAll("nothing goes", null);
            });
    assertThatThrownBy(() -> campaign.run(List.of(List.of(Made.OURS, Made.PEER)), Pace.QUICK))
        .isInstanceOf(ForkException.class)
        .hasMessage("nothing goes");
    assertThat(ran).containsExactly(Made.OURS);
  }

  private Campaign campaign(Forks forks) {
    return new Campaign(
        cell -> {
          ran.add(cell);
          return forks.run(cell);
        },
        Terminal.of(Terminal.Stream.ERR));
  }

  /** What is left counts down with the forks that are done. */
  @Test
  void progress_says_whatIsLeft() {
    Progress progress = new Progress(Terminal.of(Terminal.Stream.ERR), 9, 100, Pace.FULL);
    assertThat(progress.text(0, 0)).isEqualTo("round 1 of 9, fork 1 of 100, 3 min left");
    for (int i = 0; i < 99; i++) {
      progress.done();
    }
    assertThat(progress.text(8, 200_000_000_000L)).contains("fork 100 of 100, 2 s left");
  }
}
