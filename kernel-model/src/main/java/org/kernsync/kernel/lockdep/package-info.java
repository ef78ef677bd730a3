/**
 * Lock debugging: what the kernel's lockdep does. It watches which locks a CPU holds when it takes
 * another, and in which contexts, and refuses a lock whose wait may never end, the first time that
 * the order of events would allow it, whether or not it comes to the deadlock this time.
 */
package org.kernsync.kernel.lockdep;
