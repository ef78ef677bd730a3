package org.kernsync.kernel.proc;

import org.kernsync.kernel.memory.KernelMemory;
import org.kernsync.kernel.mm.reclaim.ReclaimEvents;

/**
 * What pages are used for, and what reclaim has done, where there is more than the allocators.
 *
 * @param anonymous pages of processes
 * @param stacks pages of kernel stacks
 * @param cached pages of files
 * @param inactive those that reclaim takes first
 * @param active those that it does not
 * @param available pages that a new workload could use
 * @param unreclaimable whether reclaim has given up
 * @param events what was counted
 */
record MemoryUse(
    long anonymous,
    long stacks,
    long cached,
    long inactive,
    long active,
    long available,
    boolean unreclaimable,
    ReclaimEvents events) {

  static MemoryUse of(KernelMemory memory) {
    return new MemoryUse(
        memory.anonymousPages(),
        memory.stackPages(),
        memory.cache().size(),
        memory.lru().inactivePages(),
        memory.lru().activePages(),
        memory.availablePages(),
        memory.isUnreclaimable(),
        memory.events());
  }
}
