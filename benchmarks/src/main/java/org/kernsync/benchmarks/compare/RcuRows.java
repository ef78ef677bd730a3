package org.kernsync.benchmarks.compare;

import java.util.ArrayList;
import java.util.List;

/**
 * The demands on RCU and per-CPU data. All are measured bare: a read section takes a nanosecond or
 * two, and the bounds are ratios that work around it could only hide.
 */
final class RcuRows {
  private static final String HANDLE = "Rcu-handle";
  private static final String AUTOMATIC = "Rcu-section";
  private static final String AUTOMATIC_BY_CALLS = "Rcu";
  private static final String VOLATILE = "volatile";
  private static final String OPTIMISTIC = "StampedLock-optimistic";
  private static final String READ_WRITE_LOCK = "ReentrantReadWriteLock";

  private final RowTable table = new RowTable();

  private RcuRows() {}

  static List<Comparison> all() {
    RcuRows rows = new RcuRows();
    rows.reads();
    rows.growth();
    rows.gracePeriods();
    rows.perCpu();
    return rows.table.rows();
  }

  private void reads() {
    String byHandle = "Rcu read section + dereference, handle";
    readInALoopToo(byHandle, HANDLE, VOLATILE, 1, 0.5);
    readInALoopToo(byHandle, HANDLE, VOLATILE, 2, 0.5);
    automatic(READ_WRITE_LOCK, 25);
    automatic("StampedLock", 12);
    automatic(OPTIMISTIC, 0.4);
  }

  private void readInALoopToo(String row, String ours, String peer, int threads, double atLeast) {
    Cell our = read(ours, threads);
    List<Cell> theirs = List.of(read(peer, threads));
    List<Trial> trials = new ArrayList<>(RowTable.usual(our, theirs, atLeast));
    trials.add(inALoop(our, theirs));
    table.add(row, "", our, theirs, trials);
  }

  /** Judged by the guard of a {@code try}; the two calls that look the thread up beside it. */
  private void automatic(String peer, double atLeast) {
    Cell our = read(AUTOMATIC, 2);
    List<Cell> theirs = List.of(read(peer, 2));
    List<Trial> trials = new ArrayList<>(RowTable.usual(our, theirs, atLeast));
    if (peer.equals(OPTIMISTIC)) {
      trials.add(inALoop(our, theirs));
    }
    Cell byCalls = read(AUTOMATIC_BY_CALLS, 2);
    trials.add(new Trial(Column.BY_CALLS, byCalls, theirs, Target.REPORTED));
    table.add("Rcu read section + dereference, automatic", "", our, theirs, trials);
  }

  private static Trial inALoop(Cell our, List<Cell> theirs) {
    return RowTable.reported(
        Column.LOOP, our, theirs, cell -> cell.asking(Question.POINTER_READS_IN_A_LOOP));
  }

  private static Cell read(String impl, int threads) {
    return Cell.of(Question.POINTER_READS, impl, threads);
  }

  /** How much more two threads read than one: ours by what the same becomes of a volatile read. */
  private void growth() {
    for (String ours : List.of(HANDLE, AUTOMATIC)) {
      Cell two = read(ours, 2);
      Cell one = read(ours, 1);
      List<Cell> theirTwo = List.of(read(VOLATILE, 2));
      List<Cell> theirOne = List.of(read(VOLATILE, 1));
      List<Trial> trials =
          List.of(
              RowTable.judged(two, theirTwo, 0.9)
                  .dividedBy(new Trial(Column.JUDGED, one, theirOne, Target.REPORTED)),
              RowTable.withoutNativeAccess(two, theirTwo)
                  .dividedBy(RowTable.withoutNativeAccess(one, theirOne)));
      table.add("Read throughput from 1 to 2 threads", "growth", two, theirTwo, trials);
    }
  }

  private void gracePeriods() {
    double within20TimesTheTime = 1.0 / 20;
    table.bare(
        Question.GRACE_PERIODS,
        "synchronizeExpedited, readers idle",
        "synchronizeExpedited",
        List.of("membarrier"),
        1,
        within20TimesTheTime);
    table.bare(
        Question.CALLBACKS,
        "call() throughput, callbacks executed",
        "Rcu-call",
        List.of("MpscUnboundedArrayQueue"),
        2,
        0.5);
  }

  private void perCpu() {
    for (int threads : List.of(1, 2, 8)) {
      table.bare(
          Question.COUNTS,
          "PerCpuCounter add, batch 128",
          "PerCpuCounter",
          List.of("LongAdder"),
          threads,
          3.0);
    }
    table.bare(Question.USERS, "PerCpuRef get+put", "PerCpuRef", List.of("AtomicLong"), 2, 4.0);
    Cell our = Cell.of(Question.READ_SECTIONS, "PerCpuRwSemaphore", 2);
    List<Cell> theirs = List.of(Cell.of(Question.READ_SECTIONS, READ_WRITE_LOCK, 2));
    List<Trial> trials =
        new ArrayList<>(
            RowTable.usual(
                withoutWork(our), theirs.stream().map(RcuRows::withoutWork).toList(), 8));
    trials.add(RowTable.reported(Column.WITH_WORK, our, theirs, cell -> cell));
    table.add("PerCpuRwSemaphore read", "", our, theirs, trials);
  }

  private static Cell withoutWork(Cell cell) {
    return cell.with("insideNanos", "0").with("outsideNanos", "0");
  }
}
