package org.kernsync.benchmarks.compare;

import java.util.ArrayList;
import java.util.List;

/** A table of text, for terminals and for Markdown. Columns without content are left out. */
final class Grid {
  private final List<String> titles;
  private final List<List<String>> rows = new ArrayList<>();

  Grid(String... titles) {
    this(List.of(titles));
  }

  Grid(List<String> titles) {
    this.titles = List.copyOf(titles);
  }

  void row(List<String> cells) {
    if (cells.size() != titles.size()) {
      throw new IllegalArgumentException(cells.size() + " cells for " + titles.size() + " columns");
    }
    rows.add(List.copyOf(cells));
  }

  void row(String... cells) {
    row(List.of(cells));
  }

  /** A line that holds for the rows that follow. */
  void heading(String text) {
    rows.add(List.of(text));
  }

  String toText() {
    List<Integer> shown = shown();
    StringBuilder out = new StringBuilder();
    appendText(out, titles, shown);
    for (List<String> row : rows) {
      if (isHeading(row)) {
        out.append(row.get(0)).append('\n');
      } else {
        appendText(out, row, shown);
      }
    }
    return out.toString();
  }

  private void appendText(StringBuilder out, List<String> row, List<Integer> shown) {
    StringBuilder line = new StringBuilder();
    for (int column : shown) {
      String cell = row.get(column);
      String space = " ".repeat(width(column) - cell.length());
      line.append(line.isEmpty() ? "" : "  ");
      line.append(column == 0 ? cell + space : space + cell);
    }
    out.append(line.toString().stripTrailing()).append('\n');
  }

  private int width(int column) {
    int width = titles.get(column).length();
    for (List<String> row : rows) {
      if (!isHeading(row)) {
        width = Math.max(width, row.get(column).length());
      }
    }
    return width;
  }

  String toMarkdown() {
    List<Integer> shown = shown();
    StringBuilder out = new StringBuilder();
    appendMarkdown(out, titles, shown);
    out.append("|---".repeat(1)).append("|---:".repeat(shown.size() - 1)).append("|\n");
    for (List<String> row : rows) {
      if (isHeading(row)) {
        out.append("| **").append(row.get(0)).append("**");
        out.append(" |".repeat(shown.size())).append('\n');
      } else {
        appendMarkdown(out, row, shown);
      }
    }
    return out.toString();
  }

  private static void appendMarkdown(StringBuilder out, List<String> row, List<Integer> shown) {
    for (int column : shown) {
      out.append("| ").append(row.get(column)).append(row.get(column).isEmpty() ? "" : " ");
    }
    out.append("|\n");
  }

  private List<Integer> shown() {
    List<Integer> shown = new ArrayList<>();
    for (int column = 0; column < titles.size(); column++) {
      int index = column;
      boolean used = rows.stream().anyMatch(row -> !isHeading(row) && !row.get(index).isEmpty());
      if (used || column == 0) {
        shown.add(column);
      }
    }
    return shown;
  }

  private boolean isHeading(List<String> row) {
    return row.size() == 1 && titles.size() > 1;
  }
}
