/**
 * What happened and when: the model's tracepoints, recorded per CPU without locks, and their two
 * ways out.
 *
 * <p>{@link org.kernsync.kernel.trace.TraceRecorder} holds one {@link
 * org.kernsync.kernel.trace.CpuTrace} per CPU, written by that CPU alone. After the run, or on a
 * consistent prefix while it goes on, {@link org.kernsync.kernel.trace.FtraceWriter} prints the
 * kernel's text format and {@link org.kernsync.kernel.trace.ChromeTraceWriter} the JSON that
 * Perfetto opens. {@link org.kernsync.kernel.trace.FtraceParser} reads text back, ours or a real
 * machine's, and {@link org.kernsync.kernel.trace.SwitchChain} checks what it says.
 *
 * <p>Tracepoints stand in four rooms, {@link org.kernsync.kernel.trace.CpuTrace} for tasks and
 * interrupts, {@link org.kernsync.kernel.trace.TimerPoints}, {@link
 * org.kernsync.kernel.trace.WorkPoints}, {@link org.kernsync.kernel.trace.AllocationPoints}, over
 * one ring a CPU.
 *
 * <p>Nothing in here knows the scheduler: it is called, and calls nobody.
 */
package org.kernsync.kernel.trace;
