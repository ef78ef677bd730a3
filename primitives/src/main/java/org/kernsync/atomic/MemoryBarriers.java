package org.kernsync.atomic;

import org.kernsync.internal.HeavyFence;

/** The fences that this library stands on. */
public final class MemoryBarriers {
  private MemoryBarriers() {}

  /**
   * Which fences the asymmetric mechanisms of this JVM use: among them {@code
   * org.kernsync.spin.TicketSpinLock}. Decided once, when first asked or first used.
   *
   * @return the mode, the same for the whole life of the JVM
   */
  public static FenceMode fenceMode() {
    return HeavyFence.available() ? FenceMode.MEMBARRIER : FenceMode.FULL_FENCES;
  }
}
