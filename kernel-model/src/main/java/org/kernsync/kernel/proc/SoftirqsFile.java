package org.kernsync.kernel.proc;

import java.util.List;

/**
 * {@code /proc/softirqs}: how often each CPU served each softirq.
 *
 * @param cpus how many columns
 * @param rows a line for each vector, in their order
 */
public record SoftirqsFile(int cpus, List<Row> rows) implements ProcFile {
  private static final int MARGIN = 20;
  private static final int NAME_WIDTH = 12;

  /**
   * One vector.
   *
   * @param name such as {@code NET_RX}
   * @param counts how often, by CPU
   */
  public record Row(String name, List<Long> counts) {}

  @Override
  public String text() {
    Columns out = new Columns().right("", MARGIN).cpus(cpus).line();
    for (Row row : rows) {
      out.right(row.name, NAME_WIDTH).add(":").counts(" ", row.counts, "").line();
    }
    return out.toString();
  }
}
