package org.kernsync.kernel.syscall;

/** Why a program gave the CPU back to the kernel. */
public enum Trap {
  /**
   * Some 32 us of user code have run: interrupts must be polled. The program goes on where it was.
   */
  POLL,
  /**
   * A system call: number and arguments are in the registers; the result comes in {@link
   * UserContext#RESULT}.
   */
  SYSCALL
}
