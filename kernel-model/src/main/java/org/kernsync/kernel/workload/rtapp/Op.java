package org.kernsync.kernel.workload.rtapp;

import org.kernsync.kernel.mm.UserMemory;
import org.kernsync.kernel.syscall.UserContext;

/**
 * One operation of a compiled workload. Immutable and shared by all threads; what it must remember
 * between steps is in the registers STAGE, LEFT and SCRATCH, which are 0 when it begins.
 */
@FunctionalInterface
interface Op {
  Step step(UserContext registers, UserMemory memory);

  /** An operation that is one system call. */
  static Op syscall(long number, long... arguments) {
    return (registers, memory) -> {
      registers.syscall(number, arguments);
      return Step.LAST_SYSCALL;
    };
  }
}
