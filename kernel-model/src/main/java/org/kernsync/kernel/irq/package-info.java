/** Interrupts beyond the CPU itself: softirqs and their threads. */
package org.kernsync.kernel.irq;
