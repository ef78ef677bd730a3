/**
 * What a kernel is given to do: workloads in rt-app's JSON dialect, read into immutable records.
 *
 * <p>{@link org.kernsync.kernel.workload.RtAppParser} turns a file into a {@link
 * org.kernsync.kernel.workload.Workload}, or into one {@link
 * org.kernsync.kernel.workload.WorkloadException} whose message is a sentence for the person who
 * wrote the file. Nothing here knows the kernel model: a workload is data, the programs that run it
 * live elsewhere.
 */
package org.kernsync.kernel.workload;
