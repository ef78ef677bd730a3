package org.kernsync.benchmarks;

import java.util.Arrays;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.kernsync.kernel.mm.page.Gfp;
import org.kernsync.kernel.mm.page.PageAllocator;

/** Where blocks of pages come from. */
interface MixedPages extends AutoCloseable {
  /**
   * Takes a block.
   *
   * @param order the binary logarithm of its pages
   * @return its first page
   */
  long take(int order);

  /**
   * Gives a block back.
   *
   * @param page its first page
   * @param order what it was taken with
   */
  void give(long page, int order);

  /** Gives the memory back. */
  @Override
  void close();

  /** The kinds, under the names that the parameter {@code impl} takes. */
  enum Kind {
    PAGE_ALLOCATOR("PageAllocator", ByPageAllocator::new),
    PLAIN_BUDDY("PlainBuddy", ByPlainBuddy::new);

    private final String label;
    private final Supplier<MixedPages> maker;

    Kind(String label, Supplier<MixedPages> maker) {
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

    MixedPages open() {
      return maker.get();
    }
  }

  /** Ours: single pages through the lists of each CPU, the others under a zone's lock. */
  final class ByPageAllocator implements MixedPages {
    private final OurPages pages = new OurPages();
    private final PageAllocator allocator = pages.allocator();

    @Override
    public long take(int order) {
      long page = allocator.allocPages(order, Gfp.KERNEL);
      if (page == PageAllocator.NONE) {
        throw new IllegalStateException("the page allocator has no block of order " + order);
      }
      return page;
    }

    @Override
    public void give(long page, int order) {
      allocator.freePages(page, order);
    }

    @Override
    public void close() {
      pages.close();
    }
  }

  /** One buddy system under one lock. */
  final class ByPlainBuddy implements MixedPages {
    private static final int PAGES = 1 << 20;

    private final PlainBuddy buddy = new PlainBuddy(PAGES);

    @Override
    public long take(int order) {
      int page = buddy.take(order);
      if (page < 0) {
        throw new IllegalStateException("the plain buddy has no block of order " + order);
      }
      return page;
    }

    @Override
    public void give(long page, int order) {
      buddy.give((int) page, order);
    }

    @Override
    public void close() {
      // on the heap
    }
  }
}
