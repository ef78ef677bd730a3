package org.kernsync.kernel.proc;

import java.util.List;

/**
 * {@code /proc/meminfo}: what memory is used for.
 *
 * @param rows in their order
 */
public record MeminfoFile(List<Row> rows) implements ProcFile {
  private static final int NAME_WIDTH = 16;
  private static final int COUNT_WIDTH = 8;

  /**
   * One use.
   *
   * @param name such as {@code MemFree}
   * @param kibibytes how much, in units of 1,024 bytes
   */
  public record Row(String name, long kibibytes) {}

  @Override
  public String text() {
    Columns out = new Columns();
    for (Row row : rows) {
      out.left(row.name + ":", NAME_WIDTH).right(row.kibibytes, COUNT_WIDTH).add(" kB").line();
    }
    return out.toString();
  }
}
