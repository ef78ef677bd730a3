package org.kernsync.kernel.sched;

import org.kernsync.kernel.cpu.Cpu;

/**
 * What one CPU does, as far as it can be seen from outside.
 *
 * @param id its number
 * @param cpu the CPU
 * @param current the task it runs
 * @param runnable tasks running and waiting
 * @param switches context switches so far
 * @param ticks ticks so far
 * @param heartbeat grows while the CPU makes progress
 * @param queueLocked whether its run queue is locked
 * @param wakeListEmpty whether nothing waits on its wake list
 */
public record CpuView(
    int id,
    Cpu cpu,
    Task current,
    int runnable,
    long switches,
    long ticks,
    long heartbeat,
    boolean queueLocked,
    boolean wakeListEmpty) {}
