package org.kernsync.kernel.proc;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.kernsync.kernel.mm.KernelAllocator;
import org.kernsync.kernel.mm.page.PageAllocator;
import org.kernsync.kernel.mm.page.Zone;
import org.kernsync.kernel.mm.reclaim.ReclaimEvent;
import org.kernsync.kernel.mm.slab.SlabInfo;

/**
 * Reads the files about memory off its allocators, without a lock: numbers that need not belong
 * together while somebody allocates. What this machine does not have is 0, as in {@code meminfo},
 * or not listed, as in {@code vmstat}.
 */
final class MemoryViews {
  private static final int NODE = 0;
  private static final int KIB_PER_PAGE = 4;
  private static final int HIGHEST_ZONE = 2; // Normal; what is kept from Movable is the same
  private static final int EXACT = 0; // counters of the CPUs are added up when they are read

  private final KernelAllocator allocator;
  private final PageAllocator pages;
  private final MemoryUse use;
  private final int cpus;

  MemoryViews(KernelAllocator allocator, MemoryUse use, int cpus) {
    this.allocator = allocator;
    this.pages = allocator.pages();
    this.use = use;
    this.cpus = cpus;
  }

  /** Pages in the buddy system; those that CPUs keep are not free in this sense. */
  private long freePages() {
    return pages.zones().stream().mapToLong(Zone::freePages).sum();
  }

  BuddyinfoFile buddyinfo() {
    List<BuddyinfoFile.Zone> zones = new ArrayList<>();
    for (Zone zone : pages.zones()) {
      List<Long> free =
          IntStream.rangeClosed(0, PageAllocator.MAX_ORDER).mapToObj(zone::freeBlocks).toList();
      zones.add(new BuddyinfoFile.Zone(NODE, zone.name(), free));
    }
    return new BuddyinfoFile(zones);
  }

  SlabinfoFile slabinfo() {
    return new SlabinfoFile(
        allocator.slabs().caches().stream().map(cache -> row(cache.info())).toList());
  }

  private static SlabinfoFile.Cache row(SlabInfo cache) {
    return new SlabinfoFile.Cache(
        cache.name(),
        cache.activeObjects(),
        cache.objects(),
        cache.size(),
        cache.objectsPerSlab(),
        cache.pagesPerSlab(),
        cache.activeSlabs(),
        cache.slabs());
  }

  // ---- zoneinfo

  ZoneinfoFile zoneinfo() {
    List<ZoneinfoFile.Zone> zones = new ArrayList<>();
    for (Zone zone : pages.zones()) {
      zones.add(
          new ZoneinfoFile.Zone(
              NODE,
              zone.name(),
              zones.isEmpty() ? nodeCounters() : List.of(),
              zone.freePages(),
              marks(zone),
              protection(zone),
              List.of(new VmstatFile.Row("nr_free_pages", zone.freePages())),
              lists(zone),
              use.unreclaimable(),
              zone.startPfn()));
    }
    return new ZoneinfoFile(zones);
  }

  private static ZoneinfoFile.Marks marks(Zone zone) {
    long present = zone.endPfn() - zone.startPfn();
    return new ZoneinfoFile.Marks(
        zone.min(), zone.low(), zone.high(), present, present, zone.managedPages());
  }

  private static List<Long> protection(Zone zone) {
    return IntStream.of(0, 1, HIGHEST_ZONE, HIGHEST_ZONE).mapToObj(zone::lowmemReserve).toList();
  }

  private List<ZoneinfoFile.CpuLists> lists(Zone zone) {
    return IntStream.range(0, cpus)
        .mapToObj(
            cpu ->
                new ZoneinfoFile.CpuLists(
                    cpu,
                    zone.perCpuPages(cpu),
                    zone.pcpSizes().high(),
                    zone.pcpSizes().batch(),
                    EXACT))
        .toList();
  }

  private List<VmstatFile.Row> nodeCounters() {
    return List.of(
        new VmstatFile.Row("nr_inactive_anon", 0),
        new VmstatFile.Row("nr_active_anon", 0),
        new VmstatFile.Row("nr_inactive_file", use.inactive()),
        new VmstatFile.Row("nr_active_file", use.active()),
        new VmstatFile.Row("nr_unevictable", 0),
        new VmstatFile.Row("nr_slab_reclaimable", reclaimableSlabPages()),
        new VmstatFile.Row("nr_slab_unreclaimable", slabPages() - reclaimableSlabPages()),
        new VmstatFile.Row("nr_anon_pages", use.anonymous()),
        new VmstatFile.Row("nr_file_pages", use.cached()));
  }

  private long slabPages() {
    return allocator.slabs().slabPages();
  }

  private long reclaimableSlabPages() {
    return allocator.slabs().reclaimablePages();
  }

  // ---- meminfo

  MeminfoFile meminfo() {
    List<MeminfoFile.Row> rows = new ArrayList<>();
    pages(rows, "MemTotal", pages.managedPages());
    pages(rows, "MemFree", freePages());
    pages(rows, "MemAvailable", use.available());
    none(rows, "Buffers");
    pages(rows, "Cached", use.cached());
    none(rows, "SwapCached");
    pages(rows, "Active", use.active());
    pages(rows, "Inactive", use.inactive());
    none(rows, "Active(anon)", "Inactive(anon)");
    pages(rows, "Active(file)", use.active());
    pages(rows, "Inactive(file)", use.inactive());
    none(rows, "Unevictable", "Mlocked", "SwapTotal", "SwapFree", "Dirty", "Writeback");
    pages(rows, "AnonPages", use.anonymous());
    none(rows, "Mapped", "Shmem");
    long slab = slabPages();
    long reclaimable = reclaimableSlabPages();
    pages(rows, "KReclaimable", reclaimable);
    pages(rows, "Slab", slab);
    pages(rows, "SReclaimable", reclaimable);
    pages(rows, "SUnreclaim", slab - reclaimable);
    pages(rows, "KernelStack", use.stacks());
    none(rows, "PageTables", "NFS_Unstable", "Bounce", "WritebackTmp");
    none(rows, "CommitLimit");
    pages(rows, "Committed_AS", use.anonymous());
    none(rows, "VmallocTotal", "VmallocUsed", "VmallocChunk", "Percpu");
    return new MeminfoFile(rows);
  }

  private static void pages(List<MeminfoFile.Row> rows, String name, long pages) {
    rows.add(new MeminfoFile.Row(name, pages * KIB_PER_PAGE));
  }

  private static void none(List<MeminfoFile.Row> rows, String... names) {
    for (String name : names) {
      pages(rows, name, 0);
    }
  }

  // ---- vmstat

  VmstatFile vmstat() {
    List<VmstatFile.Row> rows = new ArrayList<>();
    rows.add(new VmstatFile.Row("nr_free_pages", freePages()));
    rows.addAll(nodeCounters());
    long freed = 0;
    for (Zone zone : pages.zones()) {
      String name = "pgalloc_" + zone.name().toLowerCase(Locale.ROOT);
      rows.add(new VmstatFile.Row(name, zone.allocatedEver()));
      freed += zone.freedEver();
    }
    for (ReclaimEvent event : ReclaimEvent.values()) {
      if (event == ReclaimEvent.PGACTIVATE) { // Linux has it between the two
        rows.add(new VmstatFile.Row("pgfree", freed));
      }
      rows.add(new VmstatFile.Row(event.label(), use.events().get(event)));
    }
    return new VmstatFile(rows);
  }
}
