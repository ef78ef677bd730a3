package org.kernsync.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Ratios are taken within a round. */
class ScoresTest {
  private final Scores scores = new Scores();

  private void round(int round, double ours, double... peers) {
    scores.put(Made.OURS, round, Made.score(ours));
    List<Cell> cells = List.of(Made.PEER, Made.OTHER);
    for (int i = 0; i < peers.length; i++) {
      scores.put(cells.get(i), round, Made.score(peers[i]));
    }
  }

  /** Each round has its own ratio. */
  @Test
  void ratios_ofRounds_areTakenWithinEach() {
    round(0, 2, 1);
    round(1, 30, 10);
    assertThat(scores.ratios(Made.trial(Made.OURS, Made.PEER), 2)).containsExactly(2.0, 3.0);
  }

  /** Of several peers the best of the round counts. */
  @Test
  void ratios_ofSeveralPeers_areToTheBestOfEachRound() {
    round(0, 12, 4, 3);
    round(1, 12, 2, 6);
    assertThat(scores.ratios(Made.trial(Made.OURS, Made.PEER, Made.OTHER), 2))
        .containsExactly(3.0, 2.0);
  }

  /** A round that lacks a score has no ratio, and a judged trial then has no verdict. */
  @Test
  void outcome_withAFailedFork_isFailed() {
    round(0, 2, 1);
    round(1, 2);
    Trial judged = Made.trial(Made.OURS, Made.PEER);
    assertThat(scores.ratios(judged, 2)).containsExactly(2.0);
    assertThat(TrialOutcome.of(judged, scores, 2).verdict()).isEqualTo(Verdict.FAILED);
    assertThat(TrialOutcome.of(judged, scores, 1).verdict()).isEqualTo(Verdict.HOLDS);
  }

  /** Growth is the ratio by the one that the base has in the same round. */
  @Test
  void ratios_ofGrowth_areDividedByThoseOfTheBase() {
    Cell oursAlone = Cell.of(Question.SECTIONS, "ours", 1);
    Cell peerAlone = Cell.of(Question.SECTIONS, "peer", 1);
    round(0, 8, 4);
    round(1, 9, 3);
    scores.put(oursAlone, 0, Made.score(5));
    scores.put(peerAlone, 0, Made.score(2));
    Trial growth = Made.trial(Made.OURS, Made.PEER).dividedBy(Made.reported(oursAlone, peerAlone));
    assertThat(scores.ratios(growth, 2)).isEmpty(); // reported() is without native access
    growth = Made.trial(Made.OURS, Made.PEER).dividedBy(Made.trial(oursAlone, peerAlone));
    assertThat(scores.ratios(growth, 2)).containsExactly(0.8);
    assertThat(TrialOutcome.of(growth, scores, 2).verdict()).isEqualTo(Verdict.FAILED);
    TrialOutcome oneRound = TrialOutcome.of(growth, scores, 1);
    assertThat(oneRound.verdict()).isEqualTo(Verdict.MISSES);
    assertThat(oneRound.base().orElseThrow().ratios()).containsExactly(2.5);
  }

  /** A reported trial is content with the rounds it was in, but not with none. */
  @Test
  void outcome_reported_needsOneRound() {
    round(0, 2, 1);
    scores.put(Made.OURS.withoutNativeAccess(), 0, Made.score(1));
    Trial reported = Made.reported(Made.OURS, Made.PEER);
    assertThat(TrialOutcome.of(reported, scores, 9).verdict()).isEqualTo(Verdict.REPORTED);
    assertThat(TrialOutcome.of(reported, new Scores(), 9).verdict()).isEqualTo(Verdict.FAILED);
  }

  /** The longest wait is that of the forks that timed waits. */
  @Test
  void longestWait_isOfClockedForks() {
    round(0, 2, 1);
    assertThat(scores.longestWaitNanos(Made.OURS)).isEmpty();
    scores.put(Made.OURS.timingWaits(), 1, new Score(1, 77, true, 2));
    scores.put(Made.OURS.timingWaits(), 2, new Score(1, 33, true, 2));
    assertThat(scores.longestWaitNanos(Made.OURS)).hasValue(77);
  }
}
