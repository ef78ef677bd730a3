package org.kernsync.benchmarks.compare;

import java.util.ArrayList;
import java.util.List;

/**
 * The demands on the memory allocators. All are measured bare: nobody writes to what was allocated.
 * None is measured without native access, which mapped memory needs.
 */
final class AllocatorRows {
  private static final String KMALLOC = "kmalloc";
  private static final String MALLOC = "malloc";
  private static final String NETTY = "Netty";
  private static final String PAGES = "PageAllocator";

  private final RowTable table = new RowTable();

  private AllocatorRows() {}

  static List<Comparison> all() {
    AllocatorRows rows = new AllocatorRows();
    rows.blocks();
    rows.pages();
    return rows.table.rows();
  }

  private void blocks() {
    block(MALLOC, 1, 1.5);
    block(MALLOC, 2, 1.5);
    block(NETTY, 1, 2.5);
    block(NETTY, 2, 2.5);
    passed();
  }

  private void block(String peer, int threads, double atLeast) {
    Cell our = Cell.of(Question.BLOCKS, KMALLOC, threads);
    List<Cell> theirs = List.of(Cell.of(Question.BLOCKS, peer, threads));
    List<Trial> trials = judgedAndUnpinned(our, theirs, atLeast);
    trials.add(RowTable.reported(Column.IN_USE, our, theirs, cell -> cell.with("inUse", "64")));
    if (peer.equals(MALLOC)) {
      List<Cell> critical = List.of(Cell.of(Question.BLOCKS, "malloc-critical", threads));
      trials.add(new Trial(Column.CRITICAL, our, critical, Target.REPORTED));
    }
    table.add("kmalloc and kfree, 64 B", "", our, theirs, trials);
  }

  private void passed() {
    Cell our = Cell.of(Question.BLOCKS_PASSED, KMALLOC, 2);
    List<Cell> theirs = List.of(Cell.of(Question.BLOCKS_PASSED, NETTY, 2));
    List<Trial> trials = judgedAndUnpinned(our, theirs, 1.5);
    table.add("kmalloc 64 B, kfree by the other CPU", "freed elsewhere", our, theirs, trials);
  }

  private void pages() {
    page("buddy-merging", 1, 5);
    page("buddy-merging", 2, 5);
    page("buddy-order-0", 1, 2);
    page("buddy-order-0", 2, 2);
    Cell our = Cell.of(Question.PAGE_MIX, PAGES, 2);
    List<Cell> theirs = List.of(Cell.of(Question.PAGE_MIX, "PlainBuddy", 2));
    List<Trial> trials = judgedAndUnpinned(our, theirs, 1.5);
    trials.add(
        RowTable.reported(Column.LARGER, our, theirs, cell -> cell.with("smallestOrder", "1")));
    table.add("Pages of mixed orders", "", our, theirs, trials);
  }

  private void page(String buddy, int threads, double atLeast) {
    Cell our = Cell.of(Question.PAGES, PAGES, threads);
    List<Cell> theirs = List.of(Cell.of(Question.PAGES, buddy, threads));
    List<Trial> trials = judgedAndUnpinned(our, theirs, atLeast);
    table.add("One page by per-CPU lists", "", our, theirs, trials);
  }

  private static List<Trial> judgedAndUnpinned(Cell our, List<Cell> theirs, double atLeast) {
    List<Trial> trials = new ArrayList<>();
    trials.add(RowTable.judged(our, theirs, atLeast));
    if (our.threads() > 1) {
      trials.add(RowTable.reported(Column.UNPINNED, our, theirs, RowTable::unpinned));
    }
    return trials;
  }
}
