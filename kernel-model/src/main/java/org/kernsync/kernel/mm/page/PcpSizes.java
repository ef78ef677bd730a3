package org.kernsync.kernel.mm.page;

import org.kernsync.kernel.mm.phys.PhysicalMemory;

/**
 * How long a zone's per-CPU lists are, by the formulas of Linux 5.4 ({@code zone_batchsize} and
 * {@code pageset_set_batch}).
 *
 * @param batch how many pages go between a list and the zone at a time, at least 1
 * @param high how many a list holds before it gives some back; 0 where lists keep none
 */
public record PcpSizes(int batch, int high) {
  private static final int BATCHES = 6;

  /**
   * The sizes for a zone.
   *
   * @param managedPages how many pages the zone has
   * @return the sizes
   */
  public static PcpSizes of(long managedPages) {
    long share = Math.min(managedPages / 1024, (1 << 20) / PhysicalMemory.PAGE_SIZE);
    long quarter = Math.max(1, share / 4);
    int batch = (int) Long.highestOneBit(quarter + quarter / 2) - 1;
    return new PcpSizes(Math.max(1, batch), BATCHES * batch);
  }
}
