package org.kernsync.benchmarks.compare;

import java.util.ArrayList;
import java.util.List;

/** The tables of a report. */
final class Grids {
  private static final List<Column> REPORTED =
      List.of(
          Column.NO_NATIVE_ACCESS,
          Column.UNPINNED,
          Column.DENSE,
          Column.WITH_WORK,
          Column.LOOP,
          Column.BY_CALLS,
          Column.IN_USE,
          Column.CRITICAL,
          Column.LARGER);

  private Grids() {}

  /** A line for each comparison, under the rows of the table of demands. */
  static Grid rows(List<Outcome> outcomes) {
    List<String> titles =
        new ArrayList<>(
            List.of(
                "ours : peer",
                "threads",
                "at least",
                "median",
                "quartiles",
                "verdict",
                "longest wait, ours",
                "peer"));
    REPORTED.forEach(column -> titles.add(column.title()));
    Grid grid = new Grid(titles);
    String row = "";
    for (Outcome outcome : outcomes) {
      if (!outcome.comparison().row().equals(row)) {
        row = outcome.comparison().row();
        grid.heading(row);
      }
      for (TrialOutcome line : outcome.lines()) {
        grid.row(line(outcome, line));
      }
    }
    return grid;
  }

  private static List<String> line(Outcome outcome, TrialOutcome line) {
    boolean main = line == outcome.judged();
    List<String> cells = new ArrayList<>();
    cells.add(outcome.pairing(line));
    cells.add(Integer.toString(outcome.comparison().threads()));
    cells.add(bound(line));
    cells.add(median(line));
    cells.add(quartiles(line));
    cells.add(line.word());
    cells.add(main ? Figures.duration(outcome.longestWaitOurs()) : "");
    cells.add(main ? Figures.duration(outcome.longestWaitPeer()) : "");
    for (Column column : REPORTED) {
      cells.add(main ? outcome.in(column).map(Grids::median).orElse("") : "");
    }
    return cells;
  }

  private static String bound(TrialOutcome outcome) {
    Target target = outcome.trial().target();
    return target.isJudged() ? Figures.bound(target.atLeast()) : "";
  }

  private static String median(TrialOutcome outcome) {
    return outcome.spread().map(spread -> Figures.ratio(spread.median())).orElse("-");
  }

  private static String quartiles(TrialOutcome outcome) {
    return outcome
        .spread()
        .map(s -> Figures.ratio(s.lowerQuartile()) + " - " + Figures.ratio(s.upperQuartile()))
        .orElse("-");
  }

  /** Locks down, threads across; what falls under its bound is marked. */
  static Grid matrix(List<Outcome> outcomes) {
    List<String> titles = new ArrayList<>(List.of("ours : ReentrantLock-fair"));
    MatrixRows.THREADS.forEach(
        threads -> titles.add(threads + (threads == 1 ? " thread" : " threads")));
    Grid grid = new Grid(titles);
    for (int cores : MatrixRows.CORES) {
      String row = MatrixRows.row(cores);
      if (outcomes.stream().noneMatch(outcome -> outcome.comparison().row().equals(row))) {
        continue;
      }
      grid.heading(row);
      for (String lock : MatrixRows.LOCKS) {
        List<String> cells = new ArrayList<>(List.of(lock));
        MatrixRows.THREADS.forEach(threads -> cells.add(matrixCell(outcomes, row, lock, threads)));
        if (cells.stream().skip(1).anyMatch(cell -> !cell.isEmpty())) {
          grid.row(cells);
        }
      }
    }
    return grid;
  }

  private static String matrixCell(List<Outcome> all, String row, String lock, int threads) {
    return all.stream()
        .filter(outcome -> isCell(outcome.comparison(), row, lock, threads))
        .map(outcome -> median(outcome.judged()) + (outcome.judged().isBad() ? " !" : ""))
        .findFirst()
        .orElse("");
  }

  private static boolean isCell(Comparison cell, String row, String lock, int threads) {
    return cell.row().equals(row) && cell.ours().equals(lock) && cell.threads() == threads;
  }

  static Grid footprint(List<Footprint> all) {
    Grid grid = new Grid("ours : peer", "at most", "bytes, ours", "peer", "verdict");
    for (Footprint each : all) {
      grid.row(
          each.type() + " : " + each.peer(),
          each.isJudged() ? Integer.toString(each.limit()) : "",
          Long.toString(each.bytes()),
          Long.toString(each.peerBytes()),
          each.isJudged() ? Verdict.of(each.holds()).word() : "");
    }
    return grid;
  }
}
