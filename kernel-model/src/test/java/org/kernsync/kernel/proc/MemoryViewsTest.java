package org.kernsync.kernel.proc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kernsync.kernel.mm.AllocatorOptions;
import org.kernsync.kernel.mm.KernelAllocator;
import org.kernsync.kernel.mm.page.Gfp;
import org.kernsync.kernel.mm.page.Zone;
import org.kernsync.kernel.mm.reclaim.ReclaimEvent;
import org.kernsync.kernel.mm.reclaim.ReclaimEvents;
import org.kernsync.kernel.mm.slab.CacheOptions;
import org.kernsync.kernel.mm.slab.KmemCache;

/**
 * The files about memory tell what the allocators have counted: here only this thread allocates.
 */
class MemoryViewsTest {
  private static final long BYTES = 512 << 20;
  private static final int KIB_PER_PAGE = 4;

  private KernelAllocator allocator;
  private boolean unreclaimable;
  private final ReclaimEvents events = new ReclaimEvents();

  @BeforeEach
  void open() {
    allocator = KernelAllocator.of(AllocatorOptions.ofSize(BYTES));
  }

  @AfterEach
  void close() {
    allocator.close();
  }

  private MemoryViews views() {
    return new MemoryViews(
        allocator, new MemoryUse(11, 44, 22, 13, 9, 12_345, unreclaimable, events), 2);
  }

  private Map<String, Long> meminfo() {
    return MemoryParsers.meminfo(views().meminfo().text()).rows().stream()
        .collect(Collectors.toMap(MeminfoFile.Row::name, MeminfoFile.Row::kibibytes));
  }

  private Map<String, Long> vmstat() {
    return MemoryParsers.vmstat(views().vmstat().text()).rows().stream()
        .collect(Collectors.toMap(VmstatFile.Row::name, VmstatFile.Row::count));
  }

  /** Every block that is taken or given back shows; free pages agree in four files. */
  @Test
  void buddyinfo_blocksTakenAndFreed_agreesWithTheOthers() {
    long before = assertFreeAgrees();
    long pfn = allocator.pages().allocPages(4, Gfp.KERNEL); // more than per-CPU lists keep
    assertThat(assertFreeAgrees()).isEqualTo(before - 16);
    allocator.pages().freePages(pfn, 4);
    assertThat(assertFreeAgrees()).isEqualTo(before);
    long single = allocator.pages().allocPages(0, Gfp.KERNEL);
    long kept = allocator.pages().zones().stream().mapToLong(Zone::perCpuPages).sum();
    assertThat(kept).as("the rest of the batch").isPositive();
    assertThat(assertFreeAgrees()).isEqualTo(before - 1 - kept);
    assertThat(vmstat()).containsEntry("pgfree", 16L);
    assertThat(
            vmstat().entrySet().stream()
                .filter(one -> one.getKey().startsWith("pgalloc_"))
                .mapToLong(Map.Entry::getValue)
                .sum())
        .isEqualTo(17);
    allocator.pages().freePages(single, 0);
    assertThat(vmstat()).containsEntry("pgfree", 17L);
  }

  private long assertFreeAgrees() {
    long free = 0;
    for (BuddyinfoFile.Zone zone : MemoryParsers.buddyinfo(views().buddyinfo().text()).zones()) {
      for (int order = 0; order < zone.free().size(); order++) {
        free += zone.free().get(order) << order;
      }
      assertThat(zone.free()).hasSize(11);
    }
    assertThat(vmstat()).containsEntry("nr_free_pages", free);
    assertThat(meminfo()).containsEntry("MemFree", free * KIB_PER_PAGE);
    assertThat(
            MemoryParsers.zoneinfo(views().zoneinfo().text()).zones().stream()
                .mapToLong(ZoneinfoFile.Zone::free)
                .sum())
        .isEqualTo(free);
    return free;
  }

  /** A single page leaves the buddy system with its batch; the rest of that is the CPU's. */
  @Test
  void zoneinfo_ofAllZones_hasMarksListsAndProtection() {
    long pfn = allocator.pages().allocPages(0, Gfp.KERNEL);
    ZoneinfoFile file = MemoryParsers.zoneinfo(views().zoneinfo().text());
    assertThat(file.zones())
        .extracting(ZoneinfoFile.Zone::name)
        .isEqualTo(allocator.pages().zones().stream().map(Zone::name).toList())
        .startsWith("DMA");
    for (int i = 0; i < file.zones().size(); i++) {
      Zone zone = allocator.pages().zones().get(i);
      ZoneinfoFile.Zone seen = file.zones().get(i);
      assertThat(seen.marks())
          .isEqualTo(
              new ZoneinfoFile.Marks(
                  zone.min(),
                  zone.low(),
                  zone.high(),
                  zone.endPfn() - zone.startPfn(),
                  zone.endPfn() - zone.startPfn(),
                  zone.managedPages()));
      assertThat(seen.startFrame()).isEqualTo(zone.startPfn());
      assertThat(seen.lists())
          .containsExactly(
              new ZoneinfoFile.CpuLists(
                  0, zone.perCpuPages(0), zone.pcpSizes().high(), zone.pcpSizes().batch(), 0),
              new ZoneinfoFile.CpuLists(
                  1, zone.perCpuPages(1), zone.pcpSizes().high(), zone.pcpSizes().batch(), 0));
      assertThat(seen.protection())
          .containsExactly(
              zone.lowmemReserve(0),
              zone.lowmemReserve(1),
              zone.lowmemReserve(2),
              zone.lowmemReserve(2));
      assertThat(seen.nodeCounters().isEmpty()).isEqualTo(i > 0);
    }
    assertThat(file.zones().getFirst().nodeCounters())
        .contains(
            new VmstatFile.Row("nr_inactive_file", 13),
            new VmstatFile.Row("nr_active_file", 9),
            new VmstatFile.Row("nr_anon_pages", 11),
            new VmstatFile.Row("nr_file_pages", 22));
    allocator.pages().freePages(pfn, 0);
  }

  /** A cache of its own and those of kmalloc: objects, slabs and their shape. */
  @Test
  void slabinfo_objectsTaken_areCounted() {
    KmemCache cache = allocator.newCache(new CacheOptions("view-test", 100));
    long[] objects = new long[3];
    for (int i = 0; i < objects.length; i++) {
      objects[i] = cache.alloc(Gfp.KERNEL);
    }
    long small = allocator.kmalloc(50, Gfp.KERNEL);
    SlabinfoFile file = MemoryParsers.slabinfo(views().slabinfo().text());
    SlabinfoFile.Cache seen = row(file, "view-test");
    assertThat(seen.activeObjects()).isEqualTo(3);
    assertThat(seen.slabs()).isOne();
    assertThat(seen.activeSlabs()).isOne();
    assertThat(seen.size()).isEqualTo(104);
    assertThat(seen.objects()).isEqualTo(seen.perSlab());
    assertThat(seen.perSlab()).isEqualTo((seen.pages() << 12) / 104);
    assertThat(row(file, "kmalloc-64").activeObjects()).isOne();
    assertThat(file.caches())
        .extracting(SlabinfoFile.Cache::name)
        .contains("kmalloc-8", "kmalloc-96", "kmalloc-192", "kmalloc-8k")
        .doesNotHaveDuplicates();
    long slabPages = row(file, "kmalloc-64").pages() + seen.pages();
    assertThat(meminfo())
        .containsEntry("Slab", slabPages * KIB_PER_PAGE)
        .containsEntry("SUnreclaim", slabPages * KIB_PER_PAGE);
    assertThat(vmstat()).containsEntry("nr_slab_unreclaimable", slabPages);
    allocator.kfree(small);
    for (long object : objects) {
      cache.free(object);
    }
    assertThat(row(views().slabinfo(), "view-test").activeObjects()).isZero();
  }

  /** Slabs that shrinkers can free are told apart, in four files alike. */
  @Test
  void meminfo_reclaimableSlabs_areTheirOwnRow() {
    long plain = allocator.kmalloc(1_000, Gfp.KERNEL);
    long reclaimable = allocator.kmalloc(30, Gfp.KERNEL | Gfp.RECLAIMABLE);
    KmemCache cache =
        allocator.newCache(new CacheOptions("view-rcl", 100).withPagesOf(Gfp.RECLAIMABLE));
    long object = cache.alloc(Gfp.KERNEL);
    SlabinfoFile file = views().slabinfo();
    long shrinkable = row(file, "kmalloc-rcl-32").pages() + row(file, "view-rcl").pages();
    long others = row(file, "kmalloc-1k").pages();
    assertThat(meminfo())
        .containsEntry("Slab", (shrinkable + others) * KIB_PER_PAGE)
        .containsEntry("SReclaimable", shrinkable * KIB_PER_PAGE)
        .containsEntry("KReclaimable", shrinkable * KIB_PER_PAGE)
        .containsEntry("SUnreclaim", others * KIB_PER_PAGE);
    assertThat(vmstat())
        .containsEntry("nr_slab_reclaimable", shrinkable)
        .containsEntry("nr_slab_unreclaimable", others);
    assertThat(views().zoneinfo().zones().getFirst().nodeCounters())
        .contains(
            new VmstatFile.Row("nr_slab_reclaimable", shrinkable),
            new VmstatFile.Row("nr_slab_unreclaimable", others));
    cache.free(object);
    allocator.kfree(reclaimable);
    allocator.kfree(plain);
  }

  /** Whether reclaim has given up is told of each zone. */
  @Test
  void zoneinfo_reclaimGaveUp_isTold() {
    for (boolean each : new boolean[] {false, true}) {
      unreclaimable = each;
      assertThat(MemoryParsers.zoneinfo(views().zoneinfo().text()).zones())
          .isNotEmpty()
          .allMatch(zone -> zone.unreclaimable() == each);
    }
  }

  private static SlabinfoFile.Cache row(SlabinfoFile file, String name) {
    return file.caches().stream()
        .filter(cache -> cache.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** What is not the allocators' own: processes, files, what a new workload could use. */
  @Test
  void meminfo_uses_areToldInTheirRows() {
    assertThat(meminfo())
        .containsEntry("MemTotal", allocator.pages().managedPages() * KIB_PER_PAGE)
        .containsEntry("MemAvailable", 12_345L * KIB_PER_PAGE)
        .containsEntry("AnonPages", 11L * KIB_PER_PAGE)
        .containsEntry("KernelStack", 44L * KIB_PER_PAGE)
        .containsEntry("Cached", 22L * KIB_PER_PAGE)
        .containsEntry("Inactive(file)", 13L * KIB_PER_PAGE)
        .containsEntry("Active(file)", 9L * KIB_PER_PAGE)
        .containsEntry("SwapTotal", 0L);
    assertThat(views().meminfo().rows())
        .extracting(MeminfoFile.Row::name)
        .startsWith("MemTotal", "MemFree", "MemAvailable", "Buffers", "Cached", "SwapCached")
        .endsWith("VmallocTotal", "VmallocUsed", "VmallocChunk", "Percpu")
        .hasSize(36);
  }

  /** Each event of reclaim has its row, by Linux's name and in its order. */
  @Test
  void vmstat_events_haveTheirRows() {
    for (ReclaimEvent event : ReclaimEvent.values()) {
      events.add(event, event.ordinal() + 100);
    }
    Map<String, Long> rows = vmstat();
    for (ReclaimEvent event : ReclaimEvent.values()) {
      assertThat(rows).containsEntry(event.label(), event.ordinal() + 100L);
    }
    assertThat(views().vmstat().rows())
        .extracting(VmstatFile.Row::name)
        .containsSubsequence(
            "nr_free_pages",
            "nr_anon_pages",
            "pgalloc_dma",
            "allocstall_normal",
            "pgfree",
            "pgactivate",
            "pgsteal_kswapd",
            "pgsteal_direct",
            "pgscan_kswapd",
            "pgscan_direct",
            "pageoutrun",
            "oom_kill");
  }
}
