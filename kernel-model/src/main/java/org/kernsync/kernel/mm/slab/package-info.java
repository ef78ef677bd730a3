/**
 * The slab allocator, in the manner of SLUB: caches of objects of one size, carved out of pages;
 * the size classes of kmalloc on top of them; what finds their misuse. A package for what gives out
 * less than pages.
 */
package org.kernsync.kernel.mm.slab;
