/**
 * User mode and the way into the kernel: programs, their copyable context, the loop at the bottom
 * of a user task's stack, and the system calls.
 */
package org.kernsync.kernel.syscall;
