package org.kernsync.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Ours and peers take turns. */
class ScheduleTest {
  /** A pair is measured ours, peer, ours, peer, through all rounds. */
  @Test
  void of_onePair_alternates() {
    List<Comparison> pair = List.of(Made.comparison(Made.trial(Made.OURS, Made.PEER)));
    assertThat(measured(Schedule.of(pair, Plan.whole(4))))
        .containsExactly(
            Made.OURS, Made.PEER, Made.OURS, Made.PEER, Made.OURS, Made.PEER, Made.OURS, Made.PEER);
  }

  /** Two of ours against the same two peers are four forks a round, in turn. */
  @Test
  void of_crossedPairs_alternatesAndMeasuresEachOnce() {
    Cell second = Cell.of(Question.SECTIONS, "second of ours", 2);
    List<Comparison> crossed =
        List.of(
            Made.comparison(Made.trial(Made.OURS, Made.PEER)),
            Made.comparison(Made.trial(Made.OURS, Made.OTHER)),
            Made.comparison(Made.trial(second, Made.PEER)),
            Made.comparison(Made.trial(second, Made.OTHER)));
    assertThat(Schedule.of(crossed, Plan.whole(9)).get(0))
        .containsExactly(Made.OURS, Made.PEER, second, Made.OTHER);
  }

  /** Pairs that share nothing are not mixed. */
  @Test
  void of_separatePairs_keepsPairsTogether() {
    Cell second = Cell.of(Question.SECTIONS, "second of ours", 8);
    Cell secondPeer = Cell.of(Question.SECTIONS, "second peer", 8);
    List<Comparison> separate =
        List.of(
            Made.comparison(Made.trial(Made.OURS, Made.PEER)),
            Made.comparison(Made.trial(second, secondPeer)));
    assertThat(Schedule.of(separate, Plan.whole(9)).get(0))
        .containsExactly(Made.OURS, Made.PEER, second, secondPeer);
  }

  /** What is only reported is measured in every third round, and not at all where unwanted. */
  @Test
  void of_reportedTrial_runsInEveryThirdRound() {
    List<Comparison> line =
        List.of(
            Made.comparison(Made.trial(Made.OURS, Made.PEER), Made.reported(Made.OURS, Made.PEER)));
    Cell reported = Made.OURS.withoutNativeAccess();
    assertThat(Schedule.of(line, Plan.whole(9)).stream().map(round -> round.contains(reported)))
        .containsExactly(true, false, false, true, false, false, true, false, false);
    assertThat(measured(Schedule.of(line, Plan.judged(9)))).doesNotContain(reported);
  }

  /** Waits of ours and of the peer are timed once, in forks of their own. */
  @Test
  void of_anyRounds_timesWaitsOnce() {
    List<Comparison> pair = List.of(Made.comparison(Made.trial(Made.OURS, Made.PEER)));
    for (int rounds : List.of(1, 3, 9)) {
      assertThat(Schedule.of(pair, Plan.whole(rounds)).stream().flatMap(List::stream))
          .filteredOn(Cell::clocked)
          .containsExactly(Made.OURS.timingWaits(), Made.PEER.timingWaits());
    }
    assertThat(Schedule.of(pair, Plan.ratiosOnly(3)))
        .allMatch(round -> round.equals(List.of(Made.OURS, Made.PEER)));
  }

  /** In a whole run each cell is measured once a round. */
  @Test
  void of_allRows_measuresEachCellOnceARound() {
    for (List<Cell> round : Schedule.of(Rows.all(), Plan.whole(9))) {
      assertThat(round).doesNotHaveDuplicates();
    }
    assertThat(measured(Schedule.of(Rows.all(), Plan.judged(9))))
        .containsAll(Rows.all().stream().map(each -> each.judged().ours()).toList());
  }

  /** Growth brings the forks that it is measured from, even where no other row has them. */
  @Test
  void of_growth_measuresItsBase() {
    Cell oursAlone = Cell.of(Question.SECTIONS, "ours", 1);
    Cell peerAlone = Cell.of(Question.SECTIONS, "peer", 1);
    Trial growth = Made.trial(Made.OURS, Made.PEER).dividedBy(Made.trial(oursAlone, peerAlone));
    assertThat(Schedule.of(List.of(Made.comparison(growth)), Plan.ratiosOnly(1)).get(0))
        .containsExactly(Made.OURS, Made.PEER, oursAlone, peerAlone);
  }

  /** A whole run takes less than 25 minutes, and each group what the help says, at full length. */
  @Test
  void of_allRows_fitsIntoTheTime() {
    assertTakes(Rows.usual(), Pace.BRISK, 25);
    assertTakes(Rows.Group.ALL, Pace.BRISK, 30);
    assertTakes(Rows.Group.LOCKS, Pace.FULL, 25);
    assertTakes(Rows.Group.RCU, Pace.FULL, 11);
    assertTakes(Rows.Group.ALLOCATORS, Pace.FULL, 8);
  }

  private static void assertTakes(Rows.Group group, Pace pace, int minutes) {
    assertTakes(Rows.of(group), pace, minutes);
  }

  private static void assertTakes(List<Comparison> rows, Pace pace, int minutes) {
    long forks = Schedule.forks(rows, Plan.whole(9));
    assertThat(Pace.fitting(forks)).isEqualTo(pace);
    assertThat(pace.runMillis(forks)).isLessThan(TimeUnit.MINUTES.toMillis(minutes));
  }

  private static List<Cell> measured(List<List<Cell>> schedule) {
    return schedule.stream().flatMap(List::stream).filter(cell -> !cell.clocked()).toList();
  }
}
