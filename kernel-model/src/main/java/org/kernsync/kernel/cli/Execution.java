package org.kernsync.kernel.cli;

import java.util.ArrayList;
import java.util.List;
import org.kernsync.kernel.boot.Kernel;
import org.kernsync.kernel.boot.KernelConfig;
import org.kernsync.kernel.boot.Outcome;
import org.kernsync.kernel.drivers.Devices;
import org.kernsync.kernel.proc.Moment;
import org.kernsync.kernel.proc.ProcFs;
import org.kernsync.kernel.report.OutputException;
import org.kernsync.kernel.report.OutputFiles;
import org.kernsync.kernel.report.RunReport;
import org.kernsync.kernel.trace.TraceRecorder;
import org.kernsync.kernel.workload.Workload;
import org.kernsync.kernel.workload.WorkloadException;
import org.kernsync.kernel.workload.rtapp.RtAppRun;

/**
 * One run of a workload: boots the model, watches it, stops it where that is asked, tells of it.
 */
final class Execution {
  private final Workload workload;
  private final RunOptions options;
  private final KernelConfig config;
  private final RunLength length;
  private final RunClock clock = new RunClock();
  private final RtAppRun run;
  private volatile Moment moment; // null where the workload did not come to its end

  Execution(Workload workload, RunOptions options, KernelConfig config, RunLength length) {
    this.workload = workload;
    this.options = options;
    this.config = config;
    this.length = length;
    run = new RtAppRun(workload, length.runNanos());
  }

  /** A run as the options say; throws what is wrong with them. */
  static Execution of(Workload workload, RunOptions options)
      throws InputException, WorkloadException {
    KernelConfig config = options.configFor(workload);
    return new Execution(
        workload, options, config, RunLength.of(workload, options.durationNanos()));
  }

  /** Returns the exit code. Throws, before anything has run, what the user can mend. */
  int run() throws InputException, OutputException, InterruptedException {
    return run(null);
  }

  /** The same; prints one file of {@code /proc} in place of the tables where one is named. */
  int run(String view) throws InputException, OutputException, InterruptedException {
    try (ShutdownGuard guard = ShutdownGuard.open();
        OutputFiles files = new OutputFiles()) {
      options.open(files);
      TraceRecorder trace = options.wantsTrace() ? TraceRoom.recorder(config.cpus()) : null;
      Kernel kernel = assemble(config.withTrace(trace));
      Devices devices = kernel.devices(options.loads());
      if (length.remark() != null) {
        Complaint.say(length.remark());
      }
      Watcher watcher = new Watcher(kernel, workload.source(), length, clock, options.isWatched());
      Outcome outcome = watched(kernel, devices, watcher, guard);
      devices.awaitEnd();
      guard.stopped();
      List<String> notes = new ArrayList<>(devices.notes());
      notes.addAll(notes(kernel, trace, watcher.hasCutShort(), guard.isRequested()));
      RunReport report =
          new ReportBuilder(kernel, run).build(workload.source(), clock.elapsedNanos(), notes);
      List<String> log = options.wantsLog() ? kernel.log().lines() : List.of();
      Moment seen = moment == null ? Moment.of(kernel) : moment;
      ProcFs proc = new ProcFs(kernel, seen);
      return new Ending(outcome, report, trace, log, kernel.stall(), proc, view).tell(files);
    }
  }

  private static Kernel assemble(KernelConfig config) throws InputException {
    try {
      return new Kernel(config);
    } catch (UnsupportedOperationException e) {
      throw new InputException(e.getMessage(), e);
    }
  }

  private Outcome watched(Kernel kernel, Devices devices, Watcher watcher, ShutdownGuard guard)
      throws InterruptedException {
    try (watcher) {
      guard.onRequest(kernel::requestStop);
      kernel.boot(
          (init, booted) -> {
            clock.start();
            devices.start(init);
            run.init(init, booted);
            moment = Moment.of(booted);
            devices.stop(init);
            clock.stop();
          });
      watcher.start();
      return kernel.await();
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
    notes.addAll(kernel.memory().oomKills());
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
}
