package org.kernsync.kernel.mm.phys;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.agrona.UnsafeApi;

/**
 * The same mapping as {@link MappedMemory}, by the JDK's own loads and stores. Compiled code has
 * one check for bounds and alignment in place of a segment's five, of which each ordered access has
 * it make all anew: an allocation and a free take 10 ns in place of 14. The JDK opens them to those
 * who ask on the command line, as the launcher and the runnable jars do.
 *
 * <p>Who uses the memory is stopped before it is closed. A late access by the closing thread is an
 * exception; by another thread that is in the middle of one, it may be the end of the JVM.
 */
final class DirectMemory extends PhysicalMemory {
  private static final int LONG_SHIFT = 3;
  private static final int INT_SHIFT = 2;

  private final Arena arena;
  private final long begin; // where DIRECT_MAP lies
  private long bytes; // plain: 0 once it is closed

  private DirectMemory(MemorySegment segment, Arena arena) {
    this.arena = arena;
    begin = segment.address();
    bytes = segment.byteSize();
  }

  /** Whether the JDK lets us. */
  static boolean isPermitted() {
    return Object.class.getModule().isExported("jdk.internal.misc", DirectMemory.class.getModule());
  }

  static DirectMemory of(long bytes) {
    Arena arena = Arena.ofShared();
    try {
      return new DirectMemory(Mmap.map(bytes, arena), arena);
    } catch (Throwable refused) {
      arena.close();
      throw refused;
    }
  }

  @Override
  public long size() {
    return bytes;
  }

  /**
   * Where a long lies. The bits that have to be zero come to the top, so a misaligned offset is one
   * beyond the end.
   */
  private long longAt(long address) {
    long offset = address - DIRECT_MAP;
    if (Long.compareUnsigned(Long.rotateRight(offset, LONG_SHIFT), bytes >>> LONG_SHIFT) >= 0) {
      throw refused(address, Long.BYTES);
    }
    return begin + offset;
  }

  /** As {@link #longAt}. */
  private long intAt(long address) {
    long offset = address - DIRECT_MAP;
    if (Long.compareUnsigned(Long.rotateRight(offset, INT_SHIFT), bytes >>> INT_SHIFT) >= 0) {
      throw refused(address, Integer.BYTES);
    }
    return begin + offset;
  }

  private long byteAt(long address) {
    long offset = address - DIRECT_MAP;
    if (Long.compareUnsigned(offset, bytes) >= 0) {
      throw refused(address, 1);
    }
    return begin + offset;
  }

  private RuntimeException refused(long address, int alignment) {
    if (bytes == 0) {
      return new IllegalStateException("physical memory is closed");
    }
    String where = "kernel address 0x" + Long.toHexString(address);
    return contains(address, 1) && (address & alignment - 1) != 0
        ? new IllegalArgumentException(where + " is not a multiple of " + alignment)
        : new IndexOutOfBoundsException(where + " is outside of " + this);
  }

  // ---- longs

  @Override
  public long getLong(long address) {
    return UnsafeApi.getLong(longAt(address)); // plain: the caller's order
  }

  @Override
  public void putLong(long address, long value) {
    UnsafeApi.putLong(longAt(address), value); // plain: the caller's order
  }

  @Override
  public long getLongOpaque(long address) {
    return UnsafeApi.getLongOpaque(null, longAt(address)); // opaque: for the caller
  }

  @Override
  public void putLongOpaque(long address, long value) {
    UnsafeApi.putLongOpaque(null, longAt(address), value); // opaque: for the caller
  }

  @Override
  public long getLongAcquire(long address) {
    return UnsafeApi.getLongAcquire(null, longAt(address)); // acquire: for the caller
  }

  @Override
  public void putLongRelease(long address, long value) {
    UnsafeApi.putLongRelease(null, longAt(address), value); // release: for the caller
  }

  @Override
  public long getLongVolatile(long address) {
    return UnsafeApi.getLongVolatile(null, longAt(address)); // volatile: for the caller
  }

  @Override
  public void putLongVolatile(long address, long value) {
    UnsafeApi.putLongVolatile(null, longAt(address), value); // volatile: for the caller
  }

  @Override
  public boolean compareAndSetLong(long address, long expected, long update) {
    return UnsafeApi.compareAndSetLong(
        null, longAt(address), expected, update); // volatile: for the caller
  }

  @Override
  public long getAndAddLong(long address, long amount) {
    return UnsafeApi.getAndAddLong(null, longAt(address), amount); // volatile: for the caller
  }

  // ---- ints

  @Override
  public int getInt(long address) {
    return UnsafeApi.getInt(intAt(address)); // plain: the caller's order
  }

  @Override
  public void putInt(long address, int value) {
    UnsafeApi.putInt(intAt(address), value); // plain: the caller's order
  }

  @Override
  public int getIntOpaque(long address) {
    return UnsafeApi.getIntOpaque(null, intAt(address)); // opaque: for the caller
  }

  @Override
  public void putIntOpaque(long address, int value) {
    UnsafeApi.putIntOpaque(null, intAt(address), value); // opaque: for the caller
  }

  @Override
  public int getIntAcquire(long address) {
    return UnsafeApi.getIntAcquire(null, intAt(address)); // acquire: for the caller
  }

  @Override
  public void putIntRelease(long address, int value) {
    UnsafeApi.putIntRelease(null, intAt(address), value); // release: for the caller
  }

  @Override
  public int getIntVolatile(long address) {
    return UnsafeApi.getIntVolatile(null, intAt(address)); // volatile: for the caller
  }

  @Override
  public void putIntVolatile(long address, int value) {
    UnsafeApi.putIntVolatile(null, intAt(address), value); // volatile: for the caller
  }

  @Override
  public boolean compareAndSetInt(long address, int expected, int update) {
    return UnsafeApi.compareAndSetInt(
        null, intAt(address), expected, update); // volatile: for the caller
  }

  @Override
  public int getAndAddInt(long address, int amount) {
    return UnsafeApi.getAndAddInt(null, intAt(address), amount); // volatile: for the caller
  }

  // ---- bytes

  @Override
  public byte getByte(long address) {
    return UnsafeApi.getByte(byteAt(address)); // plain: the caller's order
  }

  @Override
  public void putByte(long address, byte value) {
    UnsafeApi.putByte(byteAt(address), value); // plain: the caller's order
  }

  @Override
  public void fill(long address, long length, byte value) {
    checkRange(address, length);
    UnsafeApi.setMemory(begin + (address - DIRECT_MAP), length, value);
  }

  @Override
  public void copy(long from, long to, long length) {
    checkRange(from, length);
    checkRange(to, length);
    UnsafeApi.copyMemory(begin + (from - DIRECT_MAP), begin + (to - DIRECT_MAP), length);
  }

  private void checkRange(long address, long length) {
    if (!contains(address, length)) {
      throw refused(address, 1);
    }
  }

  @Override
  public void close() {
    if (bytes != 0) {
      bytes = 0;
      arena.close();
    }
  }

  @Override
  public String toString() {
    return "DirectMemory[" + (bytes >>> 20) + " MiB]";
  }
}
