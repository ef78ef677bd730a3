package org.kernsync.kernel.mm.slot;

import java.util.concurrent.atomic.AtomicReference;

/**
 * The structures that are embedded in objects which live as long as the kernel: nobody gives them
 * back one by one, so the kernel does when it stops.
 *
 * <p><b>Context.</b> {@link #add} anywhere; {@link #freeAll} when nobody uses any of them.
 *
 * <p><b>Progress.</b> Lock-free.
 */
public final class EmbeddedSlots {
  // Treiber stack that only grows, until it is taken as a whole: compareAndSet publishes the link
  private final AtomicReference<Slot> head = new AtomicReference<>();

  /** Makes an empty collection. */
  public EmbeddedSlots() {}

  /**
   * Adds a structure, once.
   *
   * @param slot its slot
   */
  public void add(Slot slot) {
    Slot first;
    do {
      first = head.get();
      slot.nextEmbedded = first; // plain: published by the compareAndSet
    } while (!head.compareAndSet(first, slot));
  }

  /**
   * Frees all that were not freed before.
   *
   * @throws IllegalStateException where a slot is not its structure's own any more
   */
  public void freeAll() {
    for (Slot slot = head.getAndSet(null); slot != null; slot = slot.nextEmbedded) {
      if (!slot.isFreed()) {
        slot.free();
      }
    }
  }
}
