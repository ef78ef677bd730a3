package org.kernsync.kernel.mm.slab;

/**
 * The word of a slab: the state that frees from any CPU change by one 64-bit compare-and-set.
 *
 * <pre>
 * bits    field
 * 0-19    freelist: where the first free object begins, in units of 8 bytes, plus one; 0 = no object
 * 20-35   in use: the objects that are not on this freelist
 * 36      frozen: the slab belongs to a CPU and is on no list of the node
 * 37-63   tag: one more after each change
 * </pre>
 *
 * <p>The objects on a CPU's own freelist count as in use. The tag is one more after each change, so
 * that a word does not come back: who takes one object of a slab that another CPU owns reads the
 * first object and its link; meanwhile the owner may take all, and others put the same ones back in
 * another order, so that freelist and count are as before and the link is not. 2^27 changes within
 * one read and compare-and-set of a descheduled thread would bring the tag back, too.
 *
 * <p>All methods are pure.
 */
final class SlabWord {
  private static final int FREELIST_BITS = 20;
  private static final int IN_USE_BITS = 16;
  private static final int IN_USE_SHIFT = FREELIST_BITS;
  private static final int FROZEN_SHIFT = IN_USE_SHIFT + IN_USE_BITS;
  private static final int TAG_SHIFT = FROZEN_SHIFT + 1;
  private static final long FREELIST_MASK = (1L << FREELIST_BITS) - 1;
  private static final long IN_USE_MASK = (1L << IN_USE_BITS) - 1;
  private static final int UNIT_SHIFT = 3;

  /** What {@link #freelist} says where there is no free object. */
  static final int NONE = -1;

  private SlabWord() {}

  /**
   * Where the first free object begins, in bytes from the slab's start; {@link #NONE} if none is.
   */
  static int freelist(long word) {
    int units = (int) (word & FREELIST_MASK) - 1;
    return units < 0 ? NONE : units << UNIT_SHIFT;
  }

  static int inUse(long word) {
    return (int) (word >>> IN_USE_SHIFT & IN_USE_MASK);
  }

  static boolean isFrozen(long word) {
    return (word >>> FROZEN_SHIFT & 1) != 0;
  }

  static long tag(long word) {
    return word >>> TAG_SHIFT;
  }

  /** The word that comes after one: other fields, the next tag. */
  static long next(long word, int freelist, int inUse, boolean frozen) {
    long units = freelist == NONE ? 0 : (freelist >>> UNIT_SHIFT) + 1L;
    return (tag(word) + 1) << TAG_SHIFT
        | (frozen ? 1L << FROZEN_SHIFT : 0)
        | (inUse & IN_USE_MASK) << IN_USE_SHIFT
        | units;
  }

  /** A word for messages. */
  static String describe(long word) {
    return "freelist "
        + freelist(word)
        + ", in use "
        + inUse(word)
        + (isFrozen(word) ? ", frozen" : "")
        + ", tag "
        + tag(word);
  }
}
