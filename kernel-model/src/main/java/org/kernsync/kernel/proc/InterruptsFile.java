package org.kernsync.kernel.proc;

import java.util.List;

/**
 * {@code /proc/interrupts}: how often each CPU took each interrupt.
 *
 * <pre>
 *            CPU0       CPU1
 *  11:       1999          0  Kernsync  11-edge      net
 * LOC:        812        790   Local timer interrupts
 * ERR:          0
 * </pre>
 *
 * @param digits the width of a line's number, at least 3
 * @param cpus how many columns
 * @param rows the lines
 */
public record InterruptsFile(int digits, int cpus, List<Row> rows) implements ProcFile {
  private static final int MARGIN = 8;
  private static final int CHIP_WIDTH = 8;
  private static final int FLOW_WIDTH = 8;

  /** One line of the file. */
  public sealed interface Row {}

  /**
   * A line of an interrupt controller.
   *
   * @param irq its number
   * @param counts how often, by CPU
   * @param chip the controller
   * @param hwIrq its number there
   * @param flow how it is served, such as {@code edge}
   * @param actions the drivers
   */
  public record Line(
      int irq, List<Long> counts, String chip, long hwIrq, String flow, List<String> actions)
      implements Row {}

  /**
   * An interrupt of the CPU itself.
   *
   * @param label three letters
   * @param counts how often, by CPU
   * @param title what it is
   */
  public record Local(String label, List<Long> counts, String title) implements Row {}

  /**
   * One number for all CPUs.
   *
   * @param label three letters
   * @param count how often
   */
  public record Total(String label, long count) implements Row {}

  /** An empty line. */
  public record Gap() implements Row {}

  @Override
  public String text() {
    Columns out = new Columns().right("", digits + MARGIN).cpus(cpus).line();
    for (Row row : rows) {
      append(out, row);
      out.line();
    }
    return out.toString();
  }

  private void append(Columns out, Row row) {
    switch (row) {
      case Line line -> {
        out.right(line.irq, digits).add(": ").counts("", line.counts, " ").add(" ");
        out.right(line.chip, CHIP_WIDTH).add(" ").right(line.hwIrq, digits);
        out.add("-").left(line.flow, FLOW_WIDTH);
        if (!line.actions.isEmpty()) {
          out.add("  ").add(String.join(", ", line.actions));
        }
      }
      case Local local ->
          out.right(local.label, digits)
              .add(": ")
              .counts("", local.counts, " ")
              .add("  ")
              .add(local.title);
      case Total total ->
          out.right(total.label, digits).add(":").counts(" ", List.of(total.count), "");
      case Gap _ -> {}
    }
  }
}
