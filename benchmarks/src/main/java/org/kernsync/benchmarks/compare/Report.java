package org.kernsync.benchmarks.compare;

import java.util.List;

/**
 * A run and what it came to.
 *
 * @param machine where
 * @param rounds how many rounds
 * @param pace how long each fork measured
 * @param matrix whether it is the matrix of cells in place of the rows
 * @param seconds how long it took
 * @param tokenNanos how long a token of work takes here
 * @param outcomes what was measured
 * @param footprint the bytes of each type; empty where nobody asked
 * @param notes what a reader must know besides
 */
record Report(
    Machine machine,
    int rounds,
    Pace pace,
    boolean matrix,
    long seconds,
    double tokenNanos,
    List<Outcome> outcomes,
    List<Footprint> footprint,
    List<String> notes) {
  Report {
    outcomes = List.copyOf(outcomes);
    footprint = List.copyOf(footprint);
    notes = List.copyOf(notes);
  }

  /** Whether it was only a look. */
  boolean isQuick() {
    return pace.equals(Pace.QUICK);
  }

  long judged() {
    return outcomes.stream()
        .flatMap(outcome -> outcome.trials().stream())
        .filter(trial -> trial.trial().target().counts())
        .count();
  }

  long missed() {
    return outcomes.stream().mapToLong(outcome -> outcome.bad().size()).sum()
        + footprint.stream().filter(each -> !each.holds()).count();
  }

  boolean holds() {
    return missed() == 0;
  }

  String title() {
    return matrix
        ? "Kernsync locks by ReentrantLock(true), every cell"
        : "Kernsync by its peers, throughput";
  }

  /** Where, when and how, in one line. */
  String circumstances() {
    return outcomes.isEmpty() ? machine.line() : machine.line() + length();
  }

  private String length() {
    return "; "
        + rounds
        + (rounds == 1 ? " round" : " rounds")
        + (isQuick() ? ", a quick look" : "")
        + ", forks of "
        + pace.millis()
        + " ms"
        + "; "
        + (seconds + 59) / 60
        + " min";
  }
}
