package org.kernsync.kernel.mm;

/** {@code mm_struct}: what a CPU switches to when the next task lives in another address space. */
public interface AddressSpace {
  /**
   * Loads this address space on a CPU. Called at a context switch, interrupts off, under the
   * run-queue lock.
   *
   * @param cpu the CPU's number
   */
  void switchTo(int cpu);
}
