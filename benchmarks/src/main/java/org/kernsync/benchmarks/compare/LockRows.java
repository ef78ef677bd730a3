package org.kernsync.benchmarks.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The demands on locks, waits and counts.
 *
 * <p>Sections have 20 ns of work inside and 200 ns outside, which is the benchmarks' default. A
 * sequence read, a reference, a transfer and a wake-up are measured bare: they take one to some
 * hundred nanoseconds, which 220 ns of work would only hide.
 */
final class LockRows {
  private static final String REENTRANT_LOCK = "ReentrantLock";
  private static final String FAIR_REENTRANT_LOCK = "ReentrantLock-fair";
  private static final String MUTEX = "Mutex";
  private static final String SEMAPHORE = "CountingSemaphore";
  private static final String TICKET = "TicketSpinLock";
  private static final String QUEUED = "QueuedSpinLock";

  private final RowTable table = new RowTable();

  private LockRows() {}

  static List<Comparison> all() {
    LockRows rows = new LockRows();
    rows.uncontended();
    rows.contended();
    rows.sequenceReads();
    rows.readSections();
    rows.handOvers();
    rows.references();
    return rows.table.rows();
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

  /**
   * The row is about an old lock, as locks in use are. What the same is worth on a young one is
   * said beside it, with a verdict that does not count.
   */
  private void uncontended(
      String row, String ours, String peer, double atLeast, Target withoutNativeAccess) {
    Cell young = Cell.of(Question.UNCONTENDED, ours, 1);
    Cell theirYoung = Cell.of(Question.UNCONTENDED, peer, 1);
    Cell old = young.with("aged", "true");
    List<Cell> theirOld = List.of(theirYoung.with("aged", "true"));
    table.add(
        row,
        "",
        young,
        List.of(theirYoung),
        List.of(
            new Trial(Column.OLD, old, theirOld, Target.lowerQuartile(atLeast)),
            new Trial(Column.YOUNG, young, List.of(theirYoung), Target.beside(atLeast)),
            new Trial(
                Column.NO_NATIVE_ACCESS,
                old.withoutNativeAccess(),
                theirOld,
                withoutNativeAccess)));
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
    List<Trial> trials = new ArrayList<>(RowTable.usual(our, List.of(their), atLeast));
    trials.add(
        RowTable.reported(
            Column.DENSE, our, List.of(their), cell -> cell.with("outsideNanos", "0")));
    table.add(row, "", our, List.of(their), trials);
  }

  private void sequenceReads() {
    for (int threads : List.of(1, 2)) {
      for (int percent : List.of(0, 1)) {
        UnaryOperator<Cell> writes = cell -> cell.with("writePercent", "" + percent);
        Cell our = writes.apply(Cell.of(Question.SEQUENCE_READS, "SeqLock", threads));
        Cell their = writes.apply(Cell.of(Question.SEQUENCE_READS, "StampedLock", threads));
        List<Trial> trials = new ArrayList<>(RowTable.usual(our, List.of(their), 1.0));
        trials.add(
            RowTable.reported(
                Column.WITH_WORK,
                our,
                List.of(their),
                cell -> cell.with("insideNanos", "20").with("outsideNanos", "200")));
        table.add(
            "SeqLock read, quiet and with 1 % writes",
            percent == 0 ? "quiet" : percent + " % writes", our, List.of(their), trials);
      }
    }
  }

  private void handOvers() {
    table.bare(
        Question.ROUND_TRIP,
        "Completion, one round trip",
        "Completion",
        List.of("Exchanger", "SynchronousQueue", "Semaphore"),
        2,
        1.2);
    table.bare(
        Question.WAKE_ONE, "WaitQueue wake one of 8", "WaitQueue", List.of("Condition"), 8, 1.0);
    for (String peer : List.of("SpscArrayQueue", "OneToOneConcurrentArrayQueue")) {
      table.bare(Question.TRANSFER, "KFifo transfer", "KFifo", List.of(peer), 2, 0.8);
    }
  }

  private void references() {
    for (int threads : List.of(1, 2)) {
      table.bare(
          Question.REFERENCES,
          "RefCount get/put",
          "RefCount",
          List.of("AtomicInteger"),
          threads,
          0.9);
    }
  }
}
