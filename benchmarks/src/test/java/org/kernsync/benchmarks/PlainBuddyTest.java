package org.kernsync.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The peer is a buddy allocator: a ratio against one that loses pages would be worth nothing. */
class PlainBuddyTest {
  private static final int PAGES = 16 << PlainBuddy.MAX_ORDER;

  private record Block(int page, int order) {}

  /** Blocks in use never overlap, begin where their order says, and are whole again in the end. */
  @Test
  void give_all_mergesToTheLargest() {
    PlainBuddy buddy = new PlainBuddy(PAGES);
    SplittableRandom random = new SplittableRandom(7);
    BitSet used = new BitSet(PAGES);
    List<Block> blocks = new ArrayList<>();
    for (int i = 0; i < 50_000; i++) {
      int order = random.nextInt(PlainBuddy.MAX_ORDER + 1);
      int page = random.nextInt(3) == 0 ? -1 : buddy.take(order);
      if (page >= 0) {
        assertThat(page & (1 << order) - 1).isZero();
        assertThat(used.get(page, page + (1 << order)).isEmpty()).isTrue();
        used.set(page, page + (1 << order));
        blocks.add(new Block(page, order));
      } else if (!blocks.isEmpty()) {
        Block block = blocks.remove(random.nextInt(blocks.size()));
        used.clear(block.page(), block.page() + (1 << block.order()));
        buddy.give(block.page(), block.order());
      }
    }
    blocks.forEach(block -> buddy.give(block.page(), block.order()));
    assertThat(buddy.free(PlainBuddy.MAX_ORDER)).isEqualTo(16);
    for (int order = 0; order < PlainBuddy.MAX_ORDER; order++) {
      assertThat(buddy.free(order)).as("free blocks of order " + order).isZero();
    }
  }

  /** When all is in use there is nothing more, and one block given back is the next one taken. */
  @Test
  void take_moreThanThereIs_isNone() {
    PlainBuddy buddy = new PlainBuddy(PAGES);
    int last = -1;
    for (int i = 0; i < PAGES; i++) {
      last = buddy.take(0);
      assertThat(last).isBetween(0, PAGES - 1);
    }
    assertThat(buddy.take(0)).isEqualTo(-1);
    buddy.give(last, 0);
    assertThat(buddy.take(1)).isEqualTo(-1);
    assertThat(buddy.take(0)).isEqualTo(last);
  }
}
