package org.kernsync.atomic;

import org.kernsync.internal.HeavyFence;

/**
 * The fences that this library stands on.
 *
 * <p><b>Context:</b> any thread. The first call may make a system call.
 *
 * <p><b>Progress:</b> wait-free.
 *
 * <p><b>Memory effects:</b> none: asking orders nothing.
 *
 * <p><b>Differences from Linux:</b> {@code smp_mb} and its kin are the full fences of {@link
 * java.lang.invoke.VarHandle}; here is only what says how the cheap side of an asymmetric fence is
 * paid for, by the {@code membarrier} system call or by full fences on both sides.
 */
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
