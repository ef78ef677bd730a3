package org.kernsync.benchmarks.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * What has to be reached: the table of demands, row by row.
 *
 * <p>Sections have 20 ns of work inside and 200 ns outside, which is the benchmarks' default. A
 * sequence read, a reference, a transfer and a wake-up are measured bare: they take one to some
 * hundred nanoseconds, which 220 ns of work would only hide.
 */
final class Rows {
  private static final String REENTRANT_LOCK = "ReentrantLock";
  private static final String FAIR_REENTRANT_LOCK = "ReentrantLock-fair";
  private static final String MUTEX = "Mutex";
  private static final String SEMAPHORE = "CountingSemaphore";
  private static final String TICKET = "TicketSpinLock";
  private static final String QUEUED = "QueuedSpinLock";

  private final List<Comparison> all = new ArrayList<>();

  private Rows() {}

  static List<Comparison> all() {
    Rows rows = new Rows();
    rows.uncontended();
    rows.contended();
    rows.sequenceReads();
    rows.readSections();
    rows.handOvers();
    rows.references();
    return List.copyOf(rows.all);
  }

  private void uncontended() {
    for (String ours : List.of(TICKET, QUEUED)) {
      String row = TICKET + ", " + QUEUED + ", uncontended";
      uncontended(row, ours, REENTRANT_LOCK, 2.0, Target.lowerQuartile(1.2));
    }
    String row = MUTEX + "; " + SEMAPHORE + "(1), uncontended";
    uncontended(row, MUTEX, REENTRANT_LOCK, 1.2, Target.REPORTED);
    uncontended(row, SEMAPHORE, "Semaphore", 1.2, Target.REPORTED);
  }

  private void uncontended(
      String row, String ours, String peer, double atLeast, Target withoutNativeAccess) {
    Cell our = Cell.of(Question.UNCONTENDED, ours, 1);
    Cell their = Cell.of(Question.UNCONTENDED, peer, 1);
    UnaryOperator<Cell> aged = cell -> cell.with("aged", "true");
    add(
        row,
        "",
        our,
        List.of(their),
        new Trial(Column.JUDGED, our, List.of(their), Target.lowerQuartile(atLeast)),
        new Trial(
            Column.NO_NATIVE_ACCESS,
            our.withoutNativeAccess(),
            List.of(their),
            withoutNativeAccess),
        new Trial(Column.AGED, aged.apply(our), List.of(aged.apply(their)), Target.REPORTED));
  }

  private void contended() {
    for (int threads : List.of(2, 8)) {
      for (String ours : List.of(MUTEX, QUEUED)) {
        for (String peer : List.of(REENTRANT_LOCK, "synchronized")) {
          sections(MUTEX + ", " + QUEUED, ours, peer, threads, 1.0);
        }
      }
    }
    sections(TICKET + " (FIFO)", TICKET, FAIR_REENTRANT_LOCK, 2, 8);
    sections(TICKET + " (FIFO)", TICKET, FAIR_REENTRANT_LOCK, 8, 1.25);
    sections(SEMAPHORE + " (FIFO)", SEMAPHORE, "Semaphore-fair", 2, 1.5);
    sections(SEMAPHORE + " (FIFO)", SEMAPHORE, "Semaphore-fair", 8, 1.0);
  }

  private void sections(String row, String ours, String peer, int threads, double atLeast) {
    worked(Question.SECTIONS, row, ours, peer, threads, atLeast);
  }

  private void readSections() {
    for (int threads : List.of(2, 8)) {
      for (String ours : List.of("ReadWriteSpinLock", "RwSemaphore")) {
        worked(
            Question.READ_SECTIONS,
            "ReadWriteSpinLock, RwSemaphore read",
            ours,
            "ReentrantReadWriteLock",
            threads,
            1.5);
      }
    }
  }

  private void worked(
      Question question, String row, String ours, String peer, int threads, double atLeast) {
    Cell our = Cell.of(question, ours, threads);
    Cell their = Cell.of(question, peer, threads);
    UnaryOperator<Cell> unpinned = Rows::unpinned;
    UnaryOperator<Cell> dense = cell -> cell.with("outsideNanos", "0");
    add(
        row,
        "",
        our,
        List.of(their),
        new Trial(Column.JUDGED, our, List.of(their), Target.lowerQuartile(atLeast)),
        withoutNativeAccess(our, List.of(their)),
        reported(Column.UNPINNED, our, List.of(their), unpinned),
        reported(Column.DENSE, our, List.of(their), dense));
  }

  private void sequenceReads() {
    for (int threads : List.of(1, 2)) {
      for (int percent : List.of(0, 1)) {
        UnaryOperator<Cell> writes = cell -> cell.with("writePercent", "" + percent);
        Cell our = writes.apply(Cell.of(Question.SEQUENCE_READS, "SeqLock", threads));
        Cell their = writes.apply(Cell.of(Question.SEQUENCE_READS, "StampedLock", threads));
        List<Trial> trials = new ArrayList<>();
        trials.add(new Trial(Column.JUDGED, our, List.of(their), Target.lowerQuartile(1.0)));
        trials.add(withoutNativeAccess(our, List.of(their)));
        if (threads > 1) {
          trials.add(reported(Column.UNPINNED, our, List.of(their), Rows::unpinned));
        }
        trials.add(
            reported(
                Column.WITH_WORK,
                our,
                List.of(their),
                cell -> cell.with("insideNanos", "20").with("outsideNanos", "200")));
        add(
            "SeqLock read, quiet and with 1 % writes",
            percent == 0 ? "quiet" : percent + " % writes",
            our,
            List.of(their),
            trials.toArray(Trial[]::new));
      }
    }
  }

  private void handOvers() {
    bare(
        Question.ROUND_TRIP,
        "Completion, one round trip",
        "Completion",
        List.of("Exchanger", "SynchronousQueue", "Semaphore"),
        2,
        1.2);
    bare(Question.WAKE_ONE, "WaitQueue wake one of 8", "WaitQueue", List.of("Condition"), 8, 1.0);
    for (String peer : List.of("SpscArrayQueue", "OneToOneConcurrentArrayQueue")) {
      bare(Question.TRANSFER, "KFifo transfer", "KFifo", List.of(peer), 2, 0.8);
    }
  }

  private void references() {
    for (int threads : List.of(1, 2)) {
      bare(
          Question.REFERENCES,
          "RefCount get/put",
          "RefCount",
          List.of("AtomicInteger"),
          threads,
          0.9);
    }
  }

  private void bare(
      Question question, String row, String ours, List<String> peers, int threads, double atLeast) {
    Cell our = Cell.of(question, ours, threads);
    List<Cell> theirs = peers.stream().map(peer -> Cell.of(question, peer, threads)).toList();
    List<Trial> trials = new ArrayList<>();
    trials.add(new Trial(Column.JUDGED, our, theirs, Target.lowerQuartile(atLeast)));
    trials.add(withoutNativeAccess(our, theirs));
    if (threads > 1) {
      trials.add(reported(Column.UNPINNED, our, theirs, Rows::unpinned));
    }
    add(row, "", our, theirs, trials.toArray(Trial[]::new));
  }

  /** Peers make no native calls, so theirs is the same fork. */
  private static Trial withoutNativeAccess(Cell our, List<Cell> theirs) {
    return new Trial(Column.NO_NATIVE_ACCESS, our.withoutNativeAccess(), theirs, Target.REPORTED);
  }

  private static Trial reported(
      Column column, Cell our, List<Cell> theirs, UnaryOperator<Cell> circumstances) {
    return new Trial(
        column,
        circumstances.apply(our),
        theirs.stream().map(circumstances).toList(),
        Target.REPORTED);
  }

  private static Cell unpinned(Cell cell) {
    return cell.with("pinned", "false");
  }

  private void add(String row, String note, Cell our, List<Cell> theirs, Trial... trials) {
    List<String> peers = theirs.stream().map(Cell::impl).toList();
    all.add(new Comparison(row, our.impl(), peers, note, our.threads(), List.of(trials)));
  }
}
