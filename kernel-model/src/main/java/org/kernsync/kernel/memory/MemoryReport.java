package org.kernsync.kernel.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.kernsync.kernel.mm.page.PageAllocator;
import org.kernsync.kernel.mm.page.Zone;
import org.kernsync.kernel.mm.reclaim.PageLru;

/** {@code show_mem}: what there is, in words, for one who wanted more. */
final class MemoryReport {
  private static final int KIB_PER_PAGE = 4;

  private final PageAllocator allocator;
  private final PageLru lru;

  MemoryReport(PageAllocator allocator, PageLru lru) {
    this.allocator = allocator;
    this.lru = lru;
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("Mem-Info:");
    lines.add(
        "active_file:%d inactive_file:%d free:%d"
            .formatted(lru.activePages(), lru.inactivePages(), allocator.freePages()));
    for (Zone zone : allocator.zones()) {
      lines.add(
          String.format(
              Locale.ROOT,
              "%s free:%dkB min:%dkB low:%dkB high:%dkB managed:%dkB",
              zone.name(),
              zone.freePages() * KIB_PER_PAGE,
              zone.min() * KIB_PER_PAGE,
              zone.low() * KIB_PER_PAGE,
              zone.high() * KIB_PER_PAGE,
              zone.managedPages() * KIB_PER_PAGE));
    }
    return lines;
  }
}
