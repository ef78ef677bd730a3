package org.kernsync.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What is measured is what was demanded. */
class RowsTest {
  private static final List<String> DEMANDS =
      List.of(
          "TicketSpinLock : ReentrantLock, 1 thread >= 2.0",
          "QueuedSpinLock : ReentrantLock, 1 thread >= 2.0",
          "Mutex : ReentrantLock, 1 thread >= 1.2",
          "CountingSemaphore : Semaphore, 1 thread >= 1.2",
          "Mutex : ReentrantLock, 2 threads >= 1.0",
          "Mutex : synchronized, 2 threads >= 1.0",
          "QueuedSpinLock : ReentrantLock, 2 threads >= 1.0",
          "QueuedSpinLock : synchronized, 2 threads >= 1.0",
          "Mutex : ReentrantLock, 8 threads >= 1.0",
          "Mutex : synchronized, 8 threads >= 1.0",
          "QueuedSpinLock : ReentrantLock, 8 threads >= 1.0",
          "QueuedSpinLock : synchronized, 8 threads >= 1.0",
          "TicketSpinLock : ReentrantLock-fair, 2 threads >= 8.0",
          "TicketSpinLock : ReentrantLock-fair, 8 threads >= 1.25",
          "CountingSemaphore : Semaphore-fair, 2 threads >= 1.5",
          "CountingSemaphore : Semaphore-fair, 8 threads >= 1.0",
          "SeqLock : StampedLock, quiet, 1 thread >= 1.0",
          "SeqLock : StampedLock, 1 % writes, 1 thread >= 1.0",
          "SeqLock : StampedLock, quiet, 2 threads >= 1.0",
          "SeqLock : StampedLock, 1 % writes, 2 threads >= 1.0",
          "ReadWriteSpinLock : ReentrantReadWriteLock, 2 threads >= 1.5",
          "RwSemaphore : ReentrantReadWriteLock, 2 threads >= 1.5",
          "ReadWriteSpinLock : ReentrantReadWriteLock, 8 threads >= 1.5",
          "RwSemaphore : ReentrantReadWriteLock, 8 threads >= 1.5",
          "Completion : best of Exchanger, SynchronousQueue, Semaphore, 2 threads >= 1.2",
          "WaitQueue : Condition, 8 threads >= 1.0",
          "KFifo : SpscArrayQueue, 2 threads >= 0.8",
          "KFifo : OneToOneConcurrentArrayQueue, 2 threads >= 0.8",
          "RefCount : AtomicInteger, 1 thread >= 0.9",
          "RefCount : AtomicInteger, 2 threads >= 0.9",
          "Rcu-handle : volatile, 1 thread >= 0.5",
          "Rcu-handle : volatile, 2 threads >= 0.5",
          "Rcu-section : ReentrantReadWriteLock, 2 threads >= 25.0",
          "Rcu-section : StampedLock, 2 threads >= 12.0",
          "Rcu-section : StampedLock-optimistic, 2 threads >= 0.4",
          "Rcu-handle : volatile, growth, 2 threads >= 0.9",
          "Rcu-section : volatile, growth, 2 threads >= 0.9",
          "synchronizeExpedited : membarrier, 1 thread >= 0.05",
          "Rcu-call : MpscUnboundedArrayQueue, 2 threads >= 0.5",
          "PerCpuCounter : LongAdder, 1 thread >= 3.0",
          "PerCpuCounter : LongAdder, 2 threads >= 3.0",
          "PerCpuCounter : LongAdder, 8 threads >= 3.0",
          "PerCpuRef : AtomicLong, 2 threads >= 4.0",
          "PerCpuRwSemaphore : ReentrantReadWriteLock, 2 threads >= 8.0",
          "kmalloc : malloc, 1 thread >= 1.5",
          "kmalloc : malloc, 2 threads >= 1.5",
          "kmalloc : Netty, 1 thread >= 2.5",
          "kmalloc : Netty, 2 threads >= 2.5",
          "kmalloc : Netty, freed elsewhere, 2 threads >= 1.5",
          "PageAllocator : buddy-merging, 1 thread >= 5.0",
          "PageAllocator : buddy-merging, 2 threads >= 5.0",
          "PageAllocator : buddy-order-0, 1 thread >= 2.0",
          "PageAllocator : buddy-order-0, 2 threads >= 2.0",
          "PageAllocator : PlainBuddy, 2 threads >= 1.5");

  /** Every row of the table of demands, each with its peers, threads and bound, and none else. */
  @Test
  void all_isTheTableOfDemands() {
    assertThat(Rows.all())
        .extracting(each -> each.name() + " >= " + each.judged().target().atLeast())
        .containsExactlyElementsOf(DEMANDS);
    assertThat(Rows.all())
        .extracting(each -> each.judged().target().of())
        .containsOnly(Target.Figure.LOWER_QUARTILE);
    assertThat(Rows.all()).allMatch(each -> each.judged().target().counts());
  }

  /** The groups are the whole table, each row once. */
  @Test
  void of_groups_areTheWhole() {
    assertThat(Rows.of(Rows.Group.LOCKS))
        .hasSize(30)
        .doesNotContainAnyElementsOf(Rows.of(Rows.Group.RCU));
    assertThat(Rows.all())
        .containsAll(Rows.of(Rows.Group.LOCKS))
        .containsAll(Rows.of(Rows.Group.RCU))
        .containsAll(Rows.of(Rows.Group.ALLOCATORS))
        .hasSize(
            Rows.of(Rows.Group.LOCKS).size()
                + Rows.of(Rows.Group.RCU).size()
                + Rows.of(Rows.Group.ALLOCATORS).size());
  }

  /**
   * An uncontended lock is judged old; young it has the same bound, and a verdict that does not
   * count.
   */
  @Test
  void all_uncontended_areJudgedOldAndShownYoung() {
    List<Comparison> uncontended =
        Rows.all().stream()
            .filter(each -> each.judged().ours().question() == Question.UNCONTENDED)
            .toList();
    assertThat(uncontended).hasSize(4);
    for (Comparison each : uncontended) {
      Trial young = each.trials().get(1);
      assertThat(each.judged().column()).isEqualTo(Column.OLD);
      assertThat(each.judged().ours().parameters()).containsEntry("aged", "true");
      assertThat(young.column()).isEqualTo(Column.YOUNG);
      assertThat(young.ours().parameters()).isEmpty();
      assertThat(young.target()).isEqualTo(Target.beside(each.judged().target().atLeast()));
    }
  }

  /** Growth is what two threads get by what one gets, of the same readers. */
  @Test
  void all_growth_isOfTheSameReaders() {
    List<Trial> growing =
        Rows.all().stream()
            .flatMap(each -> each.trials().stream())
            .filter(trial -> trial.base().isPresent())
            .toList();
    assertThat(growing).hasSize(4);
    for (Trial trial : growing) {
      Trial base = trial.base().orElseThrow();
      assertThat(base.ours().threads()).isEqualTo(1);
      assertThat(trial.ours().threads()).isEqualTo(2);
      assertThat(base.ours().impl()).isEqualTo(trial.ours().impl());
      assertThat(base.ours().nativeAccess()).isEqualTo(trial.ours().nativeAccess());
      assertThat(base.peers()).singleElement().extracting(Cell::threads).isEqualTo(1);
    }
  }

  /** Judged beside are the two spinlocks without native access, at 1.2; nothing else counts. */
  @Test
  void all_besideTheMainColumn_judgeSpinlocksWithoutNativeAccess() {
    assertThat(Rows.all())
        .flatExtracting(each -> each.trials().subList(1, each.trials().size()))
        .filteredOn(trial -> trial.target().counts())
        .extracting(Trial::column, trial -> trial.ours().impl(), trial -> trial.target().atLeast())
        .containsExactly(
            tuple(Column.NO_NATIVE_ACCESS, "TicketSpinLock", 1.2),
            tuple(Column.NO_NATIVE_ACCESS, "QueuedSpinLock", 1.2));
  }

  /**
   * Every comparison has a column without native access, and an unpinned one where threads meet.
   * Allocators have none of the former: mapped memory is nothing without.
   */
  @Test
  void all_haveTheReportedColumns() {
    for (Comparison each : Rows.all()) {
      assertThat(each.trials()).as(each.name()).extracting(Trial::column).doesNotHaveDuplicates();
      assertThat(each.trials().stream().anyMatch(t -> t.column() == Column.NO_NATIVE_ACCESS))
          .as(each.name())
          .isNotEqualTo(Rows.of(Rows.Group.ALLOCATORS).contains(each));
      if (each.threads() > 1 && each.judged().base().isEmpty()) {
        assertThat(each.trials()).extracting(Trial::column).contains(Column.UNPINNED);
      }
    }
  }

  /** Automatic sections are judged by the guard; the two calls stand beside it, not judged. */
  @Test
  void all_automaticSections_areShownByTwoCallsToo() {
    List<Comparison> automatic =
        Rows.all().stream().filter(each -> each.row().endsWith(", automatic")).toList();
    assertThat(automatic).hasSize(3);
    for (Comparison each : automatic) {
      Trial byCalls = each.trials().get(each.trials().size() - 1);
      assertThat(byCalls.column()).isEqualTo(Column.BY_CALLS);
      assertThat(byCalls.ours().impl()).isEqualTo("Rcu");
      assertThat(byCalls.target()).isEqualTo(Target.REPORTED);
      assertThat(byCalls.peers()).isEqualTo(each.judged().peers());
    }
  }

  /** In each trial both sides differ in the implementation alone, and in native access. */
  @Test
  void all_compareLikeWithLike() {
    for (Comparison each : Rows.all()) {
      for (Trial trial : each.trials()) {
        for (Cell peer : trial.peers()) {
          assertThat(peer.parameters()).as(each.name()).isEqualTo(trial.ours().parameters());
          assertThat(peer.threads()).isEqualTo(trial.ours().threads());
          assertThat(peer.question()).isEqualTo(trial.ours().question());
          assertThat(peer.nativeAccess()).isTrue();
        }
        boolean withoutNativeAccess = trial.column() == Column.NO_NATIVE_ACCESS;
        assertThat(trial.ours().nativeAccess()).isEqualTo(!withoutNativeAccess);
      }
    }
  }

  /** The matrix has every lock in every cell; only the bit spinlock is not judged. */
  @Test
  void matrix_hasEveryCell() {
    List<Comparison> cells = MatrixRows.all();
    assertThat(cells).hasSize(8 * 5 * 2).extracting(Comparison::name).doesNotHaveDuplicates();
    assertThat(cells)
        .filteredOn(cell -> !cell.judged().target().isJudged())
        .extracting(Comparison::ours)
        .containsOnly("BitSpinLock");
    assertThat(cells)
        .filteredOn(cell -> cell.judged().target().isJudged())
        .extracting(cell -> cell.judged().target())
        .containsOnly(Target.median(0.5));
    assertThat(cells).extracting(Comparison::threads).contains(1, 2, 4, 8, 32);
    assertThat(cells).extracting(cell -> cell.judged().ours().cores()).contains(1, 2);
    assertThat(cells)
        .allMatch(cell -> cell.judged().peers().get(0).cores() == cell.judged().ours().cores());
  }
}
