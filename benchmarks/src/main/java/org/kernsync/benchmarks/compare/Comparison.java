package org.kernsync.benchmarks.compare;

import java.util.List;

/**
 * One line of the results: ours against one peer, or the best of several, with some threads.
 *
 * @param row the row of the table of demands that it belongs to
 * @param ours our implementation
 * @param peers the peers' names
 * @param note what sets it apart from others of the row; may be empty
 * @param threads how many threads take part
 * @param trials the judged one first, then those that are reported beside it
 */
record Comparison(
    String row, String ours, List<String> peers, String note, int threads, List<Trial> trials) {
  Comparison {
    peers = List.copyOf(peers);
    trials = List.copyOf(trials);
  }

  /** Who against whom. */
  String pairing() {
    String against = peers.size() == 1 ? peers.get(0) : "best of " + String.join(", ", peers);
    return ours + " : " + against + (note.isEmpty() ? "" : ", " + note);
  }

  /** Who against whom with how many threads: a name for the whole line. */
  String name() {
    return pairing() + ", " + threads + (threads == 1 ? " thread" : " threads");
  }

  /** What {@code --rows} looks at. */
  String searchText() {
    return row + " / " + name();
  }

  Trial judged() {
    return trials.get(0);
  }
}
