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
 * <p>Four groups of tracks. <i>CPUs</i>: one track per CPU with a bar for each stretch that a task
 * ran there, marks as dots; idle is left empty. <i>Tasks</i>: one track per task with its states
 * running, runnable and sleeping. A wake-up is an arrow from the waker's bar to the woken task's
 * next one, or a dot where the CPU of the waker was idle. <i>Interrupts</i>: two tracks per CPU,
 * for handlers and exact timers, and for softirqs with the timers of the wheel inside. <i>Work
 * queues</i>: one track per worker with the works that it does. A track where nothing happens is
 * left out.
 *
 * <p>Written as it is read: memory grows with CPUs and tasks, not with events.
 */
public final class ChromeTraceWriter {
  private final ChromeJson json;
  private final CpuTrack[] cpus;
  private final Map<Integer, TaskTrack> tasks = new HashMap<>();
  private final NestedTrack[] irqs;
  private final NestedTrack[] softirqs;
  private final Map<Integer, NestedTrack> workers = new HashMap<>();
  private long flows;

  private ChromeTraceWriter(ChromeJson json, int cpus) {
    this.json = json;
    this.cpus = new CpuTrack[cpus];
    irqs = new NestedTrack[cpus];
    softirqs = new NestedTrack[cpus];
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
        last = Math.max(last, line.nanos());
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
      int track = 2 * i + 1;
      irqs[i] = new NestedTrack(json, ChromeJson.INTERRUPTS, track, "CPU " + i + " irq");
      softirqs[i] =
          new NestedTrack(json, ChromeJson.INTERRUPTS, track + 1, "CPU " + i + " softirq");
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
      case IrqHandlerEntry e ->
          irqs[line.cpu()].begin(nanos, "irq", "irq " + e.irq() + " " + e.name());
      case IrqHandlerExit _ -> irqs[line.cpu()].end(nanos);
      case Softirq e -> acceptSoftirq(softirqs[line.cpu()], nanos, e);
      case TimerEvent.Expire e -> timers(line, e.exact()).begin(nanos, "timer", e.function());
      case TimerEvent.Exit e -> timers(line, e.exact()).end(nanos);
      case WorkEvent.Start e -> worker(line).begin(nanos, "work", e.function());
      case WorkEvent.End _ -> worker(line).end(nanos);
      default -> {} // everything else is in the text format
    }
  }

  private static void acceptSoftirq(NestedTrack track, long nanos, Softirq e) throws IOException {
    switch (e.step()) {
      case ENTRY -> track.begin(nanos, "softirq", FtraceText.softirq(e.vec()));
      case EXIT -> track.end(nanos);
      case RAISE -> {} // a pending bit is no stretch of time
    }
  }

  /** Exact timers expire in the timer's interrupt, those of the wheel in a softirq. */
  private NestedTrack timers(TraceLine line, boolean exact) {
    return (exact ? irqs : softirqs)[line.cpu()];
  }

  private NestedTrack worker(TraceLine line) {
    return workers.computeIfAbsent(
        line.pid(), pid -> new NestedTrack(json, ChromeJson.WORKS, pid, line.comm()));
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
      long end = cutShort ? cpus[i].lastSeen() : nanos;
      cpus[i].leave(end, cutShort ? "lost" : "running");
      irqs[i].close(end);
      softirqs[i].close(end);
    }
    for (NestedTrack worker : workers.values()) {
      worker.close(nanos);
    }
    for (TaskTrack task : tasks.values()) {
      task.enter(nanos, TaskTrack.State.UNKNOWN);
    }
  }
}
