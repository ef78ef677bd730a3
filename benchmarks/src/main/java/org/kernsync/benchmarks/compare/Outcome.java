package org.kernsync.benchmarks.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a comparison came to.
 *
 * @param comparison what was measured
 * @param trials its trials; those that were left out are missing
 * @param longestWaitOurs in nanoseconds, where it was timed
 * @param longestWaitPeer that of the best peer: the shortest of theirs
 */
record Outcome(
    Comparison comparison,
    List<TrialOutcome> trials,
    OptionalLong longestWaitOurs,
    OptionalLong longestWaitPeer) {

  static List<Outcome> all(List<Comparison> comparisons, Scores scores, Plan plan) {
    return comparisons.stream().map(each -> of(each, scores, plan)).toList();
  }

  private static Outcome of(Comparison comparison, Scores scores, Plan plan) {
    List<TrialOutcome> outcomes = new ArrayList<>();
    for (Trial trial : comparison.trials()) {
      if (plan.includes(comparison, trial)) {
        outcomes.add(TrialOutcome.of(trial, scores, plan.rounds()));
      }
    }
    Trial judged = comparison.judged();
    return new Outcome(
        comparison,
        outcomes,
        scores.longestWaitNanos(judged.ours()),
        judged.peers().stream()
            .map(scores::longestWaitNanos)
            .filter(OptionalLong::isPresent)
            .mapToLong(OptionalLong::getAsLong)
            .min());
  }

  TrialOutcome judged() {
    return trials.get(0);
  }

  /** What is reported under other circumstances. */
  Optional<TrialOutcome> in(Column column) {
    return trials.stream()
        .filter(outcome -> outcome.trial().column() == column && !lines().contains(outcome))
        .findFirst();
  }

  /** The trials with a verdict: the first one, and others with a bound. */
  List<TrialOutcome> lines() {
    return trials.stream()
        .filter(each -> each == judged() || each.trial().target().isJudged())
        .toList();
  }

  /** The name of one of {@link #lines}, without the threads. */
  String pairing(TrialOutcome line) {
    return comparison.pairing() + apart(line);
  }

  /** The name of one of {@link #lines}. */
  String name(TrialOutcome line) {
    return comparison.name() + apart(line);
  }

  private String apart(TrialOutcome line) {
    Column column = line.trial().column();
    return column == Column.JUDGED ? "" : ", " + column.title();
  }

  /** The trials that miss their target, or have no answer. */
  List<TrialOutcome> bad() {
    return trials.stream().filter(TrialOutcome::isBad).toList();
  }
}
