package org.kernsync.mutants;

import java.time.Duration;

/**
 * What came of one mutant.
 *
 * @param mutant which
 * @param killer who found it; null if nobody did
 * @param colour how: red, or by hanging; green if nobody did
 * @param took from the start of the killer that found it, or of all that did not
 */
record Verdict(Mutant mutant, Killer killer, Trial.Colour colour, Duration took) {

  boolean killed() {
    return killer != null;
  }

  /** Whether it came as the catalogue says. */
  boolean expected() {
    return killed() == mutant.mustBeKilled();
  }

  /** For a person, in one line. */
  String sentence() {
    double seconds = took.toMillis() / 1e3;
    if (killed()) {
      String how = colour == Trial.Colour.HANGS ? " by hanging" : "";
      String wrong = mutant.mustBeKilled() ? "" : "; the catalogue says that it cannot be seen";
      return String.format(
          "%s by %s: %s%s, %.1f s%s",
          mutant.mustBeKilled() ? "killed" : "KILLED",
          killer.layer().word(),
          killer.label(),
          how,
          seconds,
          wrong);
    }
    return mutant.mustBeKilled()
        ? String.format("SURVIVED %d killers, %.1f s", mutant.killers().size(), seconds)
        : String.format("unseen on x86: %s", mutant.unseen());
  }

  /** A row of a table in Markdown. */
  String row() {
    String result;
    if (killed()) {
      result =
          String.format(
              "%s `%s`%s | %.1f",
              killer.layer().word(),
              killer.label(),
              colour == Trial.Colour.HANGS ? ", by hanging" : "",
              took.toMillis() / 1e3);
    } else {
      result = (mutant.mustBeKilled() ? "**survived**" : "unseen: " + mutant.unseen()) + " |";
    }
    return String.format(
        "| `%s` | %s | `%s` | %s | %s |",
        mutant.id(),
        mutant.kind() == Mutant.Kind.ORDER ? "order" : "algorithm",
        mutant.source().substring(mutant.source().indexOf('/') + 1),
        mutant.breaks(),
        result);
  }
}
