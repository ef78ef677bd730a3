package org.kernsync.mutants;

import java.io.PrintStream;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The verdicts of one run, summed up. */
final class Score {
  private final List<Verdict> verdicts;

  Score(List<Verdict> verdicts) {
    this.verdicts = List.copyOf(verdicts);
  }

  /** Whether each came as the catalogue says. */
  boolean fine() {
    return !verdicts.isEmpty() && verdicts.stream().allMatch(Verdict::expected);
  }

  void print(PrintStream out, int controls) {
    Map<Killer.Layer, Integer> byLayer = new EnumMap<>(Killer.Layer.class);
    int hangs = 0;
    for (Verdict verdict : verdicts) {
      if (verdict.killed()) {
        byLayer.merge(verdict.killer().layer(), 1, Integer::sum);
        hangs += verdict.colour() == Trial.Colour.HANGS ? 1 : 0;
      }
    }
    out.printf(
        "seeded %d (%d of memory order), killed %d (%s; %d by hanging), unseen on x86 %d,"
            + " survived %d; %d controls green%n",
        verdicts.size(),
        count(verdicts.stream().filter(v -> v.mutant().kind() == Mutant.Kind.ORDER).toList()),
        byLayer.values().stream().mapToInt(Integer::intValue).sum(),
        byLayer.entrySet().stream()
            .map(entry -> entry.getKey().word() + " " + entry.getValue())
            .collect(Collectors.joining(", ")),
        hangs,
        count(verdicts.stream().filter(v -> !v.killed() && !v.mutant().mustBeKilled()).toList()),
        count(verdicts.stream().filter(v -> !v.killed() && v.mutant().mustBeKilled()).toList()),
        controls);
    for (Verdict verdict : verdicts) {
      if (!verdict.expected()) {
        out.printf("FAILED: %s %s%n", verdict.mutant().id(), verdict.sentence());
      }
    }
  }

  private static int count(List<Verdict> some) {
    return some.size();
  }
}
