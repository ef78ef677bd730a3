package org.kernsync.kernel.boot;

import java.util.concurrent.locks.LockSupport;
import org.kernsync.kernel.sched.CpuView;
import org.kernsync.kernel.sched.Task;

/**
 * What every CPU and task is doing, in words, for a model that may be stuck. Reads fields only: a
 * task's place of sleep is its park blocker, since walking the stack of a task would submit it
 * again and might set it free.
 */
final class StateDump {
  private static final int MAX_FRAMES = 12;

  private StateDump() {}

  static String of(Kernel kernel) {
    StringBuilder out = new StringBuilder();
    for (int cpu = 0; cpu < kernel.scheduler().cpuCount(); cpu++) {
      CpuView view = kernel.scheduler().view(cpu);
      out.append(view.cpu())
          .append(" runs ")
          .append(view.current())
          .append(", ")
          .append(view.runnable())
          .append(" runnable, ")
          .append(view.switches())
          .append(" switches, ")
          .append(view.ticks())
          .append(" ticks")
          .append(view.queueLocked() ? ", run queue locked" : "")
          .append(view.wakeListEmpty() ? "" : ", wake list not empty")
          .append('\n');
      appendStack(out, stackOf(view));
    }
    for (Task task : kernel.processes().snapshot()) {
      out.append("  ").append(task);
      out.append(task.isOnCpu() ? " on cpu " : task.isOnRq() ? " queued on cpu " : " last on cpu ");
      out.append(task.cpu().id());
      Object blocker = task.thread() == null ? null : LockSupport.getBlocker(task.thread());
      if (blocker != null) {
        out.append(", waits for ").append(blocker);
      }
      out.append('\n');
    }
    return out.toString();
  }

  /** The frames of the task that the CPU has mounted, else those of the CPU's own loop. */
  private static StackTraceElement[] stackOf(CpuView view) {
    Task current = view.current();
    if (current.thread() != null && current.isOnCpu()) {
      return current.thread().getStackTrace();
    }
    Thread cpu = view.cpu().thread();
    return cpu == null ? new StackTraceElement[0] : cpu.getStackTrace();
  }

  private static void appendStack(StringBuilder out, StackTraceElement[] stack) {
    int frames = 0;
    for (StackTraceElement frame : stack) {
      if (frames++ == MAX_FRAMES) {
        break;
      }
      out.append("      at ").append(frame).append('\n');
    }
  }
}
