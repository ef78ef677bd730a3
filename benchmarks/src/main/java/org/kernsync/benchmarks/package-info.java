/**
 * One JMH class per question, our types and their peers as values of its parameter: one run gives
 * the ratio. How to run and read them: {@code docs/benchmarks.md}.
 *
 * <p>{@link LockThroughput} and {@link UncontendedLock} measure {@link LockKind}s, {@link
 * ReadLockThroughput} {@link ReadLockKind}s, {@link SequenceRead} {@link SequencePair}s, {@link
 * RoundTrip} {@link PingPong}s, {@link WakeOne} {@link WakeRing}s, {@link Transfer} {@link
 * TransferQueue}s, {@link ReferenceCounting} {@link CountedObject}s, {@link ContextSwitch} {@link
 * SwitchPair}s. {@link org.kernsync.benchmarks.compare} runs them against each other.
 */
package org.kernsync.benchmarks;
