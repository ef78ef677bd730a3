package org.kernsync.benchmarks.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Ours against one peer, or against the best of several, under the same circumstances.
 *
 * @param column the circumstances
 * @param ours what is measured of ours
 * @param peers what is measured of the peers; the ratio is taken to the best of each round
 * @param target what the ratio must reach
 * @param base what the ratio of a round is divided by, where growth is asked for: the ratio that
 *     this trial has in the same round
 */
record Trial(Column column, Cell ours, List<Cell> peers, Target target, Optional<Trial> base) {
  Trial {
    peers = List.copyOf(peers);
  }

  Trial(Column column, Cell ours, List<Cell> peers, Target target) {
    this(column, ours, peers, target, Optional.empty());
  }

  /** The same, as growth from another. */
  Trial dividedBy(Trial from) {
    return new Trial(column, ours, peers, target, Optional.of(from));
  }

  /** All cells of ours that a ratio needs. */
  List<Cell> allOurs() {
    List<Cell> all = new ArrayList<>(List.of(ours));
    base.ifPresent(from -> all.addAll(from.allOurs()));
    return all;
  }

  /** All cells of peers that a ratio needs. */
  List<Cell> allPeers() {
    List<Cell> all = new ArrayList<>(peers);
    base.ifPresent(from -> all.addAll(from.allPeers()));
    return all;
  }
}
