package org.kernsync.benchmarks.compare;

import java.util.List;

/** Comparisons and reports for tests. */
final class Made {
  static final Cell OURS = Cell.of(Question.SECTIONS, "ours", 2);
  static final Cell PEER = Cell.of(Question.SECTIONS, "peer", 2);
  static final Cell OTHER = Cell.of(Question.SECTIONS, "other", 2);

  private Made() {}

  /** Ours against some peers, at least 1.0. */
  static Trial trial(Cell ours, Cell... peers) {
    return new Trial(Column.JUDGED, ours, List.of(peers), Target.lowerQuartile(1.0));
  }

  /** The same without native access, reported. */
  static Trial reported(Cell ours, Cell... peers) {
    return new Trial(
        Column.NO_NATIVE_ACCESS, ours.withoutNativeAccess(), List.of(peers), Target.REPORTED);
  }

  static Comparison comparison(Trial... trials) {
    Cell ours = trials[0].ours();
    List<String> peers = trials[0].peers().stream().map(Cell::impl).toList();
    return new Comparison("a row", ours.impl(), peers, "", ours.threads(), List.of(trials));
  }

  static Score score(double operationsPerMicro) {
    return new Score(operationsPerMicro, 0, true, 2);
  }

  /** A report of one comparison with these ratios to a peer that always scores 1. */
  static Report report(double... ratios) {
    Scores scores = new Scores();
    for (int round = 0; round < ratios.length; round++) {
      scores.put(OURS, round, score(ratios[round]));
      scores.put(PEER, round, score(1));
    }
    scores.put(OURS.timingWaits(), 0, new Score(1, 1_500_000, true, 2));
    scores.put(PEER.timingWaits(), 0, new Score(1, 40_000, true, 2));
    List<Outcome> outcomes =
        Outcome.all(List.of(comparison(trial(OURS, PEER))), scores, Plan.whole(ratios.length));
    return report(outcomes, ratios.length);
  }

  /** A report of one round. */
  static Report report(List<Outcome> outcomes) {
    return report(outcomes, 1);
  }

  private static Report report(List<Outcome> outcomes, int rounds) {
    return new Report(
        new Machine(2, "amd64", "Linux 6.1", "JDK 25", "2026-01-02"),
        rounds,
        Pace.FULL,
        false,
        61,
        1.5,
        outcomes,
        List.of(new Footprint("ours", 32, "peer", 48, 32)),
        List.of("a note"));
  }
}
