/**
 * {@code kernsync bench}: runs every comparison of the project in one go, each fork of ours
 * followed by one of the peer, and says of each row whether it holds.
 *
 * <p>{@link Rows} and {@link MatrixRows} say what is compared, {@link Schedule} in which order,
 * {@link JmhForks} measures, {@link Outcomes} turns scores into ratios and verdicts, the rest
 * prints them.
 */
package org.kernsync.benchmarks.compare;
