package org.kernsync.kernel.mm.phys;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/**
 * Memory in one anonymous mapping, as a segment of a shared arena: it checks bounds, alignment and
 * that the arena is open, which costs nothing that shows beside the access itself.
 */
final class MappedMemory extends PhysicalMemory {
  private final MemorySegment segment;
  private final Arena arena;

  private MappedMemory(MemorySegment segment, Arena arena) {
    this.segment = segment;
    this.arena = arena;
  }

  static MappedMemory of(long bytes) {
    Arena arena = Arena.ofShared();
    try {
      return new MappedMemory(Mmap.map(bytes, arena), arena);
    } catch (Throwable refused) {
      arena.close();
      throw refused;
    }
  }

  @Override
  public long size() {
    return segment.byteSize();
  }

  // ---- longs

  @Override
  public long getLong(long address) {
    return (long) LONG.get(segment, address - DIRECT_MAP); // plain: the caller's order
  }

  @Override
  public void putLong(long address, long value) {
    LONG.set(segment, address - DIRECT_MAP, value); // plain: the caller's order
  }

  @Override
  public long getLongOpaque(long address) {
    return (long) LONG.getOpaque(segment, address - DIRECT_MAP); // opaque: for the caller
  }

  @Override
  public void putLongOpaque(long address, long value) {
    LONG.setOpaque(segment, address - DIRECT_MAP, value); // opaque: for the caller
  }

  @Override
  public long getLongAcquire(long address) {
    return (long) LONG.getAcquire(segment, address - DIRECT_MAP); // acquire: for the caller
  }

  @Override
  public void putLongRelease(long address, long value) {
    LONG.setRelease(segment, address - DIRECT_MAP, value); // release: for the caller
  }

  @Override
  public long getLongVolatile(long address) {
    return (long) LONG.getVolatile(segment, address - DIRECT_MAP); // volatile: for the caller
  }

  @Override
  public void putLongVolatile(long address, long value) {
    LONG.setVolatile(segment, address - DIRECT_MAP, value); // volatile: for the caller
  }

  @Override
  public boolean compareAndSetLong(long address, long expected, long update) {
    return LONG.compareAndSet(
        segment, address - DIRECT_MAP, expected, update); // volatile: for the caller
  }

  @Override
  public long getAndAddLong(long address, long amount) {
    return (long) LONG.getAndAdd(segment, address - DIRECT_MAP, amount); // volatile: for the caller
  }

  // ---- ints

  @Override
  public int getInt(long address) {
    return (int) INT.get(segment, address - DIRECT_MAP); // plain: the caller's order
  }

  @Override
  public void putInt(long address, int value) {
    INT.set(segment, address - DIRECT_MAP, value); // plain: the caller's order
  }

  @Override
  public int getIntOpaque(long address) {
    return (int) INT.getOpaque(segment, address - DIRECT_MAP); // opaque: for the caller
  }

  @Override
  public void putIntOpaque(long address, int value) {
    INT.setOpaque(segment, address - DIRECT_MAP, value); // opaque: for the caller
  }

  @Override
  public int getIntAcquire(long address) {
    return (int) INT.getAcquire(segment, address - DIRECT_MAP); // acquire: for the caller
  }

  @Override
  public void putIntRelease(long address, int value) {
    INT.setRelease(segment, address - DIRECT_MAP, value); // release: for the caller
  }

  @Override
  public int getIntVolatile(long address) {
    return (int) INT.getVolatile(segment, address - DIRECT_MAP); // volatile: for the caller
  }

  @Override
  public void putIntVolatile(long address, int value) {
    INT.setVolatile(segment, address - DIRECT_MAP, value); // volatile: for the caller
  }

  @Override
  public boolean compareAndSetInt(long address, int expected, int update) {
    return INT.compareAndSet(
        segment, address - DIRECT_MAP, expected, update); // volatile: for the caller
  }

  @Override
  public int getAndAddInt(long address, int amount) {
    return (int) INT.getAndAdd(segment, address - DIRECT_MAP, amount); // volatile: for the caller
  }

  // ---- bytes

  @Override
  public byte getByte(long address) {
    return (byte) BYTE.get(segment, address - DIRECT_MAP); // plain: the caller's order
  }

  @Override
  public void putByte(long address, byte value) {
    BYTE.set(segment, address - DIRECT_MAP, value); // plain: the caller's order
  }

  @Override
  public void fill(long address, long bytes, byte value) {
    segment.asSlice(address - DIRECT_MAP, bytes).fill(value);
  }

  @Override
  public void copy(long from, long to, long bytes) {
    MemorySegment.copy(segment, from - DIRECT_MAP, segment, to - DIRECT_MAP, bytes);
  }

  @Override
  public void close() {
    if (arena.scope().isAlive()) {
      arena.close();
    }
  }

  @Override
  public String toString() {
    return "MappedMemory[" + (size() >>> 20) + " MiB]";
  }

  private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle().withInvokeExactBehavior();
  private static final VarHandle INT = ValueLayout.JAVA_INT.varHandle().withInvokeExactBehavior();
  private static final VarHandle BYTE = ValueLayout.JAVA_BYTE.varHandle().withInvokeExactBehavior();
}
