/**
 * Torture: many threads, random delays, oracles that need no theory, for as long as one likes. A
 * frame that runs any {@link org.kernsync.stress.torture.Torture}, the one for RCU, and the command
 * line.
 */
package org.kernsync.stress.torture;
