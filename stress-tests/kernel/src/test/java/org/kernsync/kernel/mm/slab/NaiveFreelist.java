package org.kernsync.kernel.mm.slab;

import java.util.ArrayList;
import java.util.List;
import org.kernsync.kernel.mm.phys.PageDescriptors;
import org.kernsync.kernel.mm.phys.PhysicalMemory;

/**
 * Broken twins of {@link SlabFreelist}: the word is the address of the first free object and their
 * number, which come back; what is freed twice is put on the list twice; the word is stored and not
 * compared; an object is on the list before it has its link.
 */
final class NaiveFreelist extends FreelistUnderTest {
  private static final int SHIFT = 16;

  private final PageDescriptors pages = freshPages();
  private final PhysicalMemory memory = pages.memory();
  private final boolean tagged;
  private final boolean refuses;
  private final boolean compares;
  private final boolean linksFirst;

  private NaiveFreelist(
      int objects, boolean tagged, boolean refuses, boolean compares, boolean linksFirst) {
    this.tagged = tagged;
    this.refuses = refuses;
    this.compares = compares;
    this.linksFirst = linksFirst;
    for (int i = 0; i < objects; i++) {
      memory.putLong(address(i), i + 1 < objects ? address(i + 1) : 0);
    }
    pages.setSlabWordRelease(HEAD, next(0, address(0), objects));
  }

  /** The word has no tag. */
  static FreelistUnderTest withoutTag(int objects) {
    return new NaiveFreelist(objects, false, true, true, true);
  }

  /** Nobody looks whether an object is free already. */
  static FreelistUnderTest withoutLookAtTheFirst(int objects) {
    return new NaiveFreelist(objects, true, false, true, true);
  }

  /** The next word is stored, whatever the word is by then. */
  static FreelistUnderTest withoutComparison(int objects) {
    return new NaiveFreelist(objects, true, true, false, true);
  }

  /** An object is put in front before the others are behind it. */
  static FreelistUnderTest withLateLinks(int objects) {
    return new NaiveFreelist(objects, true, true, true, false);
  }

  private boolean change(long word, long next) {
    if (compares) {
      return pages.compareAndSetSlabWord(HEAD, word, next);
    }
    pages.setSlabWordRelease(HEAD, next);
    return true;
  }

  private long next(long word, long first, long count) {
    long offset = first == 0 ? 0 : first - PhysicalMemory.addressOf(HEAD) + 1;
    long tag = tagged ? (word >>> 2 * SHIFT) + 1 : 0;
    return tag << 2 * SHIFT | (count & 0xffff) << SHIFT | offset & 0xffff;
  }

  private static long first(long word) {
    long offset = word & 0xffff;
    return offset == 0 ? 0 : PhysicalMemory.addressOf(HEAD) + offset - 1;
  }

  private static long count(long word) {
    return word >>> SHIFT & 0xffff;
  }

  @Override
  PhysicalMemory memory() {
    return memory;
  }

  @Override
  int takeOne() {
    while (true) {
      long word = pages.slabWordAcquire(HEAD);
      long first = first(word);
      if (first == 0) {
        return NONE;
      }
      long link = memory.getLong(first);
      if (change(word, next(word, link, count(word) - 1))) {
        return number(first);
      }
    }
  }

  @Override
  List<Integer> takeAll() {
    while (true) {
      long word = pages.slabWordAcquire(HEAD);
      if (change(word, next(word, 0, 0))) {
        List<Integer> taken = new ArrayList<>();
        long object = first(word);
        for (int i = 0; i < count(word) && object != 0; i++) {
          taken.add(number(object));
          object = memory.getLong(object);
        }
        return taken;
      }
    }
  }

  @Override
  boolean put(int object) {
    long address = address(object);
    while (true) {
      long word = pages.slabWordAcquire(HEAD);
      if (refuses && first(word) == address) {
        return false;
      }
      if (linksFirst) {
        memory.putLong(address, first(word));
      }
      if (change(word, next(word, address, count(word) + 1))) {
        if (!linksFirst) {
          memory.putLong(address, first(word));
        }
        return true;
      }
    }
  }
}
