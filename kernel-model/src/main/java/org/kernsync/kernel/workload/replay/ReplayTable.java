package org.kernsync.kernel.workload.replay;

import java.util.Locale;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A report as text for people. */
public final class ReplayTable {
  private static final double THOUSANDTHS = 1_000;
  private static final double PERCENT = 100;
  private static final int MIB_SHIFT = 20;

  private ReplayTable() {}

  /**
   * Writes a report.
   *
   * @param report what to write
   * @return whole lines
   */
  public static String render(ReplayReport report) {
    StringBuilder out = new StringBuilder();
    line(
        out,
        "alloc | %s | %s | %d MiB",
        report.source(),
        report.threads() == 1 ? "1 thread" : report.threads() + " threads",
        report.managed() >> MIB_SHIFT);
    line(out, "operations: %d, %d per second", report.operations(), report.pace().perSecond());
    line(
        out,
        "peak: %d bytes of payload, %d bytes of memory, utilization %.1f %%",
        report.peakPayload(),
        report.peakMemory(),
        report.utilization() * PERCENT);
    FragmentationIndex fragmentation = report.fragmentation();
    line(out, "free pages at the peak, by order");
    row(out, "order", fragmentation, Integer::toString);
    row(out, "fragmentation index", fragmentation, o -> thousandths(fragmentation.index(o)));
    row(out, "unusable index", fragmentation, o -> thousandths(fragmentation.unusable(o)));
    if (report.leftBlocks() > 0) {
      line(
          out,
          "left: %d blocks of %d bytes were not freed by the script, but after it",
          report.leftBlocks(),
          report.leftBytes());
    }
    line(out, "violations: %s", report.violations().isEmpty() ? "none" : "see below");
    return out.toString();
  }

  private static void row(
      StringBuilder out, String title, FragmentationIndex index, IntFunction<String> cell) {
    line(
        out,
        "  %-20s%s",
        title,
        IntStream.range(0, index.orders())
            .mapToObj(cell)
            .map("%8s"::formatted)
            .collect(Collectors.joining()));
  }

  private static String thousandths(int value) {
    return String.format(Locale.ROOT, "%.3f", value / THOUSANDTHS);
  }

  private static void line(StringBuilder out, String format, Object... values) {
    out.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
