package org.kernsync.kernel.mm.slab;

/**
 * How much a cache holds: a row of {@code /proc/slabinfo}.
 *
 * @param name the cache
 * @param activeObjects allocated and not yet freed
 * @param objects room for objects in all slabs
 * @param size bytes from one object to the next
 * @param objectsPerSlab objects in a slab of the usual order
 * @param pagesPerSlab pages in such a slab
 * @param activeSlabs slabs that hold an object
 * @param slabs all slabs
 */
public record SlabInfo(
    String name,
    long activeObjects,
    long objects,
    int size,
    int objectsPerSlab,
    int pagesPerSlab,
    long activeSlabs,
    long slabs) {}
