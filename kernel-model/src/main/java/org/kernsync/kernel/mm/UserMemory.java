package org.kernsync.kernel.mm;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The memory of one user process: addresses from 0, identity-mapped, made real on first touch in
 * pages of 64 KiB. The first MiB belongs to the program's data, mappings follow.
 *
 * <p>The program reaches it with {@link #load} and {@link #store}; the kernel with {@link
 * #copyToUser} and {@link #copyFromUser}, which return what was left, as the kernel's do.
 *
 * <p><b>Memory effects.</b> As of real memory: aligned longs are never torn, plain accesses have no
 * order, threads order them with locks; {@link #loadAcquire}, {@link #storeRelease} and {@link
 * #compareAndSet} are the user's atomics.
 */
public final class UserMemory {
  private static final int PAGE_SHIFT = 16;

  private static final int PAGE_SIZE = 1 << PAGE_SHIFT;
  private static final long PAGE_MASK = PAGE_SIZE - 1;
  private static final long FIRST_MAPPING = 1 << 20;
  private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);

  // a page appears once, by compareAndSet (volatile), and then stays: whoever sees the reference
  // sees a zeroed page (label M1)
  private final AtomicReferenceArray<long[]> pages;
  private volatile long nextMapping; // only ever advanced, by compareAndSet

  /**
   * Makes an address space.
   *
   * @param sizeBytes its size, rounded up to a page
   */
  public UserMemory(long sizeBytes) {
    pages = new AtomicReferenceArray<>(Math.toIntExact((sizeBytes + PAGE_MASK) >> PAGE_SHIFT));
    nextMapping = FIRST_MAPPING;
  }

  /**
   * The size of the address space.
   *
   * @return bytes
   */
  public long size() {
    return (long) pages.length() << PAGE_SHIFT;
  }

  /**
   * Reserves addresses, as anonymous {@code mmap} does.
   *
   * @param bytes how many
   * @return the first address, or -1 where the address space is used up
   */
  public long map(long bytes) {
    if (bytes <= 0 || bytes > size()) {
      return -1;
    }
    long length = (bytes + PAGE_MASK) & ~PAGE_MASK;
    while (true) {
      long start = (long) NEXT_MAPPING.getOpaque(this);
      if (length > size() - start) {
        return -1;
      }
      if (NEXT_MAPPING.compareAndSet(
          this, start, start + length)) { // volatile: atomicity is what counts
        return start;
      }
    }
  }

  private static int word(long address) {
    return (int) (address & PAGE_MASK) / Long.BYTES;
  }

  private long[] page(long address) {
    long index = address >>> PAGE_SHIFT;
    if (index >= pages.length()) {
      throw new IndexOutOfBoundsException(
          "address 0x" + Long.toHexString(address) + " is outside the address space");
    }
    long[] page = pages.getAcquire((int) index); // acquire: M1
    if (page == null) {
      pages.compareAndSet((int) index, null, new long[PAGE_SIZE / Long.BYTES]); // volatile: M1
      page = pages.getAcquire((int) index);
    }
    return page;
  }

  /**
   * Loads a long.
   *
   * @param address a multiple of 8
   * @return its value
   */
  public long load(long address) {
    return (long)
        LONGS.getOpaque(page(address), word(address)); // opaque: user memory, no order promised
  }

  /**
   * Stores a long.
   *
   * @param address a multiple of 8
   * @param value its new value
   */
  public void store(long address, long value) {
    LONGS.setOpaque(page(address), word(address), value); // opaque: as load
  }

  /**
   * Loads a long with acquire.
   *
   * @param address a multiple of 8
   * @return its value
   */
  public long loadAcquire(long address) {
    return (long) LONGS.getAcquire(page(address), word(address)); // acquire: the user's pairing
  }

  /**
   * Stores a long with release.
   *
   * @param address a multiple of 8
   * @param value its new value
   */
  public void storeRelease(long address, long value) {
    LONGS.setRelease(page(address), word(address), value); // release: the user's pairing
  }

  /**
   * Changes a long if it has the value expected, fully ordered.
   *
   * @param address a multiple of 8
   * @param expected the value expected
   * @param update the new value
   * @return true if changed
   */
  public boolean compareAndSet(long address, long expected, long update) {
    return LONGS.compareAndSet(page(address), word(address), expected, update);
  }

  /**
   * Fills memory with a byte, as {@code memset} does.
   *
   * @param address the first address
   * @param bytes how many; must not leave the address space
   * @param value the byte
   */
  public void fill(long address, int bytes, byte value) {
    long at = address;
    int left = bytes;
    while (left > 0) {
      int offset = (int) (at & PAGE_MASK);
      int run = Math.min(left, PAGE_SIZE - offset);
      MemorySegment.ofArray(page(at)).asSlice(offset, run).fill(value);
      at += run;
      left -= run;
    }
  }

  /**
   * Copies into user memory.
   *
   * @param address where to
   * @param source what
   * @return how many bytes could not be copied: 0 when all were
   */
  public int copyToUser(long address, byte[] source) {
    int copied = 0;
    while (copied < source.length && isMapped(address + copied)) {
      int offset = (int) (address + copied & PAGE_MASK);
      int run = Math.min(source.length - copied, PAGE_SIZE - offset);
      MemorySegment page = MemorySegment.ofArray(page(address + copied));
      MemorySegment.copy(source, copied, page, ValueLayout.JAVA_BYTE, offset, run);
      copied += run;
    }
    return source.length - copied;
  }

  /**
   * Copies out of user memory.
   *
   * @param target where to
   * @param address where from
   * @return how many bytes could not be copied: 0 when all were
   */
  public int copyFromUser(byte[] target, long address) {
    int copied = 0;
    while (copied < target.length && isMapped(address + copied)) {
      int offset = (int) (address + copied & PAGE_MASK);
      int run = Math.min(target.length - copied, PAGE_SIZE - offset);
      MemorySegment page = MemorySegment.ofArray(page(address + copied));
      MemorySegment.copy(page, ValueLayout.JAVA_BYTE, offset, target, copied, run);
      copied += run;
    }
    return target.length - copied;
  }

  private boolean isMapped(long address) {
    return address >= 0 && address < size();
  }

  private static final VarHandle NEXT_MAPPING;

  static {
    try {
      NEXT_MAPPING =
          MethodHandles.lookup().findVarHandle(UserMemory.class, "nextMapping", long.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }
}
