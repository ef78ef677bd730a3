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
 * @param base what the ratios were divided by, where growth was asked for
 */
record TrialOutcome(
    Trial trial,
    List<Double> ratios,
    List<Double> oursPerMicro,
    List<List<Double>> peersPerMicro,
    Verdict verdict,
    Optional<TrialOutcome> base) {

  /** A judged trial needs a ratio of every round; a reported one is content with fewer. */
  static TrialOutcome of(Trial trial, Scores scores, int rounds) {
    List<Double> ratios = scores.ratios(trial, rounds);
    boolean lacking = trial.target().isJudged() ? ratios.size() < rounds : ratios.isEmpty();
    return new TrialOutcome(
        trial,
        ratios,
        scores.throughputs(trial.ours()),
        trial.peers().stream().map(scores::throughputs).toList(),
        lacking ? Verdict.FAILED : trial.target().judge(Spread.of(ratios)),
        trial.base().map(base -> of(base, scores, rounds)));
  }

  /** Whether it makes the whole run fail: a fork that failed does, wherever. */
  boolean isBad() {
    return verdict == Verdict.FAILED || verdict == Verdict.MISSES && trial.target().counts();
  }

  /** The verdict; in brackets where it does not count. */
  String word() {
    boolean aside = trial.target().isJudged() && !trial.target().counts() && !isBad();
    return aside ? "(" + verdict.word() + ")" : verdict.word();
  }

  Optional<Spread> spread() {
    return ratios.isEmpty() ? Optional.empty() : Optional.of(Spread.of(ratios));
  }
}
