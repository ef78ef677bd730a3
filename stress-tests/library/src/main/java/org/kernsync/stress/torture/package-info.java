/**
 * Torture: many threads, random delays, oracles that need no theory, for as long as one likes. A
 * frame that runs any {@link org.kernsync.stress.torture.Torture}, the ones for RCU and for locks,
 * and the command line.
 */
package org.kernsync.stress.torture;
