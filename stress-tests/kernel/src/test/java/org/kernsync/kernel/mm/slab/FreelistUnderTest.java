package org.kernsync.kernel.mm.slab;

import java.util.ArrayList;
import java.util.List;
import org.kernsync.kernel.mm.phys.Memblock;
import org.kernsync.kernel.mm.phys.PageDescriptors;
import org.kernsync.kernel.mm.phys.PhysicalMemory;

/**
 * The freelist of one slab that a CPU owns, and its broken twins: over memory on the heap, where
 * the model checker sees each access. Objects are numbered from 0.
 */
abstract class FreelistUnderTest {
  /** No object. */
  static final int NONE = -1;

  static final int SIZE = 64;
  static final long HEAD = 1;

  private static final int CONTENT = 32;

  /** Takes an object as under memory pressure: a number, or {@link #NONE}. */
  abstract int takeOne();

  /** Takes all objects as the owner does. */
  abstract List<Integer> takeAll();

  /** Puts an object back as another CPU does; false if it is refused as free already. */
  abstract boolean put(int object);

  /** Where the objects are. */
  abstract PhysicalMemory memory();

  /** A word of an object that is not its link. */
  final long content(int object) {
    return memory().getLong(address(object) + CONTENT);
  }

  final void setContent(int object, long value) {
    memory().putLong(address(object) + CONTENT, value);
  }

  static long address(int object) {
    return PhysicalMemory.addressOf(HEAD) + (long) object * SIZE;
  }

  static int number(long address) {
    return (int) (address - PhysicalMemory.addressOf(HEAD)) / SIZE;
  }

  static PageDescriptors freshPages() {
    PhysicalMemory memory = PhysicalMemory.onHeap(4L * PhysicalMemory.PAGE_SIZE);
    return new PageDescriptors(new Memblock(memory), 0);
  }

  /** The real one, with all objects free. */
  static FreelistUnderTest ofSlab(int objects) {
    return new Slab(objects);
  }

  private static final class Slab extends FreelistUnderTest {
    private final PageDescriptors pages = freshPages();
    private final SlabFreelist freelist = new SlabFreelist(pages, 0);
    private final int objects;

    Slab(int objects) {
      this.objects = objects;
      for (int i = 0; i < objects; i++) {
        freelist.setLink(address(i), i + 1 < objects ? address(i + 1) : 0);
      }
      freelist.begin(HEAD, address(0), true);
    }

    @Override
    PhysicalMemory memory() {
      return pages.memory();
    }

    @Override
    int takeOne() {
      long word = freelist.word(HEAD);
      while (SlabWord.freelist(word) != SlabWord.NONE) {
        long object = freelist.tryTakeOne(HEAD, word);
        if (object != 0) {
          return number(object);
        }
        word = freelist.word(HEAD);
      }
      return NONE;
    }

    @Override
    List<Integer> takeAll() {
      List<Integer> taken = new ArrayList<>();
      long object = freelist.takeAllOrLeave(HEAD, objects);
      while (object != 0) {
        taken.add(number(object));
        object = freelist.link(object);
      }
      return taken;
    }

    @Override
    boolean put(int object) {
      long address = address(object);
      while (true) {
        long word = freelist.word(HEAD);
        if (SlabFreelist.isSurelyFree(HEAD, word, address)) {
          return false;
        }
        if (freelist.tryPut(HEAD, word, address, address, 1, true)) {
          return true;
        }
      }
    }
  }
}
