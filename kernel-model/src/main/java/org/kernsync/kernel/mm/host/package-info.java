/** What the allocators ask of where they run: CPUs, locks, grace periods, sleep. */
package org.kernsync.kernel.mm.host;
