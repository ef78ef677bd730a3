package org.kernsync.kernel.proc;

import java.util.List;
import java.util.stream.Collectors;

/**
 * {@code /proc/zoneinfo}: the marks and lists of each zone, as Linux 5.4 prints them.
 *
 * @param zones in their order
 */
public record ZoneinfoFile(List<Zone> zones) implements ProcFile {
  private static final int ZONE_WIDTH = 8;
  private static final int COUNTER_WIDTH = 12;
  private static final int MARK_WIDTH = 8;

  /**
   * One zone.
   *
   * @param node whose
   * @param name such as {@code DMA32}
   * @param nodeCounters those of the whole node, told with its first zone that has pages; else none
   * @param free pages that are free
   * @param marks min, low and high, then spanned, present and managed pages
   * @param protection pages that stay away from allocations for higher zones, by their zone
   * @param counters those of the zone
   * @param lists one for each CPU; none where the zone has no pages
   * @param unreclaimable whether reclaim has given the node up
   * @param startFrame the first frame
   */
  public record Zone(
      int node,
      String name,
      List<VmstatFile.Row> nodeCounters,
      long free,
      Marks marks,
      List<Long> protection,
      List<VmstatFile.Row> counters,
      List<CpuLists> lists,
      boolean unreclaimable,
      long startFrame) {}

  /**
   * The pages of a zone, and the marks that its free pages are compared with.
   *
   * @param min below it only the urgent may allocate
   * @param low below it kswapd is woken
   * @param high above it kswapd sleeps again
   * @param spanned from the first to the last
   * @param present that exist
   * @param managed that the allocator may give out
   */
  public record Marks(long min, long low, long high, long spanned, long present, long managed) {}

  /**
   * The pages that a CPU keeps.
   *
   * @param cpu whose
   * @param count how many
   * @param high beyond it some go back
   * @param batch so many at a time
   * @param threshold how far a CPU's counters may be off before they are added up
   */
  public record CpuLists(int cpu, long count, long high, long batch, long threshold) {}

  @Override
  public String text() {
    Columns out = new Columns();
    zones.forEach(zone -> add(out, zone));
    return out.toString();
  }

  private static void add(Columns out, Zone zone) {
    out.add("Node ").add(zone.node).add(", zone ").right(zone.name, ZONE_WIDTH).line();
    if (!zone.nodeCounters.isEmpty()) {
      out.add("  per-node stats").line();
      counters(out, zone.nodeCounters);
    }
    out.add("  pages free     ").add(zone.free).line();
    Marks marks = zone.marks;
    mark(out, "min", marks.min);
    mark(out, "low", marks.low);
    mark(out, "high", marks.high);
    mark(out, "spanned", marks.spanned);
    mark(out, "present", marks.present);
    mark(out, "managed", marks.managed);
    String protection =
        zone.protection.stream().map(String::valueOf).collect(Collectors.joining(", "));
    out.add("        protection: (").add(protection).add(")").line();
    if (zone.lists.isEmpty()) {
      return; // nothing else is known of a zone without pages
    }
    counters(out, zone.counters);
    out.add("  pagesets").line();
    for (CpuLists lists : zone.lists) {
      out.add("    cpu: ").add(lists.cpu).line();
      out.add("              count: ").add(lists.count).line();
      out.add("              high:  ").add(lists.high).line();
      out.add("              batch: ").add(lists.batch).line();
      out.add("  vm stats threshold: ").add(lists.threshold).line();
    }
    out.add("  node_unreclaimable:  ").add(zone.unreclaimable ? 1 : 0).line();
    out.add("  start_pfn:           ").add(zone.startFrame).line();
  }

  private static void mark(Columns out, String name, long pages) {
    out.add("        ").left(name, MARK_WIDTH).add(" ").add(pages).line();
  }

  private static void counters(Columns out, List<VmstatFile.Row> counters) {
    for (VmstatFile.Row row : counters) {
      out.add("      ").left(row.name(), COUNTER_WIDTH).add(" ").add(row.count()).line();
    }
  }
}
