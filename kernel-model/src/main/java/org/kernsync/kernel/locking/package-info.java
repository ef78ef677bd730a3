/**
 * The model's own locks: the library's spinlocks wrapped in preemption and interrupt state, as the
 * kernel wraps its own.
 */
package org.kernsync.kernel.locking;
