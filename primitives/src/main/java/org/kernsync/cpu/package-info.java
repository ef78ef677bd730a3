/**
 * Which processor a thread counts as: what per-CPU data, and read-side records that are kept per
 * CPU, are indexed by. {@link org.kernsync.cpu.CpuIds} is the seam; ordinary threads, and a model
 * of a machine, stand behind it.
 */
package org.kernsync.cpu;
