package org.kernsync.internal;

import java.lang.invoke.VarHandle;

/**
 * The asymmetric store-load fence. Two threads that each store to one place and then load from the
 * other's (the shape of every "publish, then look" hand-shake) need a full fence on both sides, or
 * both may miss the other's store. Where one side runs a thousand times as often as the other, the
 * rare side can pay for both: {@code membarrier(2)} runs a full fence on every running thread of
 * the process, wherever that thread stands.
 *
 * <pre>
 *   often                          rarely
 *   store a (opaque or stronger)   store b
 *   HeavyFence.light()             HeavyFence.heavy()
 *   load b (opaque or stronger)    load a
 *                                  one of the two loads sees the other's store
 * </pre>
 *
 * <p>Where {@code membarrier} is not available, both methods are full fences.
 *
 * <p><b>What the light side rests on.</b> With {@code membarrier} it is no fence at all: the store
 * must stand before the load in the compiled code, and the kernel's fence on that processor does
 * the rest. No access mode of the Java memory model promises store-load order. It holds because
 * HotSpot's compilers do not move memory accesses across an opaque one. See {@code
 * docs/ordering.md}, "The light side".
 */
public final class HeavyFence {
  private static final boolean AVAILABLE = Membarrier.register();

  private HeavyFence() {}

  /**
   * Whether the heavy side pays for both. A constant once this class is initialized: compilers fold
   * it.
   *
   * @return true where {@link #light} costs nothing
   */
  public static boolean available() {
    return AVAILABLE;
  }

  /** The side that runs often: nothing where {@link #available}, else a full fence. */
  public static void light() {
    if (!AVAILABLE) {
      // full: pairs with the caller's heavy; the store-load of every user of this class, see there
      VarHandle.fullFence();
    }
  }

  /** The side that runs rarely: a full fence here and, where available, on every other thread. */
  public static void heavy() {
    // full: pairs with the caller's light; the store-load of every user of this class, see there
    VarHandle.fullFence();
    if (AVAILABLE) {
      Membarrier.expedited();
    }
  }
}
