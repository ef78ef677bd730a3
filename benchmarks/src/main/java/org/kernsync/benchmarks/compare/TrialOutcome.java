package org.kernsync.benchmarks.compare;

import java.util.List;
import java.util.Optional;

/**
 * What a trial came to.
 *
 * @param trial what was measured
 * @param ratios ours by the best peer, one for each round that has both
 * @param oursPerMicro the throughputs of ours, round by round
 * @param peersPerMicro the throughputs of each peer
 * @param verdict what the ratios mean
 */
record TrialOutcome(
    Trial trial,
    List<Double> ratios,
    List<Double> oursPerMicro,
    List<List<Double>> peersPerMicro,
    Verdict verdict) {

  /** A judged trial needs a ratio of every round; a reported one is content with fewer. */
  static TrialOutcome of(Trial trial, Scores scores, int rounds) {
    List<Double> ratios = scores.ratios(trial, rounds);
    boolean lacking = trial.target().isJudged() ? ratios.size() < rounds : ratios.isEmpty();
    return new TrialOutcome(
        trial,
        ratios,
        scores.throughputs(trial.ours()),
        trial.peers().stream().map(scores::throughputs).toList(),
        lacking ? Verdict.FAILED : trial.target().judge(Spread.of(ratios)));
  }

  Optional<Spread> spread() {
    return ratios.isEmpty() ? Optional.empty() : Optional.of(Spread.of(ratios));
  }
}
