package org.kernsync.benchmarks.compare;

/**
 * What a fork has measured.
 *
 * @param operationsPerMicro throughput
 * @param longestWaitNanos the longest wait of one operation; 0 where the fork did not time waits
 * @param membarrier whether {@code membarrier} paid for the light fences
 * @param processors how many processors the fork saw
 */
record Score(
    double operationsPerMicro, long longestWaitNanos, boolean membarrier, int processors) {}
