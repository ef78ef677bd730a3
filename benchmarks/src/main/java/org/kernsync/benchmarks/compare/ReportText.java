package org.kernsync.benchmarks.compare;

/** A report for a terminal, or as Markdown to paste. */
final class ReportText {
  private ReportText() {}

  /** For a terminal. */
  static String plain(Report report) {
    StringBuilder out = new StringBuilder();
    out.append(report.title()).append(": ").append(report.circumstances()).append('\n');
    if (!report.outcomes().isEmpty()) {
      out.append('\n').append(main(report).toText());
    }
    if (!report.footprint().isEmpty()) {
      out.append("\nBytes of one instance, idle\n");
      out.append(Grids.footprint(report.footprint()).toText());
    }
    report.notes().forEach(note -> out.append("\nNote: ").append(note).append('\n'));
    return out.append('\n').append(conclusion(report)).append('\n').toString();
  }

  /** For a page of the documentation. */
  static String markdown(Report report) {
    StringBuilder out = new StringBuilder();
    out.append(report.title()).append(". ").append(report.circumstances()).append(".\n");
    if (!report.outcomes().isEmpty()) {
      out.append('\n').append(main(report).toMarkdown());
    }
    if (!report.footprint().isEmpty()) {
      out.append("\nBytes of one instance, idle:\n\n");
      out.append(Grids.footprint(report.footprint()).toMarkdown());
    }
    report.notes().forEach(note -> out.append('\n').append(note).append('\n'));
    return out.append('\n').append(conclusion(report)).append('\n').toString();
  }

  private static Grid main(Report report) {
    return report.matrix() ? Grids.matrix(report.outcomes()) : Grids.rows(report.outcomes());
  }

  static String conclusion(Report report) {
    long judged = report.judged() + report.footprint().stream().filter(Footprint::isJudged).count();
    return report.holds()
        ? "All " + judged + " demands hold."
        : report.missed() + " of " + judged + " demands do not hold.";
  }
}
