/**
 * Containers without locks, each for a stated number of threads at either end: a list that is taken
 * whole or from its head, and rings between one writer and one reader, of objects or of bytes.
 */
package org.kernsync.queue;
