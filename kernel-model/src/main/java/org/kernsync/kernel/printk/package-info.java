/** The kernel log: what {@code printk} writes and {@code dmesg} shows. */
package org.kernsync.kernel.printk;
