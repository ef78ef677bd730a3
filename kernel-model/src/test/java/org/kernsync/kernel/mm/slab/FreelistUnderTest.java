package org.kernsync.kernel.mm.slab;

import java.util.ArrayList;
import java.util.List;
import org.kernsync.kernel.mm.phys.Memblock;
import org.kernsync.kernel.mm.phys.PageDescriptors;
import org.kernsync.kernel.mm.phys.PhysicalMemory;

/**
 * The freelist of one slab, for tests outside of its package, and for its broken twins. Objects are
 * numbered from 0.
 */
public interface FreelistUnderTest {
  /** What {@link #takeOne} returns where there is nothing. */
  int NONE = -1;

  /**
   * Takes an object as under memory pressure, from a slab that is another CPU's.
   *
   * @return its number, or {@link #NONE}
   */
  int takeOne();

  /**
   * Takes all objects as the owner does.
   *
   * @return their numbers, in the order of the list
   */
  List<Integer> takeAll();

  /**
   * Puts an object back as another CPU does.
   *
   * @param object its number
   * @return false if that was refused, since it is free already
   */
  boolean put(int object);

  /**
   * The real one, over memory on the heap; the slab is frozen, all objects are free.
   *
   * @param objects how many
   * @return the freelist
   */
  static FreelistUnderTest ofSlab(int objects) {
    return new Slab(objects);
  }

  /** The real one. */
  final class Slab implements FreelistUnderTest {
    private static final int SIZE = 64;
    private static final long HEAD = 1;

    private final SlabFreelist freelist;
    private final int objects;

    Slab(int objects) {
      this.objects = objects;
      PhysicalMemory memory = PhysicalMemory.onHeap(8L * PhysicalMemory.PAGE_SIZE);
      freelist = new SlabFreelist(new PageDescriptors(new Memblock(memory), 0), 0);
      for (int i = 0; i < objects; i++) {
        freelist.setLink(address(i), i + 1 < objects ? address(i + 1) : 0);
      }
      freelist.begin(HEAD, address(0), true);
    }

    private static long address(int object) {
      return PhysicalMemory.addressOf(HEAD) + (long) object * SIZE;
    }

    private static int number(long address) {
      return (int) (address - PhysicalMemory.addressOf(HEAD)) / SIZE;
    }

    @Override
    public int takeOne() {
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
    public List<Integer> takeAll() {
      List<Integer> taken = new ArrayList<>();
      long object = freelist.takeAllOrLeave(HEAD, objects);
      while (object != 0) {
        taken.add(number(object));
        object = freelist.link(object);
      }
      return taken;
    }

    @Override
    public boolean put(int object) {
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
