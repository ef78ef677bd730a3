package org.kernsync.kernel.proc;

import java.util.List;

/**
 * {@code /proc/vmstat}: what the allocators and reclaim have counted.
 *
 * @param rows in their order
 */
public record VmstatFile(List<Row> rows) implements ProcFile {
  /**
   * One counter.
   *
   * @param name such as {@code pgfree}
   * @param count how often, or how many pages
   */
  public record Row(String name, long count) {}

  @Override
  public String text() {
    Columns out = new Columns();
    rows.forEach(row -> out.add(row.name).add(" ").add(row.count).line());
    return out.toString();
  }
}
