package org.kernsync.kernel.mm;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.kernsync.kernel.mm.phys.PhysicalMemory;
import org.kernsync.ref.RefCount;

/**
 * The memory of one user process: {@code mm_struct}, with addresses from 0. The first MiB belongs
 * to the program's data, mappings follow.
 *
 * <p>A mapping gets its pages from the model's physical memory ({@link #attach}), each at its first
 * touch: a page fault. They go back when the last task of the process has ended ({@link #put}). The
 * program's data is the program's own: it can be written before the model boots and read after it
 * has ended, as can all of a memory that is not attached; it becomes real in pieces of 64 KiB.
 *
 * <p>The program reaches it with {@link #load} and {@link #store}; the kernel with {@link
 * #copyToUser} and {@link #copyFromUser}, which return what was left, as the kernel's do.
 *
 * <p><b>Memory effects.</b> As of real memory: aligned longs are never torn, plain accesses have no
 * order, threads order them with locks; {@link #loadAcquire}, {@link #storeRelease} and {@link
 * #compareAndSet} are the user's atomics.
 */
public final class UserMemory implements AddressSpace {
  private static final long PAGE_MASK = PhysicalMemory.PAGE_SIZE - 1;
  private static final long FIRST_MAPPING = 1 << 20;

  // a chunk appears once, by compareAndSet (volatile), and then stays: whoever sees the reference
  // sees it zeroed (label M1)
  private final AtomicReferenceArray<UserChunk> chunks;
  private volatile long nextMapping; // only ever advanced, by compareAndSet
  private final RefCount users = new RefCount(1); // tasks of the process
  private volatile UserPages source; // null for a memory of the host's
  private volatile boolean victim; // its tasks are being killed for its pages

  /**
   * Makes an address space, of one task.
   *
   * @param sizeBytes its size, rounded up to 64 KiB
   */
  public UserMemory(long sizeBytes) {
    chunks =
        new AtomicReferenceArray<>(
            Math.toIntExact((sizeBytes + UserChunk.MASK) >> UserChunk.SHIFT));
    nextMapping = FIRST_MAPPING;
  }

  /**
   * Names where mappings get their pages from. Before the program starts.
   *
   * @param pages the model's memory
   */
  public void attach(UserPages pages) {
    source = pages; // volatile: whoever starts the program orders it anyway
  }

  // ---- the process
  // -----------------------------------------------------------------------------------------------

  /** {@code mmget}: one more task has this memory. */
  public void get() {
    users.inc();
  }

  /** {@code mmput}: a task has it no longer; the last one gives the pages of mappings back. */
  public void put() {
    if (users.decAndTest()) {
      for (long at = FIRST_MAPPING; at < nextMapping; at += UserChunk.SIZE) {
        // acquire: M1, pairs with #makeChunk
        UserChunk chunk = chunks.getAcquire((int) (at >> UserChunk.SHIFT));
        if (chunk != null) {
          chunk.release();
        }
      }
    }
  }

  /**
   * The pages of physical memory that the process has: {@code RSS}.
   *
   * @return a count, possibly stale
   */
  public long residentPages() {
    long pages = 0;
    for (long at = FIRST_MAPPING; at < nextMapping; at += UserChunk.SIZE) {
      // acquire: M1, pairs with #makeChunk
      UserChunk chunk = chunks.getAcquire((int) (at >> UserChunk.SHIFT));
      pages += chunk == null ? 0 : chunk.resident();
    }
    return pages;
  }

  /**
   * The pages that the process has asked for: {@code total_vm}.
   *
   * @return a count, possibly stale
   */
  public long mappedPages() {
    return (nextMapping - FIRST_MAPPING) / PhysicalMemory.PAGE_SIZE;
  }

  /**
   * Whether some task still has this memory.
   *
   * @return false once its pages have gone back, or are about to
   */
  public boolean isUsed() {
    return users.read() != 0;
  }

  /** {@code mark_oom_victim}: its tasks are killed for its pages, and may use reserves to end. */
  public void markVictim() {
    victim = true; // volatile: before the signals are sent
  }

  /**
   * Whether its tasks are being killed for its pages.
   *
   * @return true once so
   */
  public boolean isVictim() {
    return victim;
  }

  @Override
  public void switchTo(int cpu) {
    // nothing to load: there are no page tables
  }

  // ---- addresses
  // -------------------------------------------------------------------------------------------------

  /**
   * The size of the address space.
   *
   * @return bytes
   */
  public long size() {
    return (long) chunks.length() << UserChunk.SHIFT;
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
    long length = (bytes + UserChunk.MASK) & ~UserChunk.MASK;
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

  private static int offset(long address) {
    return (int) (address & UserChunk.MASK);
  }

  private UserChunk chunk(long address) {
    long index = address >>> UserChunk.SHIFT;
    if (index >= chunks.length()) {
      throw new IndexOutOfBoundsException(
          "address 0x" + Long.toHexString(address) + " is outside the address space");
    }
    UserChunk chunk = chunks.getAcquire((int) index); // acquire: M1, pairs with #makeChunk
    return chunk == null ? makeChunk((int) index, address) : chunk;
  }

  private UserChunk makeChunk(int index, long address) {
    UserPages from = source;
    boolean mapped = from != null && address >= FIRST_MAPPING && address < nextMapping;
    UserChunk made = mapped ? new UserChunk.Mapped(from) : new UserChunk.Image();
    chunks.compareAndSet(index, null, made); // volatile: M1, pairs with #chunk
    return chunks.getAcquire(index); // acquire: M1
  }

  /**
   * Loads a long.
   *
   * @param address a multiple of 8
   * @return its value
   */
  public long load(long address) {
    return chunk(address).load(offset(address));
  }

  /**
   * Stores a long.
   *
   * @param address a multiple of 8
   * @param value its new value
   */
  public void store(long address, long value) {
    chunk(address).store(offset(address), value);
  }

  /**
   * Loads a long with acquire.
   *
   * @param address a multiple of 8
   * @return its value
   */
  public long loadAcquire(long address) {
    return chunk(address).loadAcquire(offset(address));
  }

  /**
   * Stores a long with release.
   *
   * @param address a multiple of 8
   * @param value its new value
   */
  public void storeRelease(long address, long value) {
    chunk(address).storeRelease(offset(address), value);
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
    return chunk(address).compareAndSet(offset(address), expected, update);
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
      int run = Math.min(left, PhysicalMemory.PAGE_SIZE - offset);
      chunk(at).fill(offset(at), run, value);
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
    return copy(source, address, true);
  }

  /**
   * Copies out of user memory.
   *
   * @param target where to
   * @param address where from
   * @return how many bytes could not be copied: 0 when all were
   */
  public int copyFromUser(byte[] target, long address) {
    return copy(target, address, false);
  }

  private int copy(byte[] bytes, long address, boolean toUser) {
    int copied = 0;
    while (copied < bytes.length && isInside(address + copied)) {
      int offset = (int) (address + copied & PAGE_MASK);
      int run = Math.min(bytes.length - copied, PhysicalMemory.PAGE_SIZE - offset);
      UserChunk chunk = chunk(address + copied);
      try {
        if (toUser) {
          chunk.copyIn(offset(address + copied), bytes, copied, run);
        } else {
          chunk.copyOut(offset(address + copied), bytes, copied, run);
        }
      } catch (UserFault noPage) {
        break; // the caller says how much is left, and the task ends on its way to user mode
      }
      copied += run;
    }
    return bytes.length - copied;
  }

  private boolean isInside(long address) {
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
