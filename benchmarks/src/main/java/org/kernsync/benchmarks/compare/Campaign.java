package org.kernsync.benchmarks.compare;

import java.util.ArrayList;
import java.util.List;
import org.kernsync.kernel.report.Terminal;

/** Runs a schedule to its end; a fork that fails leaves a gap and a note. */
final class Campaign {
  private final Forks forks;
  private final Terminal terminal;
  private final Scores scores = new Scores();
  private final List<String> notes = new ArrayList<>();

  Campaign(Forks forks, Terminal terminal) {
    this.forks = forks;
    this.terminal = terminal;
  }

  Scores scores() {
    return scores;
  }

  List<String> notes() {
    return notes;
  }

  void run(List<List<Cell>> schedule, Pace pace) throws ForkException {
    int all = schedule.stream().mapToInt(List::size).sum();
    try (Progress progress = new Progress(terminal, schedule.size(), all, pace)) {
      for (int round = 0; round < schedule.size(); round++) {
        for (Cell cell : schedule.get(round)) {
          progress.next(round, cell);
          measure(round, cell);
          progress.done();
        }
      }
    }
  }

  private void measure(int round, Cell cell) throws ForkException {
    try {
      scores.put(cell, round, forks.run(cell));
    } catch (ForkException e) {
      if (e.isLast()) {
        throw e;
      }
      notes.add(e.getMessage() + " (round " + (round + 1) + ").");
    }
  }
}
