package org.kernsync.kernel.report;

/**
 * What a CPU is doing at one moment.
 *
 * @param cpu its number
 * @param mode what it executes: user, system, softirq, irq or idle
 * @param comm the name of its task
 * @param pid the task's pid, 0 when idle
 * @param runnable tasks on its run queue, the running one included
 * @param utilisation share of the last interval that it was busy, 0 to 1
 * @param switches switches so far
 */
public record CpuSnapshot(
    int cpu, String mode, String comm, int pid, int runnable, double utilisation, long switches) {}
