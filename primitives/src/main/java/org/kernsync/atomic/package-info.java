/**
 * Atomic variables and bitmaps with the operations and the orders of Linux, its memory barriers,
 * and what a program may ask about the fences under them. Nothing here waits, except where a caller
 * says how ({@code MemoryBarriers.condLoad...}).
 */
package org.kernsync.atomic;
