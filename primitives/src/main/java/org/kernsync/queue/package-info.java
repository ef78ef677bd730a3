/**
 * Containers without locks, each for a stated number of threads at either end: a list that is taken
 * whole or from its head, and a ring between one writer and one reader.
 */
package org.kernsync.queue;
