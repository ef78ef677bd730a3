/**
 * Power on to power off: the boot sequence, init, stopping, the watchdog, and the invariants that
 * end a run.
 */
package org.kernsync.kernel.boot;
