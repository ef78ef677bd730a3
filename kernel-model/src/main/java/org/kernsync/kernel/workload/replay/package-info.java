/**
 * Traces of {@code malloc}, and programs that allocate like well-known ones, played on the
 * allocators.
 *
 * <p>{@link org.kernsync.kernel.workload.replay.TraceParser} reads the {@code .rep} form of the
 * malloc laboratory; {@link org.kernsync.kernel.workload.replay.Generators} makes scripts without a
 * file. A {@link org.kernsync.kernel.workload.replay.Script} is played by {@link
 * org.kernsync.kernel.workload.replay.Replay}, first checked and watched, then for speed, and comes
 * out as a {@link org.kernsync.kernel.workload.replay.ReplayReport}.
 */
package org.kernsync.kernel.workload.replay;
