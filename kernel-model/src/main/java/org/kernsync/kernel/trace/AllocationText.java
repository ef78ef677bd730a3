package org.kernsync.kernel.trace;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kernsync.kernel.trace.AllocationEvent.Allocate;
import org.kernsync.kernel.trace.AllocationEvent.Free;
import org.kernsync.kernel.trace.AllocationEvent.PageAllocate;
import org.kernsync.kernel.trace.AllocationEvent.PageFree;

/**
 * The kernel's print formats of the allocators' tracepoints, both ways. The address of a page's
 * descriptor is what it is on x86-64: 64 bytes for each frame, from {@link #DESCRIPTORS} on.
 */
final class AllocationText {
  private static final long DESCRIPTORS = 0xffff_ea00_0000_0000L;
  private static final int DESCRIPTOR_SHIFT = 6;
  private static final int HEX = 16;

  private static final String OBJECT =
      "call_site=(?<site>\\S+) ptr=(?<ptr>" + PointerText.PATTERN + ")";
  private static final Pattern ALLOCATE =
      Pattern.compile(
          OBJECT
              + " bytes_req=(?<requested>\\d+) bytes_alloc=(?<allocated>\\d+)"
              + " gfp_flags=(?<gfp>\\S+)(?: \\w+=\\S+)*");
  private static final Pattern FREE = Pattern.compile(OBJECT + "(?: name=.*)?");
  private static final String PAGE =
      "page=(?:\\S+) pfn=(?<pfn>\\d+|0x[0-9a-f]+) order=(?<order>\\d+)";
  private static final Pattern PAGE_ALLOCATE =
      Pattern.compile(PAGE + " migratetype=(?<type>\\d+) gfp_flags=(?<gfp>\\S+)");
  private static final Pattern PAGE_FREE = Pattern.compile(PAGE);

  private AllocationText() {}

  static void append(StringBuilder out, AllocationEvent event) {
    switch (event) {
      case Allocate e -> {
        object(out.append(e.cache() ? "kmem_cache_alloc" : "kmalloc"), e.site(), e.ptr());
        out.append(" bytes_req=").append(e.requested());
        out.append(" bytes_alloc=").append(e.allocated()).append(" gfp_flags=").append(e.gfp());
      }
      case Free e -> object(out.append(e.cache() ? "kmem_cache_free" : "kfree"), e.site(), e.ptr());
      case PageAllocate e -> {
        page(out.append("mm_page_alloc"), e.pfn(), e.order());
        out.append(" migratetype=").append(e.migrateType()).append(" gfp_flags=").append(e.gfp());
      }
      case PageFree e -> page(out.append("mm_page_free"), e.pfn(), e.order());
    }
  }

  private static void object(StringBuilder out, String site, long ptr) {
    PointerText.append(out.append(": call_site=").append(site).append(" ptr="), ptr);
  }

  private static void page(StringBuilder out, long pfn, int order) {
    PointerText.append(out.append(": page="), DESCRIPTORS + (pfn << DESCRIPTOR_SHIFT));
    out.append(" pfn=").append(pfn).append(" order=").append(order);
  }

  /** The event of a tracepoint of the allocators, or null. */
  static AllocationEvent parse(String name, String args) {
    return switch (name) {
      case "kmalloc" -> allocate(false, PointerText.match(ALLOCATE, args));
      case "kmem_cache_alloc" -> allocate(true, PointerText.match(ALLOCATE, args));
      case "kfree" -> free(false, PointerText.match(FREE, args));
      case "kmem_cache_free" -> free(true, PointerText.match(FREE, args));
      case "mm_page_alloc" -> {
        Matcher m = PointerText.match(PAGE_ALLOCATE, args);
        yield new PageAllocate(
            frame(m),
            Integer.parseInt(m.group("order")),
            Integer.parseInt(m.group("type")),
            m.group("gfp"));
      }
      case "mm_page_free" -> {
        Matcher m = PointerText.match(PAGE_FREE, args);
        yield new PageFree(frame(m), Integer.parseInt(m.group("order")));
      }
      default -> null;
    };
  }

  private static Allocate allocate(boolean cache, Matcher m) {
    return new Allocate(
        cache,
        m.group("site"),
        PointerText.parse(m, "ptr"),
        Long.parseLong(m.group("requested")),
        Long.parseLong(m.group("allocated")),
        m.group("gfp"));
  }

  private static Free free(boolean cache, Matcher m) {
    return new Free(cache, m.group("site"), PointerText.parse(m, "ptr"));
  }

  /** Printed in decimal digits by older kernels, in hexadecimal ones by newer. */
  private static long frame(Matcher m) {
    String pfn = m.group("pfn");
    return pfn.startsWith("0x") ? Long.parseLong(pfn, 2, pfn.length(), HEX) : Long.parseLong(pfn);
  }
}
