package org.kernsync.spin;

/** The same waits on the packaged jar, where the fences of the line are those of membarrier. */
class ReadWriteSpinLockWaitIT extends ReadWriteSpinLockWaitTest {}
