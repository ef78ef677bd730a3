package org.kernsync.rcu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kernsync.internal.Crew;

class RcuListTest {
  private final RcuList<Item> list = new RcuList<>();

  private static final class Item extends RcuListNode<Item> {
    private final int number;
    private volatile boolean recycled;
    private final AtomicInteger timesRecycled = new AtomicInteger();
    private ConcurrentLinkedQueue<Item> pool;

    private Item(int number) {
      this.number = number;
    }

    @Override
    protected void reclaim() {
      recycled = true;
      timesRecycled.incrementAndGet();
      if (pool != null) {
        pool.add(this);
      }
    }

    @Override
    public String toString() {
      return "item " + number;
    }
  }

  static Stream<ThreadFactory> kinds() {
    return Crew.kinds().stream();
  }

  private List<Item> walk() {
    List<Item> seen = new ArrayList<>();
    list.forEach(seen::add);
    return seen;
  }

  /** Alone, it is a list: the same as an ArrayList after any sequence of changes. */
  @Test
  void changes_atRandom_areThoseOfAList() {
    Random random = new Random(42);
    List<Item> model = new ArrayList<>();
    for (int i = 0; i < 3_000; i++) {
      Item item = new Item(i);
      int at = model.isEmpty() ? -1 : random.nextInt(model.size());
      switch (random.nextInt(5)) {
        case 0 -> {
          list.addFirst(item);
          model.add(0, item);
        }
        case 1 -> {
          list.addLast(item);
          model.add(item);
        }
        case 2 -> {
          if (at >= 0) {
            assertThat(list.replace(model.get(at), item)).isTrue();
            assertThat(model.set(at, item).isOnList()).isFalse();
          }
        }
        default -> {
          if (at >= 0) {
            assertThat(list.remove(model.remove(at))).isTrue();
          }
        }
      }
      assertThat(walk()).isEqualTo(model);
      assertThat(list.size()).isEqualTo(model.size());
      assertThat(list.isEmpty()).isEqualTo(model.isEmpty());
    }
  }

  /** What is not on the list cannot be removed or replaced; and that changes nothing. */
  @Test
  void remove_notOnTheList_returnsFalse() {
    Item on = new Item(1);
    Item off = new Item(2);
    Item elsewhere = new Item(3);
    RcuList<Item> other = new RcuList<>();
    other.addFirst(elsewhere);
    list.addLast(on);
    assertThat(list.remove(off)).isFalse();
    assertThat(list.remove(elsewhere)).isFalse();
    assertThat(list.replace(elsewhere, off)).isFalse();
    assertThat(off.isOnList()).isFalse();
    assertThat(list.remove(on)).isTrue();
    assertThat(list.remove(on)).isFalse();
    assertThat(other.first()).isSameAs(elsewhere);
  }

  /** A node is on one list once, and after its removal on none until it is reclaimed. */
  @Test
  void add_nodeThatIsNotFree_throws() {
    Item item = new Item(1);
    Item other = new Item(2);
    list.addFirst(item);
    list.addLast(other);
    for (Runnable add :
        Arrays.<Runnable>asList(
            () -> list.addFirst(item),
            () -> list.addLast(item),
            () -> list.replace(other, item),
            () -> new RcuList<Item>().addLast(item),
            item::renew)) {
      assertThatThrownBy(add::run)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("on a list");
    }
    list.remove(item);
    assertThatThrownBy(() -> list.addFirst(item))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("readers may still see it");
    assertThat(walk()).containsExactly(other);
    item.renew();
    list.addFirst(item);
    assertThat(walk()).containsExactly(item, other);
  }

  /** Who stands on a removed node finds the way back, also if what is behind it goes too. */
  @Test
  void following_ofARemovedNode_leadsBack() {
    Item[] items = new Item[4];
    for (int i = 0; i < items.length; i++) {
      items[i] = new Item(i);
      list.addLast(items[i]);
    }
    list.remove(items[1]);
    assertThat(items[1].following()).isSameAs(items[2]);
    list.remove(items[2]);
    assertThat(items[1].following().following()).isSameAs(items[3]);
    Item fresh = new Item(9);
    list.replace(items[3], fresh);
    assertThat(items[2].following().following()).isNull();
    assertThat(walk()).containsExactly(items[0], fresh);
  }

  /** After call has reclaimed it, a node may be added again. */
  @Test
  void call_ofARemovedNode_makesItFree() {
    try (Rcu rcu = new Rcu()) {
      Item item = new Item(1);
      list.addFirst(item);
      rcu.readLock();
      list.remove(item);
      rcu.call(item);
      assertThatThrownBy(() -> list.addFirst(item)).isInstanceOf(IllegalStateException.class);
      rcu.readUnlock();
      rcu.barrier();
      assertThat(item.recycled).isTrue();
      list.addFirst(item);
    }
    assertThat(list.size()).isEqualTo(1);
  }

  private interface Retirement {
    void retire(Item item);
  }

  /** Writers recycle without end; returns how often a reader stood on a recycled node. */
  private int recycling(ThreadFactory kind, Rcu rcu, Retirement retirement) {
    ConcurrentLinkedQueue<Item> pool = new ConcurrentLinkedQueue<>();
    for (int i = 0; i < 64; i++) {
      Item item = new Item(i);
      item.pool = pool;
      pool.add(item);
    }
    AtomicInteger tooEarly = new AtomicInteger();
    AtomicInteger walks = new AtomicInteger();
    AtomicBoolean stop = new AtomicBoolean();
    Crew readers = new Crew(kind);
    try (Crew writers = new Crew(kind)) {
      for (int i = 0; i < 2; i++) {
        readers.start(() -> readUntil(rcu, stop, tooEarly, walks));
        Random random = new Random(i);
        writers.start(() -> change(pool, retirement, random));
      }
    } finally {
      stop.set(true);
      readers.close();
    }
    assertThat(walks.get()).isPositive();
    return tooEarly.get();
  }

  private void readUntil(Rcu rcu, AtomicBoolean stop, AtomicInteger tooEarly, AtomicInteger walks) {
    while (!stop.get()) {
      rcu.readLock();
      for (Item item = list.first(); item != null; item = item.following()) {
        int times = item.timesRecycled.get();
        for (int i = 0; i < 10; i++) {
          Thread.onSpinWait();
        }
        if (item.recycled || item.timesRecycled.get() != times) {
          tooEarly.incrementAndGet();
        }
      }
      rcu.readUnlock();
      if (walks.incrementAndGet() % 16 == 0) {
        LockSupport.parkNanos(1_000); // virtual threads that only yield starve those not begun yet
      }
    }
  }

  private void change(ConcurrentLinkedQueue<Item> pool, Retirement retirement, Random random) {
    long begin = System.nanoTime();
    while (System.nanoTime() - begin < 400_000_000L) {
      Item fresh = pool.poll();
      Item old = list.first();
      if (fresh == null) {
        if (old != null && list.remove(old)) {
          retirement.retire(old);
        }
        Thread.yield();
        continue;
      }
      fresh.recycled = false;
      switch (random.nextInt(3)) {
        case 0 -> list.addFirst(fresh);
        case 1 -> list.addLast(fresh);
        default -> {
          if (old != null && list.replace(old, fresh)) {
            retirement.retire(old);
          } else {
            list.addLast(fresh);
          }
        }
      }
    }
  }

  /** Nodes that are recycled through call are never recycled under a reader. */
  @ParameterizedTest
  @MethodSource("kinds")
  void walk_nodesAreRecycledAfterAGracePeriod_seesNone(ThreadFactory kind) {
    try (Rcu rcu = new Rcu()) {
      assertThat(recycling(kind, rcu, rcu::call)).isZero();
    }
  }

  /** The same test finds nodes that are recycled at once. */
  @Test
  void walk_nodesAreRecycledAtOnce_isFound() {
    Retirement hasty =
        item -> {
          item.renew();
          item.reclaim();
        };
    try (Rcu rcu = new Rcu()) {
      int found = 0;
      for (int i = 0; i < 20 && found == 0; i++) {
        found = recycling(Crew.platform(), rcu, hasty);
      }
      assertThat(found).isPositive();
    }
  }
}
