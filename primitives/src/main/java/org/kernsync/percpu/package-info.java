/**
 * Data with one copy per CPU: {@link org.kernsync.percpu.PerCpu}, and what is built of it. Each
 * makes the frequent operation write to the caller's own copy, and the rare one look at all copies.
 * What a CPU is, {@link org.kernsync.cpu.CpuIds} says.
 */
package org.kernsync.percpu;
