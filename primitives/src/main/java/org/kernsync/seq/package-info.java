/**
 * Sequence counters: readers that write nothing, never hold up a writer, and read again when a
 * writer was at work meanwhile. For small data that is read much more often than written.
 */
package org.kernsync.seq;
