package org.kernsync.kernel.mm.page;

import org.kernsync.kernel.mm.host.MemoryHost;

/** How deep an allocation may reach into the reserves: {@code ALLOC_} bits, made of {@link Gfp}. */
final class AllocFlags {
  /** Half of the min watermark. */
  static final int HIGH = Gfp.HIGH;

  /** A quarter less of what is left. */
  static final int HARDER = 1;

  /** Half less of what is left: who is being killed. */
  static final int VICTIM = 2;

  /** All of it: who is freeing memory. */
  static final int NO_WATERMARKS = 4;

  private AllocFlags() {}

  /** {@code gfp_to_alloc_flags} and {@code gfp_pfmemalloc_flags}. */
  static int of(int gfp, MemoryHost host) {
    int flags = gfp & HIGH;
    if ((gfp & (Gfp.HARDER | Gfp.NOMEMALLOC)) == Gfp.HARDER) {
      flags |= HARDER;
    }
    if ((gfp & Gfp.NOMEMALLOC) == 0) {
      if ((gfp & Gfp.MEMALLOC) != 0 || host.isMemalloc()) {
        flags |= NO_WATERMARKS;
      } else if (host.isVictim()) {
        flags |= VICTIM;
      }
    }
    return flags;
  }

  /** What has to stay free for an allocation with these flags. */
  static long lowered(long mark, int flags) {
    long least = mark;
    if ((flags & HIGH) != 0) {
      least -= least / 2;
    }
    if ((flags & VICTIM) != 0) {
      least -= least / 2;
    } else if ((flags & HARDER) != 0) {
      least -= least / 4;
    }
    return least;
  }
}
