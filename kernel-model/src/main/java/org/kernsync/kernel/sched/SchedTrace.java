package org.kernsync.kernel.sched;

import org.kernsync.kernel.cpu.Cpu;
import org.kernsync.kernel.cpu.CurrentCpu;
import org.kernsync.kernel.trace.CpuTrace;
import org.kernsync.kernel.trace.TraceRecorder;

/**
 * Writes the scheduler's events to the trace of the CPU where they happen; does nothing where
 * nobody records.
 */
final class SchedTrace {
  private static final int TRACE_DEAD = 16;

  private final CpuTrace[] traces; // null when not recording
  private final long bootNanos;

  SchedTrace(TraceRecorder recorder, int cpus, long bootNanos) {
    this.bootNanos = bootNanos;
    traces = recorder == null ? null : new CpuTrace[cpus];
    for (int cpu = 0; traces != null && cpu < cpus; cpu++) {
      traces[cpu] = recorder.cpu(cpu);
    }
  }

  boolean isOn() {
    return traces != null;
  }

  void schedSwitch(int cpu, long now, Task previous, int state, boolean preempted, Task next) {
    if (traces != null) {
      traces[cpu].schedSwitch(
          now - bootNanos,
          previous.pid(),
          previous.comm(),
          previous.priority(),
          (state & TaskState.DEAD) != 0 ? TRACE_DEAD : state,
          preempted,
          next.pid(),
          next.comm(),
          next.priority());
    }
  }

  void wakeup(int cpu, long now, Task task, int target, boolean isNew) {
    if (traces == null) {
      return;
    }
    long at = now - bootNanos;
    if (isNew) {
      traces[cpu].schedWakeupNew(at, task.pid(), task.comm(), task.priority(), target);
    } else {
      traces[cpu].schedWaking(at, task.pid(), task.comm(), task.priority(), target);
      traces[cpu].schedWakeup(at, task.pid(), task.comm(), task.priority(), target);
    }
  }

  void migrate(int cpu, long now, Task task, int origin, int destination) {
    if (traces != null) {
      traces[cpu].schedMigrateTask(
          now - bootNanos, task.pid(), task.comm(), task.priority(), origin, destination);
    }
  }

  /**
   * Any CPU may charge a task, under the lock of its queue: in the trace it is where it does. At
   * the CPU's last look at its clock, since the switch that follows is of that time too.
   */
  void runtime(Task task, long nanos) {
    if (traces == null) {
      return;
    }
    Cpu by = CurrentCpu.get();
    if (by != null) {
      traces[by.id()].schedStatRuntime(
          by.clock().lastReadNanos() - bootNanos, task.pid(), task.comm(), nanos, task.vruntime());
    }
  }

  CpuTrace of(int cpu) {
    return traces == null ? null : traces[cpu];
  }

  long sinceBoot(long now) {
    return now - bootNanos;
  }
}
