package org.kernsync.kernel.proc;

import java.util.List;

/**
 * {@code /proc/buddyinfo}: how many free blocks of each order a zone has.
 *
 * @param zones a line for each, in their order
 */
public record BuddyinfoFile(List<Zone> zones) implements ProcFile {
  private static final int NAME_WIDTH = 8;
  private static final int COUNT_WIDTH = 6;

  /**
   * One zone.
   *
   * @param node whose
   * @param name such as {@code DMA32}
   * @param free blocks, by order
   */
  public record Zone(int node, String name, List<Long> free) {}

  @Override
  public String text() {
    Columns out = new Columns();
    for (Zone zone : zones) {
      out.add("Node ").add(zone.node).add(", zone ").right(zone.name, NAME_WIDTH).add(" ");
      zone.free.forEach(count -> out.right(count, COUNT_WIDTH).add(" "));
      out.line();
    }
    return out.toString();
  }
}
