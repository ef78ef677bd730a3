package org.kernsync.kernel.mm.slab;

/**
 * Where things are in the room of an object.
 *
 * <pre>
 * | left red zone | object | fill to 8 | right red zone | link | fill to the alignment |
 * </pre>
 *
 * The red zones are there only if asked for. The link, the address of the next free object, lies at
 * the object's beginning, unless a free object has something to keep: what a constructor wrote,
 * what a reader may still look at, poison; nor where misuse is looked for, so that who writes to a
 * freed object does not send the next allocation astray.
 *
 * @param objectSize bytes that the user has
 * @param left where the object begins in its room
 * @param linkOffset where the link is, from the object's beginning
 * @param size bytes from one object to the next
 * @param redZone whether there are red zones
 */
record SlabLayout(int objectSize, int left, int linkOffset, int size, boolean redZone) {
  static SlabLayout of(int objectSize, int alignment, boolean linkOutside, boolean redZone) {
    int left = redZone ? Math.max(alignment, Long.BYTES) : 0;
    int end = roundUp(objectSize, Long.BYTES) + (redZone ? Long.BYTES : 0);
    int linkOffset = linkOutside ? end : 0;
    int used = left + (linkOutside ? end + Long.BYTES : end);
    return new SlabLayout(objectSize, left, linkOffset, roundUp(used, alignment), redZone);
  }

  /** Bytes behind the object, up to the link or the end of its red zone. */
  int rightBytes() {
    return roundUp(objectSize, Long.BYTES) + Long.BYTES - objectSize;
  }

  private static int roundUp(int bytes, int alignment) {
    return bytes + alignment - 1 & -alignment;
  }
}
