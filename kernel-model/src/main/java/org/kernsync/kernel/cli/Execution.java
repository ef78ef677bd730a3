package org.kernsync.kernel.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.kernsync.kernel.boot.Kernel;
import org.kernsync.kernel.boot.KernelConfig;
import org.kernsync.kernel.boot.Outcome;
import org.kernsync.kernel.report.OutputException;
import org.kernsync.kernel.report.OutputFiles;
import org.kernsync.kernel.report.ReportJson;
import org.kernsync.kernel.report.ReportTable;
import org.kernsync.kernel.report.RunReport;
import org.kernsync.kernel.trace.ChromeTraceWriter;
import org.kernsync.kernel.trace.FtraceWriter;
import org.kernsync.kernel.trace.TraceRecorder;
import org.kernsync.kernel.workload.Workload;
import org.kernsync.kernel.workload.WorkloadException;
import org.kernsync.kernel.workload.rtapp.RtAppRun;

/**
 * One run, from the checks to the exit code: boots the model, watches it, and reports whatever came
 * of it, also where it was violated, stalled or stopped.
 */
final class Execution {
  private final Workload workload;
  private final RunOptions options;
  private final RunLength length;
  private final RunClock clock = new RunClock();
  private final RtAppRun run;

  Execution(Workload workload, RunOptions options) {
    this.workload = workload;
    this.options = options;
    length = RunLength.of(workload, options.durationNanos());
    run = new RtAppRun(workload, length.runNanos());
  }

  /** Returns the exit code. Throws before anything has run, for what the user can mend. */
  int run() throws InputException, WorkloadException, OutputException, InterruptedException {
    KernelConfig config = options.configFor(workload);
    try (ShutdownGuard guard = ShutdownGuard.open();
        OutputFiles files = new OutputFiles()) {
      options.open(files);
      TraceRecorder trace = options.wantsTrace() ? TraceRoom.recorder(config.cpus()) : null;
      Kernel kernel = assemble(config.withTrace(trace));
      if (length.remark() != null) {
        Complaint.say(length.remark());
      }
      boolean cutShort;
      Outcome outcome;
      try (Watcher watcher = new Watcher(kernel, workload.source(), length, clock, options.isWatched())) {
        guard.onRequest(kernel::requestStop);
        kernel.boot(
            (init, booted) -> {
              clock.start();
              run.init(init, booted);
              clock.stop();
            });
        watcher.start();
        outcome = kernel.await();
        cutShort = watcher.hasCutShort();
      }
      guard.stopped();
      List<String> notes = notes(kernel, trace, cutShort, guard.isRequested());
      RunReport report =
          new ReportBuilder(kernel, run).build(workload.source(), clock.elapsedNanos(), notes);
      boolean allWritten = write(files, report, trace);
      print(kernel, report);
      return outcome == Outcome.FINE && !allWritten ? Complaint.BAD_INPUT : outcome.exitCode();
    }
  }

  private static Kernel assemble(KernelConfig config) throws InputException {
    try {
      return new Kernel(config);
    } catch (UnsupportedOperationException e) {
      throw new InputException(e.getMessage(), e);
    }
  }

  private List<String> notes(
      Kernel kernel, TraceRecorder trace, boolean cutShort, boolean requested) {
    List<String> notes = new ArrayList<>(workload.notes());
    notes.addAll(run.notes());
    if (length.remark() != null) {
      notes.add(length.remark());
    }
    if (cutShort) {
      notes.add("the run was stopped before its tasks had ended");
    }
    if (requested) {
      notes.add("the run was stopped by a signal");
    }
    if (kernel.foldedTasks() > 0) {
      notes.add(kernel.foldedTasks() + " more tasks ended; the oldest are not listed");
    }
    if (trace != null && trace.lost() > 0) {
      notes.add(TraceRoom.remark(trace));
    }
    return notes;
  }

  // ---- what is left of it -------------------------------------------------------------------------

  private static boolean write(OutputFiles files, RunReport report, TraceRecorder trace) {
    boolean done = write(files, RunOptions.JSON, out -> ReportJson.write(report, out));
    done &= write(files, RunOptions.TRACE, out -> ChromeTraceWriter.write(trace, out));
    done &= write(files, RunOptions.FTRACE, out -> writeFtrace(trace, out));
    return done;
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

  private static void writeFtrace(TraceRecorder trace, OutputStream out) throws IOException {
    Writer text = new OutputStreamWriter(out, StandardCharsets.UTF_8);
    FtraceWriter.write(trace, text);
    text.flush();
  }

  private void print(Kernel kernel, RunReport report) {
    System.out.print(ReportTable.render(report, ReportTable.width(System.getenv("COLUMNS"))));
    if (options.wantsLog()) {
      System.out.println();
      kernel.log().lines().forEach(System.out::println);
    }
    System.out.flush();
    report.violations().forEach(violation -> Complaint.say("violation: " + violation));
    if (kernel.stall() != null) {
      System.err.println(Main.NAME + ": " + kernel.stall());
    }
  }
}
