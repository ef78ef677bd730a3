/**
 * Contract suites: what any lock, read-write lock, semaphore, completion, sequence lock, reference
 * count and fifo must do, as JUnit classes to extend. Run them on your own; {@code
 * org.kernsync.stress.broken} holds implementations on which they are red. What any RCU must do is
 * in {@code org.kernsync.stress.torture}.
 */
package org.kernsync.stress.contract;
