package org.kernsync.kernel.mm.slab;

import org.kernsync.kernel.mm.phys.PageDescriptors;
import org.kernsync.kernel.mm.phys.PhysicalMemory;

/**
 * The freelist of a slab: free objects, each with the address of the next in itself, the first in
 * the slab's {@link SlabWord}. Any CPU puts objects back; one that owns the slab takes all of them
 * at once; under memory pressure others take one.
 *
 * <p><b>Progress.</b> Lock-free: a compare-and-set fails only where another one succeeded.
 *
 * <p><b>Memory effects.</b> What was done with an object before it was put happens-before what is
 * done with it once it was taken.
 */
final class SlabFreelist {
  /*
   * The slab word, SL1: changed by compare-and-set only. Whoever puts writes the link into its
   * object first, which nobody else reads before the word says so. Who takes all has the links to
   * itself. Who takes one reads the link of an object that another may be taking at this moment, and
   * may be writing to: what it read counts only if the word is still the same, and the tag makes it
   * another one whenever anything was taken or put in between.
   */
  private final PhysicalMemory memory;
  private final PageDescriptors pages;
  private final int linkOffset;

  SlabFreelist(PageDescriptors pages, int linkOffset) {
    this.memory = pages.memory();
    this.pages = pages;
    this.linkOffset = linkOffset;
  }

  /** The state of a slab. */
  long word(long head) {
    return pages.slabWordAcquire(head); // acquire: SL1, pairs with #change; the links
  }

  /** The first free object that a word speaks of, or 0. */
  static long first(long head, long word) {
    int offset = SlabWord.freelist(word);
    return offset == SlabWord.NONE ? 0 : PhysicalMemory.addressOf(head) + offset;
  }

  /** Whether an object cannot be in use, as far as the word alone tells. */
  static boolean isSurelyFree(long head, long word, long object) {
    return SlabWord.inUse(word) == 0 || first(head, word) == object;
  }

  long link(long object) {
    return memory.getLong(object + linkOffset); // plain: SL1, see the notes
  }

  void setLink(long object, long next) {
    memory.putLong(object + linkOffset, next); // plain: SL1, see the notes
  }

  /**
   * Puts a chain of objects in front, if the slab's word is the one expected.
   *
   * @param frozen whether the slab is a CPU's from now on
   */
  boolean tryPut(long head, long word, long first, long last, int count, boolean frozen) {
    setLink(last, first(head, word));
    int offset = (int) (first - PhysicalMemory.addressOf(head));
    return change(head, word, SlabWord.next(word, offset, SlabWord.inUse(word) - count, frozen));
  }

  /**
   * Takes all objects of a slab that the caller's CPU owns, and goes on owning it; where there are
   * none, the slab is nobody's from now on, and full.
   *
   * @return the first object, or 0
   */
  long takeAllOrLeave(long head, int objects) {
    while (true) {
      long word = word(head);
      long first = first(head, word);
      long next = SlabWord.next(word, SlabWord.NONE, objects, first != 0);
      if (change(head, word, next)) {
        return first;
      }
    }
  }

  /**
   * Takes one object, if the slab's word is the one expected and has one.
   *
   * @return the object, or 0
   */
  long tryTakeOne(long head, long word) {
    long first = first(head, word);
    if (first == 0) {
      return 0;
    }
    long link = link(first); // racy: SL1, whatever it is counts only if the tag is still the same
    int offset =
        link == 0 ? SlabWord.NONE : (int) (link - PhysicalMemory.addressOf(head) & OFFSET_MASK);
    long next = SlabWord.next(word, offset, SlabWord.inUse(word) + 1, SlabWord.isFrozen(word));
    return change(head, word, next) ? first : 0;
  }

  /** Makes a slab a CPU's, or nobody's, if its word is the one expected. */
  boolean trySetFrozen(long head, long word, boolean frozen) {
    return change(
        head, word, SlabWord.next(word, SlabWord.freelist(word), SlabWord.inUse(word), frozen));
  }

  /** The word of a new slab, with all objects free, owned by the caller's CPU. */
  void begin(long head, long first, boolean frozen) {
    int offset = (int) (first - PhysicalMemory.addressOf(head));
    long word = pages.slabWord(head); // plain: the pages are the caller's; their last tag goes on
    pages.setSlabWordRelease(
        head, SlabWord.next(word, offset, 0, frozen)); // release: SL1, pairs with #word
  }

  private boolean change(long head, long word, long next) {
    // volatile: SL1, pairs with #word; the links, and what was done with the objects
    return pages.compareAndSetSlabWord(head, word, next);
  }

  private static final long OFFSET_MASK = 0x7f_fff8;
}
