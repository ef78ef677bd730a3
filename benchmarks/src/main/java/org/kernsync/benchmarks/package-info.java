/**
 * One JMH class per question, our types and their peers as values of its parameter: one run gives
 * the ratio. How to run and read them: {@code docs/benchmarks.md}.
 *
 * <p>{@link LockThroughput} and {@link UncontendedLock} measure {@link LockKind}s; {@link
 * ContextSwitch} measures {@link SwitchPair}s.
 */
package org.kernsync.benchmarks;
