package org.kernsync.kernel.trace;

import java.io.IOException;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.Map;
import org.kernsync.kernel.trace.TraceEvent.IrqHandlerEntry;
import org.kernsync.kernel.trace.TraceEvent.IrqHandlerExit;
import org.kernsync.kernel.trace.TraceEvent.Mark;
import org.kernsync.kernel.trace.TraceEvent.SchedSwitch;
import org.kernsync.kernel.trace.TraceEvent.SchedWakeup;
import org.kernsync.kernel.trace.TraceEvent.Softirq;
import org.kernsync.kernel.trace.TraceEvent.WakeStage;

/**
 * Writes a trace as Chrome trace event JSON, which Perfetto and {@code chrome://tracing} draw.
 *
 * <p>Two groups of tracks. <i>CPUs</i>: one track per CPU with a bar for each stretch that a task
 * ran there, interrupts and softirqs nested in it, marks as dots; idle is left empty. <i>Tasks</i>:
 * one track per task with its states running, runnable and sleeping. A wake-up is an arrow from the
 * waker's bar to the woken task's next one, or a dot where the CPU of the waker was idle.
 *
 * <p>Written as it is read: memory grows with CPUs and tasks, not with events.
 */
public final class ChromeTraceWriter {
  private final ChromeJson json;
  private final CpuTrack[] cpus;
  private final Map<Integer, TaskTrack> tasks = new HashMap<>();
  private long flows;

  private ChromeTraceWriter(ChromeJson json, int cpus) {
    this.json = json;
    this.cpus = new CpuTrack[cpus];
  }

  /**
   * Writes everything recorded so far.
   *
   * @param trace the trace
   * @param out where the JSON goes, as UTF-8; flushed, not closed
   * @throws IOException if {@code out} fails
   */
  public static void write(TraceRecorder trace, OutputStream out) throws IOException {
    try (ChromeJson json = new ChromeJson(out)) {
      ChromeTraceWriter writer = new ChromeTraceWriter(json, trace.cpus());
      writer.begin();
      long last = 0;
      for (TraceLine line : trace.lines()) {
        writer.accept(line);
        last = line.nanos();
      }
      writer.end(trace, last);
      json.finish(trace.recorded(), trace.lost());
    }
  }

  private void begin() throws IOException {
    json.begin();
    for (int i = 0; i < cpus.length; i++) {
      cpus[i] = new CpuTrack(json, i);
      json.nameTrack(ChromeJson.CPUS, CpuTrack.track(i), "CPU " + i);
    }
  }

  private void accept(TraceLine line) throws IOException {
    CpuTrack cpu = cpus[line.cpu()];
    long nanos = line.nanos();
    cpu.see(line);
    switch (line.event()) {
      case SchedSwitch e -> acceptSwitch(cpu, nanos, e);
      case SchedWakeup e -> acceptWakeup(cpu, nanos, e);
      case Mark e -> json.instant(cpu.track(), nanos, "mark", e.text());
      case IrqHandlerEntry e -> cpu.enter(nanos, "irq " + e.irq() + " " + e.name());
      case IrqHandlerExit e -> cpu.exit(nanos, "irq");
      case Softirq e -> {
        switch (e.step()) {
          case ENTRY -> cpu.enter(nanos, "softirq " + FtraceText.softirq(e.vec()));
          case EXIT -> cpu.exit(nanos, "softirq");
          case RAISE -> {} // a pending bit is no stretch of time
        }
      }
      default -> {} // everything else is in the text format
    }
  }

  private void acceptSwitch(CpuTrack cpu, long nanos, SchedSwitch e) throws IOException {
    cpu.leave(nanos, e.preempted() ? "R+" : String.valueOf(TaskStateCode.letter(e.prevState())));
    if (e.prevPid() != 0) {
      TaskTrack prev = task(e.prevPid(), e.prevComm());
      if (!e.preempted() && TaskStateCode.isFinal(e.prevState())) {
        prev.enter(nanos, TaskTrack.State.UNKNOWN);
        tasks.remove(e.prevPid());
      } else if (e.preempted() || TaskStateCode.letter(e.prevState()) == 'R') {
        prev.enter(nanos, TaskTrack.State.RUNNABLE);
      } else {
        prev.enter(nanos, TaskTrack.State.SLEEPING);
      }
    }
    if (e.nextPid() != 0) {
      TaskTrack next = task(e.nextPid(), e.nextComm());
      next.enter(nanos, TaskTrack.State.RUNNING);
      cpu.run(nanos, e.nextPid(), e.nextComm(), e.nextPrio(), next.takeFlow());
    }
  }

  private void acceptWakeup(CpuTrack cpu, long nanos, SchedWakeup e) throws IOException {
    TaskTrack task = task(e.pid(), e.comm());
    if (e.stage() != WakeStage.WAKING) {
      task.wakeUp(nanos);
      return;
    }
    if (cpu.isIdle()) {
      json.instant(cpu.track(), nanos, "wakeup", "wakes " + e.comm());
    } else {
      task.setFlow(++flows);
      json.flowStart(cpu.track(), nanos, flows);
    }
  }

  private TaskTrack task(int pid, String comm) throws IOException {
    TaskTrack task = tasks.get(pid);
    if (task == null) {
      task = new TaskTrack(json, pid);
      tasks.put(pid, task);
    }
    task.name(comm);
    return task;
  }

  private void end(TraceRecorder trace, long nanos) throws IOException {
    for (int i = 0; i < cpus.length; i++) {
      boolean cutShort = trace.cpu(i).lost() > 0; // what the CPU did after that, nobody knows
      cpus[i].leave(cutShort ? cpus[i].lastSeen() : nanos, cutShort ? "lost" : "running");
    }
    for (TaskTrack task : tasks.values()) {
      task.enter(nanos, TaskTrack.State.UNKNOWN);
    }
  }
}
