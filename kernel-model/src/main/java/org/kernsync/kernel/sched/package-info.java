/**
 * Tasks and the scheduler: run queues, scheduling classes, wake-up, the CPU's loop, balancing.
 *
 * <p>A task's kernel stack is a virtual thread whose scheduler is the model's own CPU ({@link
 * KernelStack}): whatever parks that thread puts the task to sleep here, whatever unparks it wakes
 * the task here ({@link Wakeups}).
 *
 * <p>Lock order: {@code Task.wakeLock}, then {@code RunQueue.lock} (two of them by ascending CPU
 * number).
 */
package org.kernsync.kernel.sched;
