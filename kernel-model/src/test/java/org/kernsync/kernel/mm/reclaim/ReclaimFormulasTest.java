package org.kernsync.kernel.mm.reclaim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kernsync.kernel.mm.AllocatorOptions;
import org.kernsync.kernel.mm.KernelAllocator;
import org.kernsync.kernel.mm.page.Gfp;
import org.kernsync.kernel.mm.page.PageAllocator;
import org.kernsync.kernel.mm.page.Zone;

/** What reclaim computes, by tables. */
class ReclaimFormulasTest {
  /** Of a cache counts what is above the smaller of its half and the low watermarks. */
  @ParameterizedTest
  @CsvSource({
    "1000, 0, 0, 0, 0, 1000",
    "1000, 300, 0, 0, 100, 700",
    "1000, 300, 80, 0, 100, 740",
    "1000, 300, 800, 0, 100, 1400",
    "1000, 300, 800, 30, 100, 1415",
    "100, 300, 50, 0, 100, 0"
  })
  void available_free_isLessReservesMoreCaches(
      long free, long reserved, long file, long reclaimable, long low, long expected) {
    assertThat(AvailableMemory.pages(free, reserved, file, reclaimable, low)).isEqualTo(expected);
  }

  /** Free are pages in blocks, not those that CPUs keep; of each zone its reserves stay away. */
  @Test
  void available_ofAnAllocator_isByItsZones() {
    try (KernelAllocator memory = KernelAllocator.of(AllocatorOptions.ofSize(256L << 20))) {
      PageAllocator pages = memory.pages();
      long pfn = pages.allocPages(0, Gfp.KERNEL);
      long kept = pages.zones().stream().mapToLong(Zone::perCpuPages).sum();
      assertThat(kept).as("the rest of the batch").isPositive();
      long reserved = 0;
      long low = 0;
      for (Zone zone : pages.zones()) { // what is kept from Normal is the most
        reserved += zone.lowmemReserve(2) + zone.high();
        low += zone.low();
      }
      long free = pages.managedPages() - pages.usedPages() - kept;
      assertThat(AvailableMemory.pages(pages, 0, 0)).isEqualTo(free - reserved).isPositive();
      assertThat(AvailableMemory.pages(pages, 10 * low, 20 * low))
          .isEqualTo(free - reserved + 9 * low + 19 * low);
      pages.freePages(pfn, 0);
    }
  }

  /** Twice the share of the priority; half the cache at most while the share is small. */
  @ParameterizedTest
  @CsvSource({
    "4096, 0, 12, 2, 2",
    "4096, 0, 12, 4, 1",
    "4096, 100, 12, 2, 102",
    "4096, 9999, 12, 2, 2048",
    "4096, 0, 0, 2, 8192",
    "4096, 9999, 0, 2, 8192"
  })
  void shrinker_priority_asksForItsShare(
      long freeable, long owed, int priority, int seeks, long expected) {
    assertThat(Shrinkers.toScan(freeable, owed, priority, seeks)).isEqualTo(expected);
  }

  /** One inactive page for each active one below a GiB, then fewer. */
  @ParameterizedTest
  @CsvSource({"0, 1", "262143, 1", "262144, 3", "2621440, 10", "26214400, 31"})
  void inactiveRatio_growsWithTheRootOfMemory(long pages, long expected) {
    assertThat(PageLru.inactiveRatio(pages)).isEqualTo(expected);
  }

  /** The greatest dies, of equals the youngest; one that has nothing is spared. */
  @Test
  void worst_ofCandidates_isTheGreatest() {
    OomScore.Candidate small = new OomScore.Candidate(3, "small", 900, 10);
    OomScore.Candidate great = new OomScore.Candidate(4, "great", 20, 20);
    OomScore.Candidate equal = new OomScore.Candidate(5, "equal", 20, 20);
    OomScore.Candidate empty = new OomScore.Candidate(6, "empty", 5000, 0);
    assertThat(OomScore.worst(List.of(small, great, empty))).isEqualTo(great);
    assertThat(OomScore.worst(List.of(great, equal, small))).isEqualTo(equal);
    assertThat(OomScore.worst(List.of(empty))).isNull();
    assertThat(OomScore.worst(List.of())).isNull();
  }

  /** A share that is too small for a batch is owed, and asked for when it is enough. */
  @Test
  void shrink_lessThanABatch_isOwed() {
    List<Long> asked = new ArrayList<>();
    Shrinkers shrinkers = new Shrinkers(new ReclaimEvents());
    Shrinker cache =
        new Shrinker() {
          @Override
          public String name() {
            return "cache";
          }

          @Override
          public long count() {
            return 100_000;
          }

          @Override
          public long scan(long objects) {
            asked.add(objects);
            return objects / 2;
          }
        };
    shrinkers.register(cache);
    assertThat(shrinkers.shrink(12)).as("48 of 100,000").isZero();
    assertThat(shrinkers.shrink(12)).as("96").isZero();
    assertThat(shrinkers.shrink(12)).as("144").isEqualTo(64);
    assertThat(asked).containsExactly(128L);
    shrinkers.unregister(cache);
    assertThat(shrinkers.shrink(0)).isZero();
    assertThat(asked).hasSize(1);
  }
}
