package org.kernsync.benchmarks.compare;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Which fork follows which.
 *
 * <p>Every round measures each cell once, and a ratio is taken within a round: load that comes and
 * goes hits both sides or neither. Cells that share a peer stand together, ours and peers in turn,
 * so a pair of one ours and one peer is measured ours, peer, ours, peer, round by round. What is
 * only reported takes part in every third round; the forks that time waits run once.
 */
final class Schedule {
  /** What is only reported is measured in every so many rounds. */
  static final int REPORT_EVERY = 3;

  private static final int WAITS_IN_ROUND = 1; // not the first: then a failing fork shows early

  private Schedule() {}

  /**
   * Orders the forks of a run.
   *
   * @param comparisons what to measure
   * @param plan how much of it, and how often
   * @return the cells of each round, in order
   */
  static List<List<Cell>> of(List<Comparison> comparisons, Plan plan) {
    List<List<Cell>> all = new ArrayList<>();
    for (int round = 0; round < plan.rounds(); round++) {
      List<Trial> trials = new ArrayList<>();
      for (Comparison comparison : comparisons) {
        for (Trial trial : comparison.trials()) {
          if (isDue(comparison, trial, round, plan)) {
            trials.add(trial);
          }
        }
      }
      List<Cell> cells = new ArrayList<>(inTurn(trials));
      if (plan.withWaits() && round == Math.min(WAITS_IN_ROUND, plan.rounds() - 1)) {
        cells.addAll(timingWaits(comparisons));
      }
      all.add(cells);
    }
    return all;
  }

  /** How many forks that takes. */
  static long forks(List<Comparison> comparisons, Plan plan) {
    return of(comparisons, plan).stream().mapToLong(List::size).sum();
  }

  private static boolean isDue(Comparison line, Trial trial, int round, Plan plan) {
    boolean everyRound = trial.target().isJudged() || trial == line.judged();
    return plan.includes(line, trial) && (everyRound || round % REPORT_EVERY == 0);
  }

  private static List<Cell> timingWaits(List<Comparison> comparisons) {
    return inTurn(comparisons.stream().map(Comparison::judged).toList()).stream()
        .map(Cell::timingWaits)
        .toList();
  }

  /** Each cell once, ours and peers of each group in turn. */
  private static List<Cell> inTurn(List<Trial> trials) {
    List<Cell> order = new ArrayList<>();
    for (Group group : groups(trials)) {
      group.appendTo(order);
    }
    return order;
  }

  private static List<Group> groups(List<Trial> trials) {
    List<Group> groups = new ArrayList<>();
    for (Trial trial : trials) {
      Group whole = new Group();
      groups.removeIf(
          group -> {
            boolean shares = group.sharesWith(trial);
            if (shares) {
              whole.add(group);
            }
            return shares;
          });
      whole.add(trial);
      groups.add(whole);
    }
    return groups;
  }

  /** Trials that share cells, directly or by way of others. */
  private static final class Group {
    private final Set<Cell> ours = new LinkedHashSet<>();
    private final Set<Cell> peers = new LinkedHashSet<>();

    boolean sharesWith(Trial trial) {
      return trial.allOurs().stream().anyMatch(ours::contains)
          || trial.allPeers().stream().anyMatch(peers::contains);
    }

    void add(Trial trial) {
      ours.addAll(trial.allOurs());
      peers.addAll(trial.allPeers());
    }

    void add(Group other) {
      ours.addAll(other.ours);
      peers.addAll(other.peers);
    }

    /** Spreads the fewer evenly among the more; where both could be next, ours is. */
    void appendTo(List<Cell> order) {
      List<Cell> left = List.copyOf(ours);
      List<Cell> right = List.copyOf(peers);
      int l = 0;
      int r = 0;
      while (l < left.size() || r < right.size()) {
        boolean oursIsNext =
            r == right.size()
                || l < left.size() && (2L * l + 1) * right.size() <= (2L * r + 1) * left.size();
        order.add(oursIsNext ? left.get(l++) : right.get(r++));
      }
    }
  }
}
