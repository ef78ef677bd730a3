package org.kernsync.kernel.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.kernsync.kernel.boot.Outcome;
import org.kernsync.kernel.proc.ProcFile;
import org.kernsync.kernel.proc.ProcFs;
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
 * @param proc what {@code /proc} shows
 * @param view the file of it to print in place of the tables, or null
 */
record Ending(
    Outcome outcome,
    RunReport report,
    TraceRecorder trace,
    List<String> log,
    String stall,
    ProcFs proc,
    String view) {

  /** Writes the files, prints the rest, and returns the exit code. */
  int tell(OutputFiles files) {
    PrintStream out = files.takeStandardOutput() ? System.err : System.out;
    boolean written = write(files, RunOptions.JSON, to -> ReportJson.write(report, to));
    written &= write(files, RunOptions.TRACE, to -> ChromeTraceWriter.write(trace, to));
    written &= write(files, RunOptions.FTRACE, this::writeFtrace);
    written &= writeProc(files);
    written &= print(out);
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

  private boolean writeProc(OutputFiles files) {
    try {
      if (files.has(RunOptions.PROC)) {
        files.write(RunOptions.PROC, proc.files());
      }
      return true;
    } catch (OutputException e) {
      Complaint.say(e.getMessage());
      return false;
    }
  }

  /** Returns false where there is no such view of this run. */
  private boolean print(PrintStream out) {
    Optional<ProcFile> file = view == null ? Optional.empty() : proc.read(view);
    if (view == null) {
      out.print(ReportTable.render(report, ReportTable.width(System.getenv("COLUMNS"))));
    } else if (file.isPresent()) {
      out.print(file.get().text());
    } else {
      Complaint.say("there is no " + view + " of this run; name " + ProcFs.names());
    }
    if (!log.isEmpty()) {
      out.println();
      log.forEach(out::println);
    }
    out.flush();
    report.violations().forEach(violation -> Complaint.say("violation: " + violation));
    if (stall != null) {
      System.err.println(Main.NAME + ": " + stall);
    }
    return view == null || file.isPresent();
  }
}
