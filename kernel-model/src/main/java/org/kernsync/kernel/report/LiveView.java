package org.kernsync.kernel.report;

import java.util.List;
import java.util.Locale;
import org.kernsync.kernel.report.TextTable.Align;

/** One frame of the live per-CPU view, as text. */
public final class LiveView {
  private static final int BAR = 20;
  private static final int MAX_NAME = 16;

  private LiveView() {}

  /**
   * Draws a frame.
   *
   * @param header the line above
   * @param cpus what each CPU does
   * @param width columns available
   * @param height lines available, header and titles included; CPUs that do not fit are counted
   * @return lines that end in line breaks, none of them longer than {@code width}
   */
  public static String render(String header, List<CpuSnapshot> cpus, int width, int height) {
    TextTable table =
        new TextTable()
            .column("CPU", Align.RIGHT, 0)
            .column("BUSY", Align.RIGHT, 0)
            .column("", Align.LEFT, 3)
            .column("MODE", Align.LEFT, 0)
            .column("TASK", Align.NAME, 0)
            .column("PID", Align.RIGHT, 1)
            .column("QUEUE", Align.RIGHT, 0)
            .column("SWITCHES", Align.RIGHT, 2);
    int room = Math.max(1, height - 3);
    int shown = cpus.size() <= room ? cpus.size() : Math.max(1, room - 1);
    cpus.stream().limit(shown).forEach(cpu -> addCpu(table, cpu));
    StringBuilder out = new StringBuilder();
    out.append(Quantity.name(header, width)).append("\n\n");
    table.appendTo(out, width);
    if (shown < cpus.size()) {
      out.append("… and ").append(cpus.size() - shown).append(" more CPUs\n");
    }
    return out.toString();
  }

  private static void addCpu(TextTable table, CpuSnapshot cpu) {
    double busy = Math.clamp(Double.isNaN(cpu.utilisation()) ? 0 : cpu.utilisation(), 0.0, 1.0);
    int filled = (int) Math.round(busy * BAR);
    table.row(
        Integer.toString(cpu.cpu()),
        String.format(Locale.ROOT, "%.0f%%", 100 * busy),
        "#".repeat(filled) + ".".repeat(BAR - filled),
        cpu.mode(),
        cpu.pid() == 0 ? "-" : Quantity.name(cpu.comm(), MAX_NAME),
        cpu.pid() == 0 ? "-" : Integer.toString(cpu.pid()),
        Integer.toString(cpu.runnable()),
        Quantity.count(cpu.switches()));
  }
}
