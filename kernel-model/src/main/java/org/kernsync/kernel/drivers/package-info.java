/** Devices that interrupt at a given rate, and their drivers: load for a run. */
package org.kernsync.kernel.drivers;
