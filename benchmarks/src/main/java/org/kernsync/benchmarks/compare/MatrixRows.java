package org.kernsync.benchmarks.compare;

import java.util.ArrayList;
import java.util.List;

/**
 * The cells in which no lock of ours may fall under half of {@code ReentrantLock(true)}: locks,
 * threads, one core or two. A lock with a read side is written to. The bit spinlock, which cannot
 * queue, is only reported.
 */
final class MatrixRows {
  static final List<Integer> THREADS = List.of(1, 2, 4, 8, 32);
  static final List<Integer> CORES = List.of(1, 2);
  static final List<String> LOCKS =
      List.of(
          "TicketSpinLock",
          "QueuedSpinLock",
          "ReadWriteSpinLock",
          "SeqLock",
          "Mutex",
          "CountingSemaphore",
          "RwSemaphore",
          "BitSpinLock");

  private static final String PEER = "ReentrantLock-fair";
  private static final String UNFAIR = "BitSpinLock";
  private static final double AT_LEAST = 0.5;

  private MatrixRows() {}

  static List<Comparison> all() {
    List<Comparison> all = new ArrayList<>();
    for (int cores : CORES) {
      for (int threads : THREADS) {
        for (String lock : LOCKS) {
          all.add(cell(lock, threads, cores));
        }
      }
    }
    return List.copyOf(all);
  }

  static String row(int cores) {
    return cores == 1 ? "one core" : cores + " cores";
  }

  private static Comparison cell(String lock, int threads, int cores) {
    Cell our = Cell.of(Question.SECTIONS, lock, threads).onCores(cores);
    Cell their = Cell.of(Question.SECTIONS, PEER, threads).onCores(cores);
    Target target = lock.equals(UNFAIR) ? Target.REPORTED : Target.median(AT_LEAST);
    Trial trial = new Trial(Column.JUDGED, our, List.of(their), target);
    return new Comparison(row(cores), lock, List.of(PEER), row(cores), threads, List.of(trial));
  }
}
