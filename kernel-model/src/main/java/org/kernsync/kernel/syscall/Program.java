package org.kernsync.kernel.syscall;

import org.kernsync.kernel.mm.UserMemory;

/**
 * What runs in user mode: a text that many tasks may execute at once, each with a context of its
 * own. It keeps no state of a task anywhere but in the context and in memory, so that fork can copy
 * a task by copying its context.
 */
@FunctionalInterface
public interface Program {
  /** The longest time one step should take, in nanoseconds. */
  long STEP_NANOS = 32_000;

  /**
   * Executes user code from the context's program counter until it makes a system call or about
   * {@link #STEP_NANOS} have passed. No frame of it lives across a system call.
   *
   * @param context program counter and registers, changed in place
   * @param memory the process's memory
   * @return why it stopped
   */
  Trap step(UserContext context, UserMemory memory);
}
