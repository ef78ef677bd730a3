package org.kernsync.kernel.scenario;

import org.kernsync.kernel.cpu.Cpu;
import org.kernsync.kernel.cpu.CpuSpinWait;
import org.kernsync.kernel.mm.StackFrame;
import org.kernsync.kernel.sched.Task;
import org.kernsync.kernel.sched.TaskState;

/** A spinlock that is one word of a stack frame, and a wake-up by number. */
final class FrameLock {
  private FrameLock() {}

  static void lock(Stage stage, StackFrame frame, int word) {
    Cpu cpu = stage.here();
    cpu.preemptDisable();
    try {
      for (int step = 0; !frame.trySet(cpu, word); step++) {
        CpuSpinWait.relax(cpu, step);
      }
    } catch (RuntimeException | Error refused) {
      cpu.preemptEnableNoResched();
      throw refused;
    }
  }

  static void unlock(Stage stage, StackFrame frame, int word) {
    frame.store(word, 0);
    stage.here().preemptEnable();
  }

  static void wake(Stage stage, int pid) {
    Task task = pid == 0 ? null : stage.kernel().processes().find(pid);
    if (task != null) {
      stage.kernel().scheduler().tryToWakeUp(stage.here(), task, TaskState.NORMAL);
    }
  }
}
