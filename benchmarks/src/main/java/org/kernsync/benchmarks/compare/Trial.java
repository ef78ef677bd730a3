package org.kernsync.benchmarks.compare;

import java.util.List;

/**
 * Ours against one peer, or against the best of several, under the same circumstances.
 *
 * @param column the circumstances
 * @param ours what is measured of ours
 * @param peers what is measured of the peers; the ratio is taken to the best of each round
 * @param target what the ratio must reach
 */
record Trial(Column column, Cell ours, List<Cell> peers, Target target) {
  Trial {
    peers = List.copyOf(peers);
  }
}
