/**
 * Structures of the kernel whose scalar fields live in slots of the model's own memory: the slot is
 * the truth, the Java object is its handle. What all of them have in common.
 */
package org.kernsync.kernel.mm.slot;
