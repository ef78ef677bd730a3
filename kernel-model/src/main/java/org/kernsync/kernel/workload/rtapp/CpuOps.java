package org.kernsync.kernel.workload.rtapp;

import org.kernsync.kernel.mm.UserMemory;
import org.kernsync.kernel.syscall.Program;
import org.kernsync.kernel.syscall.UserContext;
import org.kernsync.kernel.time.DelayLoop;

/** Operations that burn CPU time in user mode. */
final class CpuOps {
  private CpuOps() {}

  /** {@code run}: as many calibrated loops as take the time on an undisturbed CPU. */
  static Op run(long nanos) {
    long loops = nanos == 0 ? 0 : DelayLoop.loopsFor(nanos);
    long chunk = DelayLoop.loopsFor(Program.STEP_NANOS);
    return (registers, memory) -> {
      long left = registers.get(Registers.STAGE) == 0 ? loops : registers.get(Registers.LEFT);
      long now = Math.min(left, chunk);
      burn(registers, memory, now);
      registers.set(Registers.STAGE, 1);
      registers.set(Registers.LEFT, left - now);
      return left == now ? Step.DONE_POLL : Step.POLL;
    };
  }

  /** {@code runtime}: chunks of work until the time on the clock has passed. */
  static Op runtime(long nanos) {
    long chunk = DelayLoop.loopsFor(Program.STEP_NANOS);
    return (registers, memory) -> {
      long now = System.nanoTime();
      if (registers.get(Registers.STAGE) == 0) {
        registers.set(Registers.STAGE, 1);
        registers.set(Registers.LEFT, now + nanos);
      }
      if (now - registers.get(Registers.LEFT) >= 0) {
        return Step.DONE;
      }
      burn(registers, memory, chunk);
      return Step.POLL;
    };
  }

  private static void burn(UserContext registers, UserMemory memory, long loops) {
    registers.set(Registers.SEED, DelayLoop.spin(registers.get(Registers.SEED), loops));
    long work = registers.get(Registers.WORK) + loops;
    registers.set(Registers.WORK, work);
    memory.store(Layout.workOf(registers.get(Registers.PID)), work);
  }
}
