package org.kernsync.percpu;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Two quantities per CPU, which no other CPU's share a cache line with. Each is kept in two cells:
 * the owner of the slot adds to the first with a load and a store, those who share the slot add to
 * the second atomically. A slot is named as {@link org.kernsync.cpu.CpuIds#slot} returns it.
 */
final class PerCpuCells {
  /*
   * Slots lie 128 bytes apart, the first and the last one 128 bytes from the ends of the array: so
   * no two of them lie in one pair of 64-byte lines (processors fetch such pairs), and no neighbour
   * of the array does.
   *
   * Only ever added to: who needs a difference remembers what it has seen. So nobody but its owner
   * ever writes to the first cell.
   */
  private static final int LONGS_PER_SLOT = 16;

  private static final int SHARED = 1;

  private final long[] longs;
  private final int count;

  PerCpuCells(int count) {
    this.count = count;
    longs = new long[(count + 2) * LONGS_PER_SLOT];
  }

  int count() {
    return count;
  }

  /** The cells themselves, for who cannot afford the way through this object. */
  long[] longs() {
    return longs;
  }

  /** The index of the owner's cell. */
  static int index(int cpu, int quantity) {
    return (cpu + 1) * LONGS_PER_SLOT + 2 * quantity;
  }

  /** The part of the owner, who calls this. */
  long ownPlain(int cpu, int quantity) {
    return (long) LONGS.get(longs, index(cpu, quantity)); // plain: the owner's, by PC1 its heir's
  }

  void setOwnOpaque(int cpu, int quantity, long value) {
    LONGS.setOpaque(longs, index(cpu, quantity), value); // opaque: as the caller says
  }

  private void setOwnRelease(int cpu, int quantity, long value) {
    LONGS.setRelease(longs, index(cpu, quantity), value); // release: as the caller says
  }

  /** Adds to the part of those who share the slot. */
  void addSharedRelease(int cpu, int quantity, long amount) {
    // release: as the caller says
    long unused = (long) LONGS.getAndAddRelease(longs, index(cpu, quantity) + SHARED, amount);
  }

  /** Adds for the caller, and publishes what it did before. */
  void addRelease(int slot, int quantity, long amount) {
    if (slot >= 0) {
      // release: as the caller says
      setOwnRelease(slot, quantity, ownPlain(slot, quantity) + amount);
    } else {
      addSharedRelease(~slot, quantity, amount); // release: as the caller says
    }
  }

  long sharedOpaque(int cpu, int quantity) {
    // opaque: as the caller says
    return (long) LONGS.getOpaque(longs, index(cpu, quantity) + SHARED);
  }

  /** Both parts of a CPU's quantity. */
  long opaque(int cpu, int quantity) {
    // opaque: as the caller says
    return (long) LONGS.getOpaque(longs, index(cpu, quantity)) + sharedOpaque(cpu, quantity);
  }

  /** Both parts of all CPUs' quantities, each read once; sees what those did who added. */
  long sumAcquire(int quantity) {
    long sum = 0;
    for (int cpu = 0; cpu < count; cpu++) {
      int own = index(cpu, quantity);
      sum += (long) LONGS.getAcquire(longs, own); // acquire: as the caller says
      sum += (long) LONGS.getAcquire(longs, own + SHARED); // acquire: as the caller says
    }
    return sum;
  }

  private static final VarHandle LONGS =
      MethodHandles.arrayElementVarHandle(long[].class).withInvokeExactBehavior();
}
