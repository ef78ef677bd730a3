/**
 * The model as the host of the allocators in {@code mm}: CPUs as slots, raw spinlocks, function
 * calls, grace periods and sleep; kswapd as a kernel thread; killing as the last resort. Boot makes
 * one {@link org.kernsync.kernel.memory.KernelMemory}.
 */
package org.kernsync.kernel.memory;
