package org.kernsync.kernel.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Columns of text that fit a width.
 *
 * <p>Columns are as wide as their widest cell. Where that is too much, names are cut first, then
 * the columns that matter least are left out.
 */
final class TextTable {
  /** How a column is set. */
  enum Align {
    LEFT,
    RIGHT,
    /** Left, and the first to give way. */
    NAME
  }

  private static final int MIN_NAME = 8;
  private static final String GAP = "  ";

  private final List<Column> columns = new ArrayList<>();
  private int rows;

  private static final class Column {
    final String title;
    final Align align;
    final int rank;
    final List<String> cells = new ArrayList<>();
    int width;

    Column(String title, Align align, int rank) {
      this.title = title;
      this.align = align;
      this.rank = rank;
      this.width = title.length();
    }
  }

  /** Adds a column; the one with the highest {@code rank} is left out first, rank 0 never. */
  TextTable column(String title, Align align, int rank) {
    columns.add(new Column(title, align, rank));
    return this;
  }

  void row(String... cells) {
    if (cells.length != columns.size()) {
      throw new IllegalArgumentException(
          cells.length + " cells for " + columns.size() + " columns");
    }
    for (int i = 0; i < cells.length; i++) {
      Column column = columns.get(i);
      column.cells.add(cells[i]);
      column.width = Math.max(column.width, length(cells[i]));
    }
    rows++;
  }

  void appendTo(StringBuilder out, int width) {
    List<Column> shown = fit(width);
    appendRow(out, shown, -1);
    for (int row = 0; row < rows; row++) {
      appendRow(out, shown, row);
    }
  }

  private List<Column> fit(int width) {
    List<Column> shown = new ArrayList<>(columns);
    while (total(shown) > width) {
      int excess = total(shown) - width;
      Column name = shown.stream().filter(c -> c.align == Align.NAME).findFirst().orElse(null);
      int slack = name == null ? 0 : Math.max(0, name.width - MIN_NAME);
      if (slack >= excess) {
        name.width -= excess;
        break;
      }
      Column least = shown.stream().max(Comparator.comparingInt(c -> c.rank)).orElseThrow();
      if (least.rank == 0) {
        break; // what is left is needed, even if lines wrap
      }
      shown.remove(least);
    }
    return shown;
  }

  private static int total(List<Column> shown) {
    return shown.stream().mapToInt(c -> c.width + GAP.length()).sum() - GAP.length();
  }

  private static void appendRow(StringBuilder out, List<Column> shown, int row) {
    StringBuilder line = new StringBuilder();
    for (Column column : shown) {
      String cell = row < 0 ? column.title : column.cells.get(row);
      cell = Quantity.name(cell, column.width);
      String space = " ".repeat(column.width - length(cell));
      line.append(line.isEmpty() ? "" : GAP);
      line.append(column.align == Align.RIGHT ? space + cell : cell + space);
    }
    out.append(line.toString().stripTrailing()).append('\n');
  }

  private static int length(String cell) {
    return cell.codePointCount(0, cell.length());
  }
}
