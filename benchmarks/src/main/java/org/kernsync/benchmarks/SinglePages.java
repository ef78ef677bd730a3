package org.kernsync.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.kernsync.kernel.mm.page.Gfp;
import org.kernsync.kernel.mm.page.MigrateType;
import org.kernsync.kernel.mm.page.PageAllocator;
import org.kernsync.kernel.mm.page.Zone;

/** Where single pages come from. */
interface SinglePages extends AutoCloseable {
  /** Takes a page and gives it back at once. */
  void takeAndGive();

  /** Gives the memory back. */
  @Override
  void close();

  /** The kinds, under the names that the parameter {@code impl} takes. */
  enum Kind {
    PAGE_ALLOCATOR("PageAllocator", ByPageAllocator::new),
    BUDDY_MERGING("buddy-merging", ByBuddy::merging),
    BUDDY_ORDER_0("buddy-order-0", ByBuddy::withSinglePages);

    private final String label;
    private final Supplier<SinglePages> maker;

    Kind(String label, Supplier<SinglePages> maker) {
      this.label = label;
      this.maker = maker;
    }

    static Kind named(String label) {
      return Arrays.stream(values())
          .filter(kind -> kind.label.equals(label))
          .findAny()
          .orElseThrow(
              () -> new IllegalArgumentException("no pages " + label + ": use " + labels()));
    }

    private static String labels() {
      return Arrays.stream(values()).map(Kind::label).collect(Collectors.joining(", "));
    }

    String label() {
      return label;
    }

    SinglePages open() {
      return maker.get();
    }
  }

  /** Through the lists of each CPU. */
  final class ByPageAllocator implements SinglePages {
    private final OurPages pages = new OurPages();
    private final PageAllocator allocator = pages.allocator();

    @Override
    public void takeAndGive() {
      long pfn = allocator.allocPages(0, Gfp.KERNEL);
      if (pfn == PageAllocator.NONE) {
        throw new IllegalStateException("the page allocator has no page left");
      }
      allocator.freePages(pfn, 0);
    }

    @Override
    public void close() {
      pages.close();
    }
  }

  /** Straight from the free blocks of a zone, under its lock, each time. */
  final class ByBuddy implements SinglePages {
    private static final int SINGLE_PAGES = 64;

    private final OurPages pages = new OurPages();
    private final Zone zone = pages.allocator().zones().getLast();

    private ByBuddy() {
      useSmallBlocksUp();
    }

    /** Only the largest blocks are free: each page is split off one, and merged with it again. */
    static ByBuddy merging() {
      return new ByBuddy();
    }

    /** Single pages are free whose partners are in use: nothing is split or merged. */
    static ByBuddy withSinglePages() {
      ByBuddy made = new ByBuddy();
      List<Long> taken = new ArrayList<>();
      for (int i = 0; i < 2 * SINGLE_PAGES; i++) {
        taken.add(made.take(0));
      }
      taken.stream().filter(pfn -> pfn % 2 == 0).forEach(pfn -> made.zone.free(pfn, 0));
      if (made.zone.freeBlocks(0) < SINGLE_PAGES) {
        throw new IllegalStateException("no single pages are free in " + made.zone);
      }
      return made;
    }

    private void useSmallBlocksUp() {
      for (int order = 0; order < PageAllocator.MAX_ORDER; order++) {
        while (zone.freeBlocks(order) > 0) {
          take(order); // for good
        }
      }
    }

    private long take(int order) {
      long pfn = zone.allocate(order, MigrateType.MOVABLE);
      if (pfn == PageAllocator.NONE) {
        throw new IllegalStateException("the zone has no block of order " + order);
      }
      return pfn;
    }

    @Override
    public void takeAndGive() {
      zone.free(take(0), 0);
    }

    @Override
    public void close() {
      pages.close();
    }
  }
}
