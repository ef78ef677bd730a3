package org.kernsync.kernel.trace;

import java.util.List;
import org.kernsync.kernel.trace.TraceEvent.EndStep;
import org.kernsync.kernel.trace.TraceEvent.IrqHandlerEntry;
import org.kernsync.kernel.trace.TraceEvent.IrqHandlerExit;
import org.kernsync.kernel.trace.TraceEvent.Lost;
import org.kernsync.kernel.trace.TraceEvent.Mark;
import org.kernsync.kernel.trace.TraceEvent.Other;
import org.kernsync.kernel.trace.TraceEvent.SchedMigrateTask;
import org.kernsync.kernel.trace.TraceEvent.SchedProcessEnd;
import org.kernsync.kernel.trace.TraceEvent.SchedProcessFork;
import org.kernsync.kernel.trace.TraceEvent.SchedStatRuntime;
import org.kernsync.kernel.trace.TraceEvent.SchedSwitch;
import org.kernsync.kernel.trace.TraceEvent.SchedWakeup;
import org.kernsync.kernel.trace.TraceEvent.Softirq;
import org.kernsync.kernel.trace.TraceEvent.SoftirqStep;
import org.kernsync.kernel.trace.TraceEvent.WakeStage;

/** The kernel's print formats, one line at a time; written out, since a trace has many lines. */
final class FtraceText {
  static final List<String> SOFTIRQS =
      List.of(
          "HI",
          "TIMER",
          "NET_TX",
          "NET_RX",
          "BLOCK",
          "IRQ_POLL",
          "TASKLET",
          "SCHED",
          "HRTIMER",
          "RCU");

  /** No interrupt state is recorded: neither irqs-off, need-resched, context nor depth. */
  private static final String NO_FLAGS = "....";

  private static final int COMM_WIDTH = 16;
  private static final int PID_WIDTH = 7;
  private static final int CPU_DIGITS = 3;
  private static final int SECONDS_WIDTH = 5;
  private static final int MICROS_DIGITS = 6;

  private FtraceText() {}

  static void appendLine(StringBuilder out, TraceLine line) {
    if (line.event() instanceof Lost lost) {
      out.append("CPU:").append(line.cpu()).append(" [LOST ");
      out.append(lost.count() < 0 ? "" : lost.count() + " ").append("EVENTS]\n");
      return;
    }
    String comm = clean(line.comm());
    pad(out, COMM_WIDTH - comm.length()).append(comm).append('-');
    int pidStart = out.length();
    out.append(line.pid());
    pad(out, PID_WIDTH - (out.length() - pidStart)).append(" [");
    appendPadded(out, line.cpu(), CPU_DIGITS, '0').append("] ").append(NO_FLAGS).append(' ');
    long micros = line.nanos() / 1_000;
    appendPadded(out, micros / 1_000_000, SECONDS_WIDTH, ' ').append('.');
    appendPadded(out, micros % 1_000_000, MICROS_DIGITS, '0').append(": ");
    appendEvent(out, line.event());
    out.append('\n');
  }

  private static void appendEvent(StringBuilder out, TraceEvent event) {
    switch (event) {
      case SchedSwitch e -> appendSwitch(out, e);
      case SchedWakeup e -> {
        appendTask(out.append(name(e.stage())).append(": "), e.comm(), e.pid(), e.prio());
        appendPadded(out.append(" target_cpu="), e.targetCpu(), CPU_DIGITS, '0');
      }
      case SchedMigrateTask e -> {
        appendTask(out.append("sched_migrate_task: "), e.comm(), e.pid(), e.prio());
        out.append(" orig_cpu=").append(e.origCpu()).append(" dest_cpu=").append(e.destCpu());
      }
      case SchedProcessFork e -> {
        out.append("sched_process_fork: comm=").append(clean(e.parentComm()));
        out.append(" pid=").append(e.parentPid());
        out.append(" child_comm=").append(clean(e.childComm()));
        out.append(" child_pid=").append(e.childPid());
      }
      case SchedProcessEnd e ->
          appendTask(out.append(name(e.step())).append(": "), e.comm(), e.pid(), e.prio());
      case SchedStatRuntime e -> {
        out.append("sched_stat_runtime: comm=").append(clean(e.comm()));
        out.append(" pid=").append(e.pid());
        out.append(" runtime=").append(e.runtimeNanos());
        out.append(" [ns] vruntime=").append(e.vruntimeNanos()).append(" [ns]");
      }
      case IrqHandlerEntry e ->
          out.append("irq_handler_entry: irq=").append(e.irq()).append(" name=").append(e.name());
      case IrqHandlerExit e -> {
        out.append("irq_handler_exit: irq=").append(e.irq());
        out.append(e.handled() ? " ret=handled" : " ret=unhandled");
      }
      case Softirq e -> {
        out.append(name(e.step())).append(": vec=").append(e.vec());
        out.append(" [action=").append(softirq(e.vec())).append(']');
      }
      case TimerEvent e -> TimerText.append(out, e);
      case WorkEvent e -> WorkText.append(out, e);
      case AllocationEvent e -> AllocationText.append(out, e);
      case Mark e -> out.append("tracing_mark_write: ").append(clean(e.text()));
      case Other e -> out.append(e.name()).append(": ").append(clean(e.text()));
      case Lost e -> throw new AssertionError("printed as a line of its own: " + e);
    }
  }

  private static void appendSwitch(StringBuilder out, SchedSwitch e) {
    out.append("sched_switch: prev_comm=").append(clean(e.prevComm()));
    out.append(" prev_pid=").append(e.prevPid());
    out.append(" prev_prio=").append(e.prevPrio()).append(" prev_state=");
    if (e.preempted()) {
      out.append("R+");
    } else {
      out.append(TaskStateCode.letter(e.prevState()));
    }
    out.append(" ==> next_comm=").append(clean(e.nextComm()));
    out.append(" next_pid=").append(e.nextPid());
    out.append(" next_prio=").append(e.nextPrio());
  }

  private static void appendTask(StringBuilder out, String comm, int pid, int prio) {
    out.append("comm=").append(clean(comm)).append(" pid=").append(pid);
    out.append(" prio=").append(prio);
  }

  static String name(WakeStage stage) {
    return switch (stage) {
      case WAKING -> "sched_waking";
      case WAKEUP -> "sched_wakeup";
      case WAKEUP_NEW -> "sched_wakeup_new";
    };
  }

  static String name(EndStep step) {
    return switch (step) {
      case EXIT -> "sched_process_exit";
      case WAIT -> "sched_process_wait";
      case FREE -> "sched_process_free";
    };
  }

  static String name(SoftirqStep step) {
    return switch (step) {
      case RAISE -> "softirq_raise";
      case ENTRY -> "softirq_entry";
      case EXIT -> "softirq_exit";
    };
  }

  static String softirq(int vec) {
    return vec >= 0 && vec < SOFTIRQS.size() ? SOFTIRQS.get(vec) : "unknown";
  }

  /**
   * Makes a name fit to print: one line of valid characters. Names come from workload files, where
   * a line break or half a surrogate pair is possible and would break the format for every reader.
   */
  static String clean(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c == 0x7f || Character.isSurrogate(c)) {
        return replaceUnprintable(text);
      }
    }
    return text;
  }

  private static String replaceUnprintable(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints()
        .map(
            c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE ? '?' : c)
        .forEach(out::appendCodePoint);
    return out.toString();
  }

  private static StringBuilder appendPadded(StringBuilder out, long value, int width, char fill) {
    int start = out.length();
    out.append(value);
    for (int missing = width - (out.length() - start); missing > 0; missing--) {
      out.insert(start, fill);
    }
    return out;
  }

  private static StringBuilder pad(StringBuilder out, int spaces) {
    for (int i = 0; i < spaces; i++) {
      out.append(' ');
    }
    return out;
  }
}
