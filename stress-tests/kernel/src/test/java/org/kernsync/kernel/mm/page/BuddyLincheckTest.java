package org.kernsync.kernel.mm.page;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.Validate;
import org.jetbrains.lincheck.datastructures.verifier.EpsilonVerifier;
import org.junit.jupiter.api.Test;
import org.kernsync.kernel.mm.host.TestHost;
import org.kernsync.kernel.mm.phys.Memblock;
import org.kernsync.kernel.mm.phys.PageDescriptors;
import org.kernsync.kernel.mm.phys.PhysicalMemory;

/**
 * From a zone whose 16 pages are all in use, singly: split and merge in every interleaving that the
 * model checker tries: no page has two owners, none is lost, and what can merge has merged. The
 * memory is on the heap, where Lincheck sees it.
 */
class BuddyLincheckTest {
  private static final int PAGES = 16;

  /** A zone keeps its pages. */
  @Test
  void modelChecking_zone_conserves() {
    options().iterations(3).invocationsPerIteration(80).check(OfZone.class);
  }

  /** The same check is red where partners are miscalculated: few interleavings, many scenarios. */
  @Test
  void modelChecking_wrongPartner_rejected() {
    assertRejected(options().iterations(200).invocationsPerIteration(5), OfWrongPartner.class);
  }

  /** And where the lock is not taken. */
  @Test
  void modelChecking_unlockedFree_rejected() {
    assertRejected(options().iterations(20).invocationsPerIteration(100), OfUnlockedFree.class);
  }

  private static void assertRejected(ModelCheckingOptions options, Class<?> zone) {
    assertThatThrownBy(() -> options.minimizeFailedScenario(false).check(zone))
        .isInstanceOf(LincheckAssertionError.class);
  }

  private static ModelCheckingOptions options() {
    return new ModelCheckingOptions()
        .threads(2)
        .actorsPerThread(2)
        .actorsBefore(2)
        .actorsAfter(1)
        .verifier(EpsilonVerifier.class);
  }

  /** The operations. Whoever takes a page that somebody has says so. */
  public abstract static class Blocks {
    final Zone zone;
    private final PageDescriptors pages;
    private final AtomicIntegerArray orders = new AtomicIntegerArray(PAGES); // plus 1, by page
    private final AtomicIntegerArray owned = new AtomicIntegerArray(PAGES);
    private volatile String fault;

    Blocks() {
      pages =
          new PageDescriptors(
              new Memblock(PhysicalMemory.onHeap((PAGES + 1L) * PhysicalMemory.PAGE_SIZE)),
              FreeAreas.listsNeeded());
      zone = new Zone(0, new TestHost(1), areas(pages, new PageBlocks(PAGES)));
      zone.freeAll();
      for (int pfn = 0; pfn < PAGES; pfn++) {
        allocate(0);
      }
    }

    FreeAreas areas(PageDescriptors pages, PageBlocks blocks) {
      return new FreeAreas(pages, blocks, 0, PAGES);
    }

    void free(long pfn, int order) {
      zone.free(pfn, order);
    }

    @Operation
    public void allocate(@Param(gen = IntGen.class, conf = "0:2") int order) {
      long pfn = zone.allocate(order, MigrateType.MOVABLE);
      if (pfn < 0) {
        return;
      }
      for (int i = 0; i < 1 << order; i++) {
        if (owned.getAndIncrement((int) pfn + i) != 0) {
          fault = "page " + (pfn + i) + " has two owners";
        }
      }
      orders.set((int) pfn, order + 1);
    }

    @Operation
    public void free(@Param(gen = IntGen.class, conf = "0:3") int pfn) {
      int order = orders.getAndSet(pfn, 0) - 1;
      if (order < 0) {
        return;
      }
      for (int i = 0; i < 1 << order; i++) {
        owned.getAndDecrement(pfn + i);
      }
      free(pfn, order);
    }

    @Validate
    public void whenQuiet() {
      List<String> violations = new ArrayList<>();
      zone.verify(violations);
      int inUse = 0;
      for (int pfn = 0; pfn < PAGES; pfn++) {
        inUse += owned.get(pfn);
      }
      for (int pfn = 0; pfn < PAGES; pfn++) {
        if (pages.has(pfn, PageDescriptors.BUDDY)) {
          for (int i = pfn; i < pfn + (1 << pages.order(pfn)); i++) {
            if (owned.get(i) != 0) {
              violations.add("page " + i + " is free, and has an owner");
            }
          }
        }
      }
      if (zone.usedPages() != inUse) {
        violations.add(zone.usedPages() + " pages are said to be in use, " + inUse + " are");
      }
      if (fault != null || !violations.isEmpty()) {
        throw new AssertionError(fault + " " + violations);
      }
    }
  }

  public static final class OfZone extends Blocks {}

  /** Merges a block with the one behind it, be that its partner or not. */
  public static final class OfWrongPartner extends Blocks {
    @Override
    FreeAreas areas(PageDescriptors pages, PageBlocks blocks) {
      return new FreeAreas(pages, blocks, 0, PAGES) {
        @Override
        long partnerOf(long pfn, int order) {
          return pfn + (1L << order);
        }
      };
    }
  }

  /** Frees without the lock. */
  public static final class OfUnlockedFree extends Blocks {
    @Override
    void free(long pfn, int order) {
      zone.freeLocked(pfn, order);
    }
  }
}
