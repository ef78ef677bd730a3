package org.kernsync.kernel.trace;

import java.io.IOException;

/**
 * Writes a trace as the kernel's text: what {@code /sys/kernel/tracing/trace} shows, what
 * trace-cmd, Perfetto and LISA read.
 *
 * <p>Lines of all CPUs are merged by time. The four flag characters say nothing ({@code ....}),
 * since the model does not record them. Each CPU's chain of switches is whole: where room ran out,
 * the trace of that CPU ends, and the header says so.
 */
public final class FtraceWriter {
  private static final int FLUSH_AT = 1 << 16;

  private static final String COLUMNS =
      """
      #
      #                                _-----=> irqs-off
      #                               / _----=> need-resched
      #                              | / _---=> hardirq/softirq
      #                              || / _--=> preempt-depth
      #                              ||| /
      #           TASK-PID     CPU#  ||||   TIMESTAMP  FUNCTION
      #              | |         |   ||||      |         |
      """;

  private FtraceWriter() {}

  /**
   * Writes everything recorded so far.
   *
   * @param trace the trace
   * @param out where the text goes; not closed
   * @throws IOException if {@code out} fails
   */
  public static void write(TraceRecorder trace, Appendable out) throws IOException {
    StringBuilder buffer = new StringBuilder(FLUSH_AT + 1024);
    long recorded = trace.recorded();
    buffer.append("# tracer: nop\n#\n# entries-in-buffer/entries-written: ");
    buffer.append(recorded).append('/').append(recorded + trace.lost());
    buffer.append("   #P:").append(trace.cpus()).append('\n');
    for (int cpu = 0; cpu < trace.cpus(); cpu++) {
      long lost = trace.cpu(cpu).lost();
      if (lost > 0) {
        buffer.append("# CPU ").append(cpu).append(": room for ").append(trace.cpu(cpu).size());
        buffer.append(" events ran out, ").append(lost).append(" later ones are missing\n");
      }
    }
    buffer.append(COLUMNS);
    for (TraceLine line : trace.lines()) {
      FtraceText.appendLine(buffer, line);
      if (buffer.length() >= FLUSH_AT) {
        out.append(buffer);
        buffer.setLength(0);
      }
    }
    out.append(buffer);
  }
}
