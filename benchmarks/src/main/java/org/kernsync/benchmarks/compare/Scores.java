package org.kernsync.benchmarks.compare;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** What was measured so far: a score for each cell and round, where its fork did not fail. */
final class Scores {
  private final Map<Cell, Map<Integer, Score>> all = new HashMap<>();

  void put(Cell cell, int round, Score score) {
    all.computeIfAbsent(cell, ignored -> new HashMap<>()).put(round, score);
  }

  Optional<Score> get(Cell cell, int round) {
    return Optional.ofNullable(all.getOrDefault(cell, Map.of()).get(round));
  }

  /** The throughputs of a cell, in the order of the rounds that have one. */
  List<Double> throughputs(Cell cell) {
    return all.getOrDefault(cell, Map.of()).entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(entry -> entry.getValue().operationsPerMicro())
        .toList();
  }

  /** The ratio of each round that measured ours and all peers. */
  List<Double> ratios(Trial trial, int rounds) {
    List<Double> ratios = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      ratio(trial, round).ifPresent(ratios::add);
    }
    return ratios;
  }

  private OptionalDouble ratio(Trial trial, int round) {
    Optional<Score> ours = get(trial.ours(), round);
    List<Optional<Score>> peers = trial.peers().stream().map(peer -> get(peer, round)).toList();
    if (ours.isEmpty() || peers.stream().anyMatch(Optional::isEmpty)) {
      return OptionalDouble.empty();
    }
    double best =
        peers.stream()
            .mapToDouble(peer -> peer.orElseThrow().operationsPerMicro())
            .max()
            .orElseThrow();
    double ratio = ours.get().operationsPerMicro() / best;
    if (trial.base().isEmpty()) {
      return OptionalDouble.of(ratio);
    }
    OptionalDouble base = ratio(trial.base().get(), round);
    return base.isEmpty() ? base : OptionalDouble.of(ratio / base.getAsDouble());
  }

  /** The longest wait of a cell, where a fork timed it. */
  OptionalLong longestWaitNanos(Cell cell) {
    return all.getOrDefault(cell.timingWaits(), Map.of()).values().stream()
        .mapToLong(Score::longestWaitNanos)
        .max();
  }

  /** Whether every fork that was allowed native calls got {@code membarrier}. */
  boolean membarrierEverywhere() {
    return all.entrySet().stream()
        .filter(entry -> entry.getKey().nativeAccess())
        .flatMap(entry -> entry.getValue().values().stream())
        .allMatch(Score::membarrier);
  }
}
