/**
 * Waiting for something to happen: {@link org.kernsync.wait.Completion} for an event that is
 * counted, {@link org.kernsync.wait.WaitQueue} for a condition that the waiter tests itself, {@link
 * org.kernsync.wait.WaitOnAddress} for the same without a queue object of one's own.
 */
package org.kernsync.wait;
