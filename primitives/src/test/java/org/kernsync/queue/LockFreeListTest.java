package org.kernsync.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What one thread sees of the list. */
class LockFreeListTest {
  private static final class Item extends LockFreeListNode<Item> {
    private final int number;

    Item(int number) {
      this.number = number;
    }

    @Override
    public String toString() {
      return "item " + number;
    }
  }

  private final LockFreeList<Item> list = new LockFreeList<>();

  private Item added(int number) {
    Item item = new Item(number);
    list.add(item);
    return item;
  }

  private static List<Integer> numbers(Item chain) {
    List<Integer> numbers = new ArrayList<>();
    LockFreeList.forEach(chain, item -> numbers.add(item.number));
    return numbers;
  }

  /** A new list is empty, and taking from it gives nothing. */
  @Test
  void delete_empty_nothing() {
    assertThat(list.isEmpty()).isTrue();
    assertThat(list.delAll()).isNull();
    assertThat(list.delFirst()).isNull();
    assertThat(list.delFirstThis(new Item(1))).isFalse();
    assertThat(list.toString()).startsWith("LockFreeList@").endsWith("[empty]");
  }

  /** Only the first add finds the list empty, and again the first one after it was emptied. */
  @Test
  void add_emptyOrNot_told() {
    assertThat(list.add(new Item(1))).isTrue();
    assertThat(list.add(new Item(2))).isFalse();
    assertThat(list.isEmpty()).isFalse();
    assertThat(list.toString()).endsWith("[not empty]");
    list.delAll();
    assertThat(list.isEmpty()).isTrue();
    assertThat(list.add(new Item(3))).isTrue();
    list.delFirst();
    assertThat(list.add(new Item(4))).isTrue();
  }

  /** All at once: the last added comes first; turned round, the first added. */
  @Test
  void delAll_three_lastInFirstOut() {
    for (int i = 1; i <= 3; i++) {
      added(i);
    }
    Item chain = list.delAll();
    assertThat(numbers(chain)).containsExactly(3, 2, 1);
    Item turned = LockFreeList.reverseOrder(chain);
    assertThat(numbers(turned)).containsExactly(1, 2, 3);
    assertThat(LockFreeList.next(turned).number).isEqualTo(2);
    assertThat(LockFreeList.<Item>reverseOrder(null)).isNull();
    assertThat(list.isEmpty()).isTrue();
  }

  /** One by one, too; and who was taken can be added again. */
  @Test
  void delFirst_three_lastInFirstOut() {
    for (int i = 1; i <= 3; i++) {
      added(i);
    }
    Item third = list.delFirst();
    assertThat(third.number).isEqualTo(3);
    assertThat(third.isOnList()).isFalse();
    list.add(third);
    assertThat(numbers(list.delAll())).containsExactly(3, 2, 1);
  }

  /** Taken only if it is the first; else nothing changes. */
  @Test
  void delFirstThis_firstOrNot_takenOnlyIfFirst() {
    Item one = added(1);
    Item two = added(2);
    assertThat(list.delFirstThis(one)).isFalse();
    assertThat(one.isOnList()).isTrue();
    assertThat(list.delFirstThis(two)).isTrue();
    assertThat(two.isOnList()).isFalse();
    assertThat(list.delFirstThis(one)).isTrue();
    assertThat(list.isEmpty()).isTrue();
    assertThatThrownBy(() -> list.delFirstThis(null)).isInstanceOf(NullPointerException.class);
  }

  /** A chain goes on the list in its own order, before what is there. */
  @Test
  void addBatch_chain_inFrontInItsOrder() {
    Item last = new Item(3);
    Item chain = LockFreeList.link(last, null);
    chain = LockFreeList.link(new Item(2), chain);
    chain = LockFreeList.link(new Item(1), chain);
    assertThat(list.addBatch(chain, last)).isTrue();
    Item single = LockFreeList.link(new Item(0), null);
    assertThat(list.addBatch(single, single)).isFalse();
    assertThat(numbers(list.delAll())).containsExactly(0, 1, 2, 3);
  }

  /** A node knows where it is: from its adding until it is detached. */
  @Test
  void isOnList_addedTakenDetached_trueUntilDetached() {
    Item item = new Item(1);
    assertThat(item.isOnList()).isFalse();
    list.add(item);
    assertThat(item.isOnList()).as("the only one").isTrue();
    added(2);
    assertThat(item.isOnList()).as("the last").isTrue();
    Item chain = list.delAll();
    assertThat(chain.isOnList()).as("on a chain").isTrue();
    Item rest = LockFreeList.detach(chain);
    assertThat(chain.isOnList()).isFalse();
    assertThat(rest).isSameAs(item);
    assertThat(LockFreeList.detach(rest)).isNull();
    assertThat(item.isOnList()).isFalse();
  }

  /** Adding what is on a list or a chain is refused, and changes nothing. */
  @Test
  void add_onListOrChain_refusedUnchanged() {
    Item one = added(1);
    Item two = added(2);
    LockFreeList<Item> other = new LockFreeList<>();
    for (Item item : List.of(one, two)) {
      assertThatThrownBy(() -> list.add(item))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining(item.toString());
      assertThatThrownBy(() -> other.add(item)).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> LockFreeList.link(item, null))
          .isInstanceOf(IllegalStateException.class);
    }
    Item chain = list.delAll();
    assertThatThrownBy(() -> list.add(chain)).isInstanceOf(IllegalStateException.class);
    assertThat(numbers(chain)).containsExactly(2, 1);
    assertThat(list.isEmpty()).isTrue();
    assertThat(other.isEmpty()).isTrue();
  }

  /** What is no chain is refused, and changes nothing. */
  @Test
  void addBatch_noChain_refusedUnchanged() {
    Item loose = new Item(1);
    Item last = LockFreeList.link(new Item(3), null);
    Item first = LockFreeList.link(new Item(2), last);
    assertThatThrownBy(() -> list.addBatch(loose, loose)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> list.addBatch(first, first)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> list.addBatch(loose, last)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> LockFreeList.link(new Item(4), loose))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> LockFreeList.detach(loose)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> LockFreeList.next(loose)).isInstanceOf(IllegalStateException.class);
    assertThat(list.isEmpty()).isTrue();
    assertThat(loose.isOnList()).isFalse();
    assertThat(numbers(first)).containsExactly(2, 3);
  }

  /** An action may detach its node, and one that throws leaves the chain whole. */
  @Test
  void forEach_actionDetachesOrThrows_restIntact() {
    for (int i = 1; i <= 3; i++) {
      added(i);
    }
    Item chain = list.delAll();
    IllegalArgumentException fault = new IllegalArgumentException("action");
    assertThatThrownBy(
            () ->
                LockFreeList.forEach(
                    chain,
                    item -> {
                      if (item.number == 2) {
                        throw fault;
                      }
                    }))
        .isSameAs(fault);
    assertThat(numbers(chain)).containsExactly(3, 2, 1);
    List<Integer> seen = new ArrayList<>();
    LockFreeList.forEach(
        chain,
        item -> {
          seen.add(item.number);
          LockFreeList.detach(item);
          list.add(item);
        });
    assertThat(seen).containsExactly(3, 2, 1);
    assertThat(numbers(list.delAll())).containsExactly(1, 2, 3);
  }

  /** Adding and taking need no memory. */
  @Test
  void addAndTake_manyTimes_allocateNothing() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long id = Thread.currentThread().getId();
    Item one = new Item(1);
    Item two = new Item(2);
    rounds(one, two, 10);
    threads.getThreadAllocatedBytes(id);
    long before = threads.getThreadAllocatedBytes(id);
    rounds(one, two, 10_000);
    assertThat(threads.getThreadAllocatedBytes(id) - before).isLessThan(10_000);
  }

  private void rounds(Item one, Item two, int rounds) {
    for (int i = 0; i < rounds; i++) {
      list.add(one);
      list.delFirst();
      list.add(one);
      list.add(two);
      Item chain = LockFreeList.reverseOrder(list.delAll());
      LockFreeList.detach(LockFreeList.detach(chain));
    }
  }

  /** Wherever the stack ends, no node is lost: it is on the list, or taken, or still loose. */
  @Test
  void addAndDelFirst_stackOverflow_nodeNotLost() {
    Item item = new Item(1);
    for (int round = 0; round < 30; round++) {
      assertThatThrownBy(() -> dive(item)).isInstanceOf(StackOverflowError.class);
      assertThat(item.isOnList()).isEqualTo(!list.isEmpty());
      list.delFirst();
      assertThat(list.add(item)).isTrue();
      assertThat(list.delFirst()).isSameAs(item);
    }
  }

  private int dive(Item item) {
    list.add(item);
    list.delFirst();
    return dive(item) + 1;
  }
}
