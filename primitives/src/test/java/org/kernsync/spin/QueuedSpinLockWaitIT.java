package org.kernsync.spin;

/**
 * The same waits on the packaged jar: with native access, the fence of the wake-up is membarrier
 * there, and a hole in it would be a waiter that nobody wakes.
 */
class QueuedSpinLockWaitIT extends QueuedSpinLockWaitTest {}
