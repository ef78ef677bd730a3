package org.kernsync.kernel.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.kernsync.kernel.boot.Outcome;
import org.kernsync.kernel.report.OutputException;
import org.kernsync.kernel.report.OutputFiles;
import org.kernsync.kernel.report.ReportJson;
import org.kernsync.kernel.report.ReportTable;
import org.kernsync.kernel.report.RunReport;
import org.kernsync.kernel.trace.ChromeTraceWriter;
import org.kernsync.kernel.trace.FtraceWriter;
import org.kernsync.kernel.trace.TraceRecorder;

/**
 * What is told of a run, however it ended: files, tables, and what went wrong.
 *
 * @param outcome how it ended
 * @param report what it came to
 * @param trace what was recorded, or null
 * @param log the lines of the kernel log to print, maybe none
 * @param stall what the watchdog saw, or null
 */
record Ending(
    Outcome outcome, RunReport report, TraceRecorder trace, List<String> log, String stall) {

  /** Writes the files, prints the rest, and returns the exit code. */
  int tell(OutputFiles files) {
    PrintStream out = files.takeStandardOutput() ? System.err : System.out;
    boolean written = write(files, RunOptions.JSON, to -> ReportJson.write(report, to));
    written &= write(files, RunOptions.TRACE, to -> ChromeTraceWriter.write(trace, to));
    written &= write(files, RunOptions.FTRACE, this::writeFtrace);
    print(out);
    return outcome == Outcome.FINE && !written ? Complaint.BAD_INPUT : outcome.exitCode();
  }

  /** One output that fails keeps no other from being written. */
  private static boolean write(OutputFiles files, String option, OutputFiles.Content content) {
    try {
      files.write(option, content);
      return true;
    } catch (OutputException e) {
      Complaint.say(e.getMessage());
      return false;
    }
  }

  private void writeFtrace(OutputStream out) throws IOException {
    Writer text = new OutputStreamWriter(out, StandardCharsets.UTF_8);
    FtraceWriter.write(trace, text);
    text.flush();
  }

  private void print(PrintStream out) {
    out.print(ReportTable.render(report, ReportTable.width(System.getenv("COLUMNS"))));
    if (!log.isEmpty()) {
      out.println();
      log.forEach(out::println);
    }
    out.flush();
    report.violations().forEach(violation -> Complaint.say("violation: " + violation));
    if (stall != null) {
      System.err.println(Main.NAME + ": " + stall);
    }
  }
}
