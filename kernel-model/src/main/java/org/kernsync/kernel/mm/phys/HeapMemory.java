package org.kernsync.kernel.mm.phys;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Memory in an array of longs, where a model checker sees every access. Slower than mapped memory
 * where ints and bytes are stored, since that changes a part of a long that others may be changing.
 */
final class HeapMemory extends PhysicalMemory {
  private static final int WORD_SHIFT = 3;
  private static final int BYTE_MASK = 0xff;
  private static final long INT_MASK = 0xffff_ffffL;

  private final long[] words;
  private boolean closed; // plain: who uses the memory is stopped before it is closed

  HeapMemory(long bytes) {
    words = new long[Math.toIntExact(bytes >>> WORD_SHIFT)];
  }

  @Override
  public long size() {
    return (long) words.length << WORD_SHIFT;
  }

  // ---- longs

  @Override
  public long getLong(long address) {
    return (long) WORDS.get(words, word(address, Long.BYTES)); // plain: the caller's order
  }

  @Override
  public void putLong(long address, long value) {
    WORDS.set(words, word(address, Long.BYTES), value); // plain: the caller's order
  }

  @Override
  public long getLongOpaque(long address) {
    return (long) WORDS.getOpaque(words, word(address, Long.BYTES)); // opaque: for the caller
  }

  @Override
  public void putLongOpaque(long address, long value) {
    WORDS.setOpaque(words, word(address, Long.BYTES), value); // opaque: for the caller
  }

  @Override
  public long getLongAcquire(long address) {
    return (long) WORDS.getAcquire(words, word(address, Long.BYTES)); // acquire: for the caller
  }

  @Override
  public void putLongRelease(long address, long value) {
    WORDS.setRelease(words, word(address, Long.BYTES), value); // release: for the caller
  }

  @Override
  public long getLongVolatile(long address) {
    return (long) WORDS.getVolatile(words, word(address, Long.BYTES)); // volatile: for the caller
  }

  @Override
  public void putLongVolatile(long address, long value) {
    WORDS.setVolatile(words, word(address, Long.BYTES), value); // volatile: for the caller
  }

  @Override
  public boolean compareAndSetLong(long address, long expected, long update) {
    int word = word(address, Long.BYTES);
    return WORDS.compareAndSet(words, word, expected, update); // volatile: for the caller
  }

  @Override
  public long getAndAddLong(long address, long amount) {
    return (long) WORDS.getAndAdd(words, word(address, Long.BYTES), amount); // volatile: as above
  }

  // ---- ints: each is half of a long

  @Override
  public int getInt(long address) {
    return half(address, (long) WORDS.get(words, word(address, Integer.BYTES))); // plain: as above
  }

  @Override
  public void putInt(long address, int value) {
    exchange(address, value);
  }

  @Override
  public int getIntOpaque(long address) {
    return getIntVolatile(address);
  }

  @Override
  public void putIntOpaque(long address, int value) {
    exchange(address, value);
  }

  @Override
  public int getIntAcquire(long address) {
    return getIntVolatile(address);
  }

  @Override
  public void putIntRelease(long address, int value) {
    exchange(address, value);
  }

  @Override
  public int getIntVolatile(long address) {
    int word = word(address, Integer.BYTES);
    return half(address, (long) WORDS.getVolatile(words, word)); // volatile: for the caller
  }

  @Override
  public void putIntVolatile(long address, int value) {
    exchange(address, value);
  }

  @Override
  public boolean compareAndSetInt(long address, int expected, int update) {
    int word = word(address, Integer.BYTES);
    while (true) {
      long old = (long) WORDS.getVolatile(words, word); // volatile: for the caller
      if (half(address, old) != expected) {
        return false;
      }
      if (casWord(word, old, withHalf(address, old, update))) {
        return true;
      }
    }
  }

  @Override
  public int getAndAddInt(long address, int amount) {
    while (true) {
      int old = getIntVolatile(address);
      if (compareAndSetInt(address, old, old + amount)) {
        return old;
      }
    }
  }

  private void exchange(long address, int value) {
    int word = word(address, Integer.BYTES);
    long old;
    do {
      old = (long) WORDS.getVolatile(words, word); // volatile: stronger than any caller asks for
    } while (!casWord(word, old, withHalf(address, old, value)));
  }

  private static int half(long address, long word) {
    return (int) (word >>> shift(address & -Integer.BYTES));
  }

  private static long withHalf(long address, long word, int value) {
    int shift = shift(address);
    return word & ~(INT_MASK << shift) | (value & INT_MASK) << shift;
  }

  // ---- bytes

  @Override
  public byte getByte(long address) {
    long word = (long) WORDS.get(words, word(address, 1)); // plain: the caller's order
    return (byte) (word >>> shift(address));
  }

  @Override
  public void putByte(long address, byte value) {
    int word = word(address, 1);
    int shift = shift(address);
    long old;
    do {
      old = (long) WORDS.getVolatile(words, word); // volatile: the neighbours may be changing
    } while (!casWord(
        word, old, old & ~((long) BYTE_MASK << shift) | (value & (long) BYTE_MASK) << shift));
  }

  @Override
  public void fill(long address, long bytes, byte value) {
    checkRange(address, bytes);
    long all = (value & (long) BYTE_MASK) * 0x0101_0101_0101_0101L;
    long at = address;
    long end = address + bytes;
    while (at < end) {
      if ((at & Long.BYTES - 1) == 0 && end - at >= Long.BYTES) {
        putLong(at, all);
        at += Long.BYTES;
      } else {
        putByte(at++, value);
      }
    }
  }

  @Override
  public void copy(long from, long to, long bytes) {
    checkRange(from, bytes);
    checkRange(to, bytes);
    if (((from | to | bytes) & Long.BYTES - 1) == 0) {
      System.arraycopy(
          words,
          (int) (from - DIRECT_MAP >>> WORD_SHIFT),
          words,
          (int) (to - DIRECT_MAP >>> WORD_SHIFT),
          (int) (bytes >>> WORD_SHIFT));
    } else if (from < to) {
      for (long i = bytes - 1; i >= 0; i--) {
        putByte(to + i, getByte(from + i));
      }
    } else {
      for (long i = 0; i < bytes; i++) {
        putByte(to + i, getByte(from + i));
      }
    }
  }

  @Override
  public void close() {
    closed = true;
  }

  @Override
  public String toString() {
    return "HeapMemory[" + (size() >>> 10) + " KiB]";
  }

  private boolean casWord(int word, long expected, long update) {
    return WORDS.compareAndSet(words, word, expected, update); // volatile: for the caller
  }

  private static int shift(long address) {
    return (int) (address & Long.BYTES - 1) << WORD_SHIFT;
  }

  private void checkRange(long address, long bytes) {
    if (closed || !contains(address, bytes)) {
      throw outside(address);
    }
  }

  private IndexOutOfBoundsException outside(long address) {
    return new IndexOutOfBoundsException(
        "kernel address 0x" + Long.toHexString(address) + " is outside of " + this);
  }

  private int word(long address, int alignment) {
    long offset = address - DIRECT_MAP;
    if (closed || Long.compareUnsigned(offset, size()) >= 0) {
      throw outside(address);
    }
    if ((offset & alignment - 1) != 0) {
      throw new IllegalArgumentException("misaligned address 0x" + Long.toHexString(address));
    }
    return (int) (offset >>> WORD_SHIFT);
  }

  private static final VarHandle WORDS =
      MethodHandles.arrayElementVarHandle(long[].class).withInvokeExactBehavior();
}
