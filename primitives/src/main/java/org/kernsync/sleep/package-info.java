/**
 * Locks whose waiters sleep: {@link org.kernsync.sleep.Mutex} with one owner, {@link
 * org.kernsync.sleep.RwSemaphore} with one writer or many readers, {@link
 * org.kernsync.sleep.CountingSemaphore} with no owner at all. They block with {@link
 * java.util.concurrent.locks.LockSupport#park(Object)} and never ask who schedules the thread.
 */
package org.kernsync.sleep;
