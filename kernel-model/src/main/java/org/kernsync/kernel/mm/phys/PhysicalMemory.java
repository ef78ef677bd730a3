package org.kernsync.kernel.mm.phys;

/**
 * The machine's memory: so many bytes, addressed as the kernel sees them, through the direct map
 * that begins at {@link #DIRECT_MAP}.
 *
 * <p>Two forms: {@link #map} is real memory off the heap, one anonymous mapping of which only
 * touched pages take room (fastest with {@code --add-exports
 * java.base/jdk.internal.misc=ALL-UNNAMED}); {@link #onHeap} is an array, for tests, for model
 * checkers, which see Java's arrays and nothing else, and for small memories where native access is
 * refused.
 *
 * <pre>{@code
 * try (PhysicalMemory memory = PhysicalMemory.map(64 << 20)) {
 *   long address = PhysicalMemory.addressOf(7); // of the page with frame number 7
 *   memory.putLong(address, 42);
 * }
 * }</pre>
 *
 * <p>Addresses are raw {@code long}s here, and in all that is called millions of times a second:
 * kernel addresses, unless a name says otherwise. {@link KernelAddress}, {@link PhysicalAddress}
 * and {@link UserAddress} are for the borders.
 *
 * <p><b>Context.</b> Anywhere; never blocks, allocates nothing. Each access checks that its address
 * is inside; longs and ints are aligned to their size.
 *
 * <p><b>Memory effects.</b> As of a field of the type, in the mode that the method is named after;
 * without a mode, plain. Aligned longs and ints are never torn.
 *
 * <p><b>Differences from Linux.</b> An address outside is an exception and not a page fault. After
 * {@link #close} every access is an {@link IllegalStateException}, or is outside of heap memory;
 * who uses the memory is stopped before.
 */
public abstract class PhysicalMemory implements AutoCloseable {
  /** Where the direct map begins: the kernel address of physical address 0, as on x86-64. */
  public static final long DIRECT_MAP = 0xffff_8880_0000_0000L;

  /** The binary logarithm of the size of a page. */
  public static final int PAGE_SHIFT = 12;

  /** The size of a page in bytes. */
  public static final int PAGE_SIZE = 1 << PAGE_SHIFT;

  /** The smallest memory that {@link #map} makes. */
  public static final long SMALLEST_BYTES = 16L << 20;

  /** The largest memory that {@link #map} makes. */
  public static final long LARGEST_BYTES = 64L << 30;

  PhysicalMemory() {}

  /**
   * Maps memory off the heap. It reads as zero, and takes room in the machine only where touched.
   *
   * @param bytes how much, from {@link #SMALLEST_BYTES} to {@link #LARGEST_BYTES}; rounded up to
   *     pages
   * @return the memory, to be closed
   * @throws IllegalArgumentException if the size is out of range
   * @throws UnsupportedOperationException if this JVM or this system refuses; the message says why
   *     and what to do
   */
  public static PhysicalMemory map(long bytes) {
    if (bytes < SMALLEST_BYTES || bytes > LARGEST_BYTES) {
      throw new IllegalArgumentException(
          "physical memory of " + bytes + " bytes: take 16 MiB to 64 GiB");
    }
    long whole = roundedUp(bytes);
    return DirectMemory.isPermitted() ? DirectMemory.of(whole) : MappedMemory.of(whole);
  }

  /**
   * Makes memory on the heap, all of it real at once.
   *
   * @param bytes how much, from one page to 8 GiB; rounded up to pages
   * @return the memory
   * @throws IllegalArgumentException if the size is out of range
   */
  public static PhysicalMemory onHeap(long bytes) {
    if (bytes < 1 || bytes > 8L << 30) {
      throw new IllegalArgumentException("heap memory of " + bytes + " bytes: take up to 8 GiB");
    }
    return new HeapMemory(roundedUp(bytes));
  }

  private static long roundedUp(long bytes) {
    return bytes + PAGE_SIZE - 1 & -PAGE_SIZE;
  }

  // ---- addresses

  /**
   * The kernel address of a page.
   *
   * @param pfn its frame number
   * @return the address of its first byte
   */
  public static long addressOf(long pfn) {
    return DIRECT_MAP + (pfn << PAGE_SHIFT);
  }

  /**
   * The page that a kernel address lies in.
   *
   * @param address a kernel address
   * @return the frame number; of no page, where the address is outside of the direct map
   */
  public static long pfnOf(long address) {
    return address - DIRECT_MAP >>> PAGE_SHIFT;
  }

  /**
   * How much there is.
   *
   * @return bytes, a multiple of the page size
   */
  public abstract long size();

  /**
   * How many pages there are.
   *
   * @return their number
   */
  public final long pages() {
    return size() >>> PAGE_SHIFT;
  }

  /**
   * Whether a range of addresses is inside.
   *
   * @param address where it begins
   * @param bytes how long it is, 0 or more
   * @return true if all of it is
   */
  public final boolean contains(long address, long bytes) {
    long offset = address - DIRECT_MAP;
    return offset >= 0 && bytes >= 0 && bytes <= size() && offset <= size() - bytes;
  }

  // ---- longs

  /**
   * Loads a long, plain.
   *
   * @param address a multiple of 8
   * @return its value
   * @throws IndexOutOfBoundsException if the address is outside
   */
  public abstract long getLong(long address);

  /**
   * Stores a long, plain.
   *
   * @param address a multiple of 8
   * @param value its new value
   * @throws IndexOutOfBoundsException if the address is outside
   */
  public abstract void putLong(long address, long value);

  /**
   * Loads a long in opaque mode.
   *
   * @param address a multiple of 8
   * @return its value
   * @throws IndexOutOfBoundsException if the address is outside
   */
  public abstract long getLongOpaque(long address);

  /**
   * Stores a long in opaque mode.
   *
   * @param address a multiple of 8
   * @param value its new value
   * @throws IndexOutOfBoundsException if the address is outside
   */
  public abstract void putLongOpaque(long address, long value);

  /**
   * Loads a long with acquire.
   *
   * @param address a multiple of 8
   * @return its value
   * @throws IndexOutOfBoundsException if the address is outside
   */
  public abstract long getLongAcquire(long address);

  /**
   * Stores a long with release.
   *
   * @param address a multiple of 8
   * @param value its new value
   * @throws IndexOutOfBoundsException if the address is outside
   */
  public abstract void putLongRelease(long address, long value);

  /**
   * Loads a long in volatile mode.
   *
   * @param address a multiple of 8
   * @return its value
   * @throws IndexOutOfBoundsException if the address is outside
   */
  public abstract long getLongVolatile(long address);

  /**
   * Stores a long in volatile mode.
   *
   * @param address a multiple of 8
   * @param value its new value
   * @throws IndexOutOfBoundsException if the address is outside
   */
  public abstract void putLongVolatile(long address, long value);

  /**
   * Changes a long if it has the value expected, in volatile mode.
   *
   * @param address a multiple of 8
   * @param expected the value expected
   * @param update the new value
   * @return true if changed; false only if it had another value
   * @throws IndexOutOfBoundsException if the address is outside
   */
  public abstract boolean compareAndSetLong(long address, long expected, long update);

  /**
   * Adds to a long, in volatile mode.
   *
   * @param address a multiple of 8
   * @param amount what to add
   * @return the value before
   * @throws IndexOutOfBoundsException if the address is outside
   */
  public abstract long getAndAddLong(long address, long amount);

  // ---- ints

  /**
   * Loads an int, plain.
   *
   * @param address a multiple of 4
   * @return its value
   * @throws IndexOutOfBoundsException if the address is outside
   */
  public abstract int getInt(long address);

  /**
   * Stores an int, plain.
   *
   * @param address a multiple of 4
   * @param value its new value
   * @throws IndexOutOfBoundsException if the address is outside
   */
  public abstract void putInt(long address, int value);

  /**
   * Loads an int in opaque mode.
   *
   * @param address a multiple of 4
   * @return its value
   * @throws IndexOutOfBoundsException if the address is outside
   */
  public abstract int getIntOpaque(long address);

  /**
   * Stores an int in opaque mode.
   *
   * @param address a multiple of 4
   * @param value its new value
   * @throws IndexOutOfBoundsException if the address is outside
   */
  public abstract void putIntOpaque(long address, int value);

  /**
   * Loads an int with acquire.
   *
   * @param address a multiple of 4
   * @return its value
   * @throws IndexOutOfBoundsException if the address is outside
   */
  public abstract int getIntAcquire(long address);

  /**
   * Stores an int with release.
   *
   * @param address a multiple of 4
   * @param value its new value
   * @throws IndexOutOfBoundsException if the address is outside
   */
  public abstract void putIntRelease(long address, int value);

  /**
   * Loads an int in volatile mode.
   *
   * @param address a multiple of 4
   * @return its value
   * @throws IndexOutOfBoundsException if the address is outside
   */
  public abstract int getIntVolatile(long address);

  /**
   * Stores an int in volatile mode.
   *
   * @param address a multiple of 4
   * @param value its new value
   * @throws IndexOutOfBoundsException if the address is outside
   */
  public abstract void putIntVolatile(long address, int value);

  /**
   * Changes an int if it has the value expected, in volatile mode.
   *
   * @param address a multiple of 4
   * @param expected the value expected
   * @param update the new value
   * @return true if changed; false only if it had another value
   * @throws IndexOutOfBoundsException if the address is outside
   */
  public abstract boolean compareAndSetInt(long address, int expected, int update);

  /**
   * Adds to an int, in volatile mode.
   *
   * @param address a multiple of 4
   * @param amount what to add
   * @return the value before
   * @throws IndexOutOfBoundsException if the address is outside
   */
  public abstract int getAndAddInt(long address, int amount);

  // ---- bytes

  /**
   * Loads a byte, plain.
   *
   * @param address any inside
   * @return its value
   * @throws IndexOutOfBoundsException if the address is outside
   */
  public abstract byte getByte(long address);

  /**
   * Stores a byte, plain.
   *
   * @param address any inside
   * @param value its new value
   * @throws IndexOutOfBoundsException if the address is outside
   */
  public abstract void putByte(long address, byte value);

  /**
   * Sets a range of bytes to one value, plain: {@code memset}.
   *
   * @param address where it begins
   * @param bytes how many
   * @param value the value
   * @throws IndexOutOfBoundsException if some of it is outside
   */
  public abstract void fill(long address, long bytes, byte value);

  /**
   * Copies a range of bytes, plain; the two may overlap: {@code memmove}.
   *
   * @param from where to copy from
   * @param to where to
   * @param bytes how many
   * @throws IndexOutOfBoundsException if some of either is outside
   */
  public abstract void copy(long from, long to, long bytes);

  /** Gives the memory back; closing twice does nothing. */
  @Override
  public abstract void close();
}
