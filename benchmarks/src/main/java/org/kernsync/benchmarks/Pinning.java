package org.kernsync.benchmarks;

import org.kernsync.atomic.MemoryBarriers;
import org.kernsync.cpu.CpuIds;
import org.kernsync.spin.TicketSpinLock;

/**
 * Pins a thread, and sees to it that nothing is decided wrongly because of that: a pinned thread
 * sees one processor, and the first native call that pinning makes may change what native calls the
 * library is allowed.
 */
final class Pinning {
  private Pinning() {}

  /**
   * Lets the library decide how it waits and fences, and how many slots per-CPU data have. Called
   * before any thread is pinned.
   */
  static void settle() {
    // Each is decided once per JVM, when first asked.
    boolean decided =
        !new TicketSpinLock().isLocked()
            & MemoryBarriers.fenceMode() != null
            & CpuIds.threads().count() > 0;
    assert decided;
  }

  /**
   * Pins the calling thread to its core, if wanted.
   *
   * @param wanted whether
   * @param index which thread this is, counted from 0
   */
  static void apply(boolean wanted, int index) {
    if (wanted) {
      Cores.pinTo(index);
    }
  }
}
