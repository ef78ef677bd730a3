package org.kernsync.kernel.workload.replay;

import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Draws memory over time as SVG: what the blocks of the script have, and what the allocator has
 * taken for them, over the operations. Readable on light and dark pages.
 */
public final class MemoryChart {
  private static final int WIDTH = 960;
  private static final int HEIGHT = 400;
  private static final int LEFT = 90;
  private static final int RIGHT = 930;
  private static final int TOP = 80;
  private static final int BOTTOM = 350;
  private static final int MARGIN = 16;
  private static final int LINES = 4;
  private static final int MOST_POINTS = 2_000;

  private static final String STYLE =
      """
      <style>
        text { font: 12px system-ui, sans-serif; fill: #1f2328; }
        .title { font-size: 17px; font-weight: 600; }
        .end { text-anchor: end; }
        .middle { text-anchor: middle; }
        .quiet { fill: #59636e; }
        .page { fill: #ffffff; }
        .grid { stroke: #d1d9e0; stroke-width: 1; }
        .memory { stroke: #2f81c7; stroke-width: 1.6; fill: none; }
        .payload { stroke: #d1730f; stroke-width: 1.6; fill: none; stroke-dasharray: 5 3; }
        @media (prefers-color-scheme: dark) {
          text { fill: #e6edf3; }
          .quiet { fill: #9198a1; }
          .page { fill: #0d1117; }
          .grid { stroke: #30363d; }
          .memory { stroke: #388bfd; }
          .payload { stroke: #e3872d; }
        }
      </style>
      """;

  private final StringBuilder out = new StringBuilder();
  private final ReplayReport report;
  private final List<Curve.Point> points;
  private final long operations; // at the right end
  private final long bytes; // at the top

  private MemoryChart(ReplayReport report) {
    this.report = report;
    points = thinned(report.points());
    operations = Math.max(1, points.isEmpty() ? 1 : points.getLast().operations());
    bytes = Math.max(LINES, Math.max(report.peakPayload(), report.peakMemory()));
  }

  /**
   * Draws a report.
   *
   * @param report what to draw
   * @return the text of a file
   */
  public static String draw(ReplayReport report) {
    return new MemoryChart(report).drawn();
  }

  private static List<Curve.Point> thinned(List<Curve.Point> all) {
    int step = all.size() / MOST_POINTS + 1;
    return IntStream.range(0, all.size())
        .filter(i -> i % step == 0 || i == all.size() - 1)
        .mapToObj(all::get)
        .toList();
  }

  private String drawn() {
    String title = "Memory of " + report.source();
    append(
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 %d %d' width='%d' height='%d'"
            + " role='img' aria-label='%s'>\n",
        WIDTH, HEIGHT, WIDTH, HEIGHT, escaped(title));
    append("<title>%s</title>\n", escaped(title));
    out.append(STYLE);
    append("<rect class='page' width='%d' height='%d'/>\n", WIDTH, HEIGHT);
    text("title", MARGIN, 30, title);
    text(
        "quiet",
        MARGIN,
        52,
        String.format(
            Locale.ROOT,
            "Solid: taken from the pages, at most %s. Dashed: payload, at most %s.",
            kib(report.peakMemory()),
            kib(report.peakPayload())));
    grid();
    curve("memory", Curve.Point::memory);
    curve("payload", Curve.Point::payload);
    return out.append("</svg>\n").toString();
  }

  private void grid() {
    for (int i = 0; i <= LINES; i++) {
      double y = y(bytes * i / LINES);
      append("<line class='grid' x1='%d' y1='%.1f' x2='%d' y2='%.1f'/>\n", LEFT, y, RIGHT, y);
      text("quiet end", LEFT - 8, y + 4, kib(bytes * i / LINES));
      text("quiet middle", x(operations * i / LINES), BOTTOM + 20, "" + operations * i / LINES);
    }
    text("quiet end", RIGHT, BOTTOM + 40, "operations");
  }

  private void curve(String style, ToLongFunction<Curve.Point> value) {
    String path =
        points.stream()
            .map(
                point ->
                    String.format(
                        Locale.ROOT,
                        "%.1f,%.1f",
                        x(point.operations()),
                        y(value.applyAsLong(point))))
            .collect(Collectors.joining(" "));
    append("<polyline class='%s' points='%s'/>\n", style, path);
  }

  private double x(long done) {
    return LEFT + (double) done / operations * (RIGHT - LEFT);
  }

  private double y(long some) {
    return BOTTOM - (double) some / bytes * (BOTTOM - TOP);
  }

  private static String kib(long some) {
    return some < 1_024 ? some + " B" : String.format(Locale.ROOT, "%,d KiB", some / 1_024);
  }

  private void text(String style, double x, double y, String text) {
    append("<text class='%s' x='%.1f' y='%.1f'>%s</text>\n", style, x, y, escaped(text));
  }

  private void append(String format, Object... values) {
    out.append(String.format(Locale.ROOT, format, values));
  }

  /** A file's name may hold anything, also what no XML may hold. */
  private static String escaped(String text) {
    return text.replaceAll("[\\p{Cntrl}\\p{Cs}\\ufffe\\uffff]", "?")
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace("'", "&#39;");
  }
}
