package org.kernsync.benchmarks.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** A table of demands in the making, and the forms that its rows have. */
final class RowTable {
  private final List<Comparison> rows = new ArrayList<>();

  List<Comparison> rows() {
    return List.copyOf(rows);
  }

  /** A row with these trials, the one that stands for it first. */
  void add(String row, String note, Cell our, List<Cell> theirs, List<Trial> trials) {
    List<String> peers = theirs.stream().map(Cell::impl).toList();
    rows.add(new Comparison(row, our.impl(), peers, note, our.threads(), trials));
  }

  /** A row of what is measured with no work around it, or with what the question brings itself. */
  void bare(
      Question question, String row, String ours, List<String> peers, int threads, double atLeast) {
    Cell our = Cell.of(question, ours, threads);
    List<Cell> theirs = peers.stream().map(peer -> Cell.of(question, peer, threads)).toList();
    add(row, "", our, theirs, usual(our, theirs, atLeast));
  }

  /** Judged; without native access; and unpinned where there are threads to pin. */
  static List<Trial> usual(Cell our, List<Cell> theirs, double atLeast) {
    List<Trial> trials = new ArrayList<>();
    trials.add(judged(our, theirs, atLeast));
    trials.add(withoutNativeAccess(our, theirs));
    if (our.threads() > 1) {
      trials.add(reported(Column.UNPINNED, our, theirs, RowTable::unpinned));
    }
    return trials;
  }

  static Trial judged(Cell our, List<Cell> theirs, double atLeast) {
    return new Trial(Column.JUDGED, our, theirs, Target.lowerQuartile(atLeast));
  }

  /** The peer's is the same fork: it needs no native access, or is nothing without. */
  static Trial withoutNativeAccess(Cell our, List<Cell> theirs) {
    return new Trial(Column.NO_NATIVE_ACCESS, our.withoutNativeAccess(), theirs, Target.REPORTED);
  }

  static Trial reported(
      Column column, Cell our, List<Cell> theirs, UnaryOperator<Cell> circumstances) {
    return new Trial(
        column,
        circumstances.apply(our),
        theirs.stream().map(circumstances).toList(),
        Target.REPORTED);
  }

  static Cell unpinned(Cell cell) {
    return cell.with("pinned", "false");
  }
}
