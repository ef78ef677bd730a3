package org.kernsync.kernel.sched;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.kernsync.kernel.mm.slot.FixedSlots;
import org.kernsync.kernel.mm.slot.SlotCache;

class WakeListTest {
  private static final SlotCache SLOTS = FixedSlots.onHeap(TaskLayout.BYTES, 4096);
  private static final int PUSHERS = 4;
  private static final int TASKS = 64;
  private static final int ROUNDS = 20_000;

  private final WakeList list = new WakeList();

  private static Task task(int pid) {
    return Task.allocate(SLOTS, pid, pid, "t" + pid, true, null);
  }

  /**
   * A task is on the list once, however often it is pushed, and can be pushed again after it was
   * taken.
   */
  @Test
  void push_twice_countsOnce() {
    Task task = task(1);
    assertThat(list.isEmpty()).isTrue();
    assertThat(list.push(task)).isTrue();
    assertThat(list.push(task)).isFalse();
    assertThat(list.isEmpty()).isFalse();
    assertThat(list.takeAll()).isSameAs(task);
    assertThat(list.push(task)).as("taken, but not walked yet").isFalse();
    assertThat(WakeList.next(task)).isNull();
    assertThat(list.push(task)).isTrue();
  }

  /** The newest comes first, and the walk ends. */
  @Test
  void takeAll_manyTasks_newestFirst() {
    List<Task> pushed = new ArrayList<>();
    for (int pid = 1; pid <= 5; pid++) {
      Task task = task(pid);
      list.push(task);
      pushed.addFirst(task);
    }
    List<Task> taken = new ArrayList<>();
    Task each = list.takeAll();
    while (each != null) {
      taken.add(each);
      each = WakeList.next(each);
    }
    assertThat(taken).containsExactlyElementsOf(pushed);
    assertThat(list.isEmpty()).isTrue();
  }

  /**
   * Each push that was accepted is taken exactly once, with many pushers of the same tasks and one
   * taker.
   */
  @Test
  void push_manyThreads_nothingLostNothingTwice() throws InterruptedException {
    List<Task> tasks = new ArrayList<>();
    for (int i = 0; i < TASKS; i++) {
      tasks.add(task(i));
    }
    AtomicIntegerArray accepted = new AtomicIntegerArray(TASKS);
    int[] taken = new int[TASKS];
    CountDownLatch pushing = new CountDownLatch(PUSHERS);
    List<Thread> pushers = new ArrayList<>();
    for (int p = 0; p < PUSHERS; p++) {
      int first = p * 7;
      pushers.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int i = 0; i < ROUNDS; i++) {
                      int index = (first + i) % TASKS;
                      if (list.push(tasks.get(index))) {
                        accepted.incrementAndGet(index);
                      }
                    }
                    pushing.countDown();
                  }));
    }
    boolean last = false;
    while (!last) {
      last = pushing.getCount() == 0;
      Task each = list.takeAll();
      while (each != null) {
        taken[each.pid()]++;
        each = WakeList.next(each);
      }
    }
    for (Thread pusher : pushers) {
      pusher.join();
    }
    assertThat(list.isEmpty()).isTrue();
    long all = 0;
    for (int i = 0; i < TASKS; i++) {
      assertThat(taken[i]).as("task %d", i).isEqualTo(accepted.get(i)).isPositive();
      all += taken[i];
    }
    assertThat(all).isGreaterThan(TASKS);
  }
}
