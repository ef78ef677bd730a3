package org.kernsync.benchmarks.compare;

import java.util.List;
import java.util.Locale;

/**
 * Draws a report: a bar for each comparison from 1 to the median of the ratios, on a logarithmic
 * axis; a whisker between the quartiles, a mark where the lower one must be. Readable on light and
 * dark pages, and without colours: what misses is said in words.
 */
final class SvgChart {
  private static final int WIDTH = 1040;
  private static final int LEFT = 500;
  private static final int RIGHT = 900;
  private static final int TOP = 84;
  private static final int LINE = 20;
  private static final int HEADING = 26;
  private static final int BAR = 9;
  private static final int CAP = 3;
  private static final int MARK = 7;
  private static final int MARGIN = 16;
  private static final double LOWEST = 1.0 / 64;
  private static final double HIGHEST = 512;

  private static final String STYLE =
      """
      <style>
        text { font: 12px system-ui, sans-serif; fill: #1f2328; }
        .title { font-size: 17px; font-weight: 600; }
        .row { font-weight: 600; }
        .end { text-anchor: end; }
        .middle { text-anchor: middle; }
        .quiet, .quiet text { fill: #59636e; }
        .page { fill: #ffffff; }
        .grid { stroke: #d1d9e0; stroke-width: 1; }
        .one { stroke: #59636e; stroke-width: 1.5; }
        .whisker { stroke: #1f2328; stroke-width: 1.2; fill: none; }
        .mark { stroke: #8250df; stroke-width: 2.5; }
        .holds { fill: #2f81c7; }
        .misses, .failed { fill: #d1730f; }
        .reported { fill: #8c959f; }
        @media (prefers-color-scheme: dark) {
          text { fill: #e6edf3; }
          .quiet, .quiet text { fill: #9198a1; }
          .page { fill: #0d1117; }
          .grid { stroke: #30363d; }
          .one { stroke: #9198a1; }
          .whisker { stroke: #e6edf3; }
          .mark { stroke: #bc8cff; }
          .holds { fill: #388bfd; }
          .misses, .failed { fill: #e3872d; }
          .reported { fill: #6e7681; }
        }
      </style>
      """;

  private final StringBuilder out = new StringBuilder();
  private final List<Outcome> outcomes;
  private final double low; // of the axis, as a power of two
  private final double high;

  private SvgChart(List<Outcome> outcomes) {
    this.outcomes = outcomes;
    double smallest = 0.5;
    double largest = 4;
    for (TrialOutcome line : outcomes.stream().flatMap(each -> each.lines().stream()).toList()) {
      Target target = line.trial().target();
      if (target.isJudged()) {
        smallest = Math.min(smallest, target.atLeast());
        largest = Math.max(largest, target.atLeast());
      }
      if (line.spread().isPresent()) {
        Spread spread = line.spread().get();
        smallest = Math.min(smallest, spread.lowerQuartile());
        largest = Math.max(largest, spread.upperQuartile());
      }
    }
    low = Math.floor(log2(Math.max(LOWEST, smallest)));
    high = Math.ceil(log2(Math.min(HIGHEST, largest)));
  }

  /** The chart as the text of a file. */
  static String draw(Report report) {
    return new SvgChart(report.outcomes()).drawn(report);
  }

  private String drawn(Report report) {
    int height = height();
    append(
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 %d %d' width='%d' height='%d'"
            + " role='img' aria-label='%s'>\n",
        WIDTH, height, WIDTH, height, escaped(report.title()));
    append("<title>%s</title>\n", escaped(report.title()));
    out.append(STYLE);
    append("<rect class='page' width='%d' height='%d'/>\n", WIDTH, height);
    text("title", MARGIN, 30, report.title());
    text("quiet", MARGIN, 50, report.circumstances());
    text(
        "quiet",
        MARGIN,
        68,
        "Bar: median of ours : peer. Whisker: quartiles. Mark: where the lower quartile must be.");
    axis(height);
    bars();
    return out.append("</svg>\n").toString();
  }

  private int height() {
    long headings = outcomes.stream().map(outcome -> outcome.comparison().row()).distinct().count();
    int lines = outcomes.stream().mapToInt(outcome -> outcome.lines().size()).sum();
    return TOP + (int) headings * HEADING + lines * LINE + 2 * MARGIN;
  }

  private void axis(int height) {
    for (double power = low; power <= high; power++) {
      double x = x(Math.pow(2, power));
      append(
          "<line class='%s' x1='%.1f' y1='%d' x2='%.1f' y2='%d'/>\n",
          power == 0 ? "one" : "grid", x, TOP, x, height - 2 * MARGIN + 4);
      text("quiet middle", x, height - MARGIN, label(power));
    }
  }

  private static String label(double power) {
    return power < 0
        ? "1/" + (int) Math.pow(2, -power)
        : Integer.toString((int) Math.pow(2, power));
  }

  private void bars() {
    int y = TOP;
    String row = "";
    for (Outcome outcome : outcomes) {
      if (!outcome.comparison().row().equals(row)) {
        row = outcome.comparison().row();
        y += HEADING;
        text("row", MARGIN, y - 6, row);
      }
      for (TrialOutcome line : outcome.lines()) {
        bar(outcome.name(line), line, y + LINE / 2);
        y += LINE;
      }
    }
  }

  private void bar(String name, TrialOutcome judged, int y) {
    text("end", LEFT - 10, y + 4, name);
    if (judged.spread().isEmpty()) {
      text("", RIGHT + 10, y + 4, judged.verdict().word());
      return;
    }
    Spread spread = judged.spread().get();
    double from = Math.min(x(1), x(spread.median()));
    double to = Math.max(x(1), x(spread.median()));
    append(
        "<rect class='%s' x='%.1f' y='%d' width='%.1f' height='%d'/>\n",
        style(judged), from, y - BAR / 2, to - from, BAR);
    double left = x(spread.lowerQuartile());
    double right = x(spread.upperQuartile());
    append(
        "<path class='whisker' d='M%.1f %dV%dM%.1f %dH%.1fM%.1f %dV%d'/>\n",
        left, y - CAP, y + CAP, left, y, right, right, y - CAP, y + CAP);
    Target target = judged.trial().target();
    if (target.isJudged()) {
      double mark = x(target.atLeast());
      append(
          "<line class='mark' x1='%.1f' y1='%d' x2='%.1f' y2='%d'/>\n",
          mark, y - MARK, mark, y + MARK);
    }
    text("", RIGHT + 10, y + 4, Figures.ratio(spread.median()) + remark(judged));
  }

  /** What does not count is drawn as what is only reported. */
  private static String style(TrialOutcome judged) {
    return (judged.trial().target().counts() ? judged.verdict() : Verdict.REPORTED).word();
  }

  private static String remark(TrialOutcome judged) {
    return switch (judged.verdict()) {
      case HOLDS, REPORTED -> "";
      case MISSES -> " " + judged.word() + " " + Figures.bound(judged.trial().target().atLeast());
      case FAILED -> " failed";
    };
  }

  private double x(double ratio) {
    double power = Math.clamp(log2(ratio), low, high);
    return LEFT + (power - low) / (high - low) * (RIGHT - LEFT);
  }

  private static double log2(double value) {
    return Math.log(value) / Math.log(2);
  }

  private void text(String style, double x, int y, String text) {
    append("<text class='%s' x='%.1f' y='%d'>%s</text>\n", style, x, y, escaped(text));
  }

  private void append(String format, Object... values) {
    out.append(String.format(Locale.ROOT, format, values));
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("'", "&#39;");
  }
}
