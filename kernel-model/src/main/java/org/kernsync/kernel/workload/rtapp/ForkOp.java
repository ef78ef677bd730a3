package org.kernsync.kernel.workload.rtapp;

import org.kernsync.kernel.mm.UserMemory;
import org.kernsync.kernel.process.CloneFlags;
import org.kernsync.kernel.syscall.Nr;
import org.kernsync.kernel.syscall.UserContext;
import org.kernsync.kernel.workload.Workload;

/** {@code fork}: starts one more thread of a task, at most 1024 from one thread. */
record ForkOp(int task) implements Op {

  @Override
  public Step step(UserContext registers, UserMemory memory) {
    if (registers.get(Registers.STAGE) == 0) {
      if (registers.get(Registers.FORKS) >= Workload.MAX_FORKS) {
        return Step.DONE;
      }
      registers.set(Registers.STAGE, 1);
      registers.syscall(Nr.CLONE, CloneFlags.SHARE_ALL);
      return Step.SYSCALL;
    }
    if (registers.get(UserContext.RESULT) == 0) {
      RtAppProgram.becomeThread(registers, task, task); // the child
      return Step.POLL;
    }
    registers.set(Registers.FORKS, registers.get(Registers.FORKS) + 1);
    return Step.DONE;
  }
}
