package org.kernsync.kernel.trace;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kernsync.kernel.trace.TraceEvent.EndStep;
import org.kernsync.kernel.trace.TraceEvent.IrqHandlerEntry;
import org.kernsync.kernel.trace.TraceEvent.IrqHandlerExit;
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

/**
 * Reads the arguments of one tracepoint.
 *
 * <p>Names of tasks may hold anything, blanks and equals signs included, so each pattern spells out
 * the keys around them.
 */
final class FtraceArguments {
  private static final String TASK = "comm=(?<comm>.*) pid=(?<pid>-?\\d+) prio=(?<prio>-?\\d+)";

  private static final Pattern SWITCH =
      Pattern.compile(
          "prev_comm=(?<comm>.*) prev_pid=(?<pid>-?\\d+) prev_prio=(?<prio>-?\\d+)"
              + " prev_state=(?<state>\\S+) (?:==> )?next_comm=(?<nextComm>.*)"
              + " next_pid=(?<nextPid>-?\\d+) next_prio=(?<nextPrio>-?\\d+)(?: \\S+=\\S+)*");
  private static final Pattern WAKEUP =
      Pattern.compile(TASK + "(?: success=\\d)? target_cpu=(?<target>\\d+)");
  private static final Pattern MIGRATE =
      Pattern.compile(
          TASK + "(?: running=\\d)? orig_cpu=(?<orig>\\d+) dest_cpu=(?<dest>\\d+)(?: \\S+=\\S+)*");
  private static final Pattern FORK =
      Pattern.compile(
          "comm=(?<comm>.*) pid=(?<pid>\\d+) child_comm=(?<childComm>.*) child_pid=(?<child>\\d+)");
  private static final Pattern END = Pattern.compile(TASK + "(?: group_dead=\\w+)?");
  private static final Pattern RUNTIME =
      Pattern.compile(
          "comm=(?<comm>.*) pid=(?<pid>\\d+) runtime=(?<runtime>\\d+) \\[ns\\]"
              + "(?: vruntime=(?<vruntime>-?\\d+) \\[ns\\])?(?: .*)?");
  private static final Pattern IRQ_ENTRY = Pattern.compile("irq=(?<irq>\\d+) name=(?<name>.*)");
  private static final Pattern IRQ_EXIT =
      Pattern.compile("irq=(?<irq>\\d+) ret=(?<ret>handled|unhandled)");
  private static final Pattern SOFTIRQ = Pattern.compile("vec=(?<vec>\\d+) ?(?:\\[action=.*\\])?");

  private FtraceArguments() {}

  static TraceEvent parse(String name, String text) {
    String args = text.strip();
    return switch (name) {
      case "sched_switch" -> schedSwitch(match(SWITCH, args));
      case "sched_waking" -> wakeup(WakeStage.WAKING, match(WAKEUP, args));
      case "sched_wakeup" -> wakeup(WakeStage.WAKEUP, match(WAKEUP, args));
      case "sched_wakeup_new" -> wakeup(WakeStage.WAKEUP_NEW, match(WAKEUP, args));
      case "sched_migrate_task" -> migrate(match(MIGRATE, args));
      case "sched_process_fork" -> fork(match(FORK, args));
      case "sched_process_exit" -> end(EndStep.EXIT, match(END, args));
      case "sched_process_wait" -> end(EndStep.WAIT, match(END, args));
      case "sched_process_free" -> end(EndStep.FREE, match(END, args));
      case "sched_stat_runtime" -> runtime(match(RUNTIME, args));
      case "irq_handler_entry" -> {
        Matcher m = match(IRQ_ENTRY, args);
        yield new IrqHandlerEntry(number(m, "irq"), m.group("name"));
      }
      case "irq_handler_exit" -> {
        Matcher m = match(IRQ_EXIT, args);
        yield new IrqHandlerExit(number(m, "irq"), m.group("ret").equals("handled"));
      }
      case "softirq_raise" -> new Softirq(SoftirqStep.RAISE, number(match(SOFTIRQ, args), "vec"));
      case "softirq_entry" -> new Softirq(SoftirqStep.ENTRY, number(match(SOFTIRQ, args), "vec"));
      case "softirq_exit" -> new Softirq(SoftirqStep.EXIT, number(match(SOFTIRQ, args), "vec"));
      case "tracing_mark_write" -> new Mark(args);
      default -> other(name, args);
    };
  }

  private static TraceEvent other(String name, String args) {
    TraceEvent event = TimerText.parse(name, args);
    if (event == null) {
      event = WorkText.parse(name, args);
    }
    if (event == null) {
      event = AllocationText.parse(name, args);
    }
    return event == null ? new Other(name, args) : event;
  }

  private static SchedSwitch schedSwitch(Matcher m) {
    String state = m.group("state");
    return new SchedSwitch(
        m.group("comm"),
        number(m, "pid"),
        number(m, "prio"),
        TaskStateCode.parse(state),
        TaskStateCode.isPreempted(state),
        m.group("nextComm"),
        number(m, "nextPid"),
        number(m, "nextPrio"));
  }

  private static SchedWakeup wakeup(WakeStage stage, Matcher m) {
    return new SchedWakeup(
        stage, m.group("comm"), number(m, "pid"), number(m, "prio"), number(m, "target"));
  }

  private static SchedMigrateTask migrate(Matcher m) {
    return new SchedMigrateTask(
        m.group("comm"), number(m, "pid"), number(m, "prio"), number(m, "orig"), number(m, "dest"));
  }

  private static SchedProcessFork fork(Matcher m) {
    return new SchedProcessFork(
        m.group("comm"), number(m, "pid"), m.group("childComm"), number(m, "child"));
  }

  private static SchedProcessEnd end(EndStep step, Matcher m) {
    return new SchedProcessEnd(step, m.group("comm"), number(m, "pid"), number(m, "prio"));
  }

  private static SchedStatRuntime runtime(Matcher m) {
    String vruntime = m.group("vruntime");
    return new SchedStatRuntime(
        m.group("comm"),
        number(m, "pid"),
        Long.parseLong(m.group("runtime")),
        vruntime == null ? 0 : Long.parseLong(vruntime));
  }

  private static Matcher match(Pattern pattern, String args) {
    Matcher matcher = pattern.matcher(args);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("arguments do not fit the tracepoint");
    }
    return matcher;
  }

  private static int number(Matcher matcher, String group) {
    return Integer.parseInt(matcher.group(group));
  }
}
