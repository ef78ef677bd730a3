package org.kernsync.kernel.mm;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicLongArray;
import org.kernsync.kernel.mm.phys.ByteTransfer;
import org.kernsync.kernel.mm.phys.PhysicalMemory;

/** A piece of a process's memory, by offsets from its start: where {@link UserMemory} has it. */
abstract sealed class UserChunk {
  static final int SHIFT = 16;
  static final int SIZE = 1 << SHIFT;
  static final long MASK = SIZE - 1;

  private static final int PAGE_MASK = PhysicalMemory.PAGE_SIZE - 1;
  private static final int PAGES = SIZE / PhysicalMemory.PAGE_SIZE;

  private UserChunk() {}

  abstract long load(int offset);

  abstract void store(int offset, long value);

  abstract long loadAcquire(int offset);

  abstract void storeRelease(int offset, long value);

  abstract boolean compareAndSet(int offset, long expected, long update);

  /** Sets bytes within a page. */
  abstract void fill(int offset, int bytes, byte value);

  /** Copies into the memory, within a page. */
  abstract void copyIn(int offset, byte[] source, int from, int bytes);

  /** Copies out of the memory, within a page. */
  abstract void copyOut(int offset, byte[] target, int to, int bytes);

  /** How many pages of physical memory it has. */
  abstract int resident();

  /** Gives them back. Nobody uses the memory any more. */
  abstract void release();

  /** The program's own data: an array of the host's. */
  static final class Image extends UserChunk {
    private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);

    private final long[] words = new long[SIZE / Long.BYTES];

    Image() {}

    private static int word(int offset) {
      return offset / Long.BYTES;
    }

    @Override
    long load(int offset) {
      return (long) LONGS.getOpaque(words, word(offset)); // opaque: no order promised
    }

    @Override
    void store(int offset, long value) {
      LONGS.setOpaque(words, word(offset), value); // opaque: as load
    }

    @Override
    long loadAcquire(int offset) {
      return (long) LONGS.getAcquire(words, word(offset)); // acquire: the user's pairing
    }

    @Override
    void storeRelease(int offset, long value) {
      LONGS.setRelease(words, word(offset), value); // release: the user's pairing
    }

    @Override
    boolean compareAndSet(int offset, long expected, long update) {
      return LONGS.compareAndSet(words, word(offset), expected, update); // volatile: the user's
    }

    private MemorySegment slice(int offset, int bytes) {
      return MemorySegment.ofArray(words).asSlice(offset, bytes);
    }

    @Override
    void fill(int offset, int bytes, byte value) {
      slice(offset, bytes).fill(value);
    }

    @Override
    void copyIn(int offset, byte[] source, int from, int bytes) {
      MemorySegment.copy(source, from, slice(offset, bytes), ValueLayout.JAVA_BYTE, 0, bytes);
    }

    @Override
    void copyOut(int offset, byte[] target, int to, int bytes) {
      MemorySegment.copy(slice(offset, bytes), ValueLayout.JAVA_BYTE, 0, target, to, bytes);
    }

    @Override
    int resident() {
      return 0;
    }

    @Override
    void release() {
      // the garbage collector's
    }
  }

  /** A part of a mapping: pages of the model's physical memory, each there after its first use. */
  static final class Mapped extends UserChunk {
    private final UserPages pages;
    private final PhysicalMemory memory;

    // a page appears once, by compareAndSet (volatile), and then stays: whoever sees its address
    // sees it zeroed (label M2)
    private final AtomicLongArray frames = new AtomicLongArray(PAGES);

    Mapped(UserPages pages) {
      this.pages = pages;
      this.memory = pages.memory();
    }

    /** The kernel address of a byte. */
    private long at(int offset) {
      int index = offset / PhysicalMemory.PAGE_SIZE;
      long page = frames.getAcquire(index); // acquire: M2, pairs with #fault; the zeros
      return (page == 0 ? fault(index) : page) + (offset & PAGE_MASK);
    }

    private long fault(int index) {
      long page = pages.take();
      if (frames.compareAndSet(index, 0, page)) { // volatile: M2, pairs with #at
        return page;
      }
      pages.give(page); // another thread of the process came first
      return frames.getAcquire(index); // acquire: M2, pairs with #fault
    }

    @Override
    long load(int offset) {
      return memory.getLongOpaque(at(offset)); // opaque: no order promised
    }

    @Override
    void store(int offset, long value) {
      memory.putLongOpaque(at(offset), value); // opaque: as load
    }

    @Override
    long loadAcquire(int offset) {
      return memory.getLongAcquire(at(offset)); // acquire: the user's pairing
    }

    @Override
    void storeRelease(int offset, long value) {
      memory.putLongRelease(at(offset), value); // release: the user's pairing
    }

    @Override
    boolean compareAndSet(int offset, long expected, long update) {
      return memory.compareAndSetLong(at(offset), expected, update); // volatile: the user's
    }

    @Override
    void fill(int offset, int bytes, byte value) {
      memory.fill(at(offset), bytes, value);
    }

    @Override
    void copyIn(int offset, byte[] source, int from, int bytes) {
      ByteTransfer.copyIn(memory, at(offset), source, from, bytes);
    }

    @Override
    void copyOut(int offset, byte[] target, int to, int bytes) {
      ByteTransfer.copyOut(memory, at(offset), target, to, bytes);
    }

    @Override
    int resident() {
      int count = 0;
      for (int index = 0; index < PAGES; index++) {
        count += frames.getOpaque(index) == 0 ? 0 : 1; // opaque: a count, possibly stale
      }
      return count;
    }

    @Override
    void release() {
      for (int index = 0; index < PAGES; index++) {
        long page = frames.getAndSet(index, 0); // volatile: nobody else is there any more
        if (page != 0) {
          pages.give(page);
        }
      }
    }
  }
}
