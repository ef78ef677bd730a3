package org.kernsync.kernel.mm.host;

import java.util.function.IntConsumer;

/**
 * What the allocators ask of where they run: the kernel model, with its CPUs and interrupts, or
 * ordinary threads ({@link PlainHost}).
 *
 * <p><b>Slots.</b> Per-CPU lists belong to slots. Between {@link #enter} and {@link #exit} the
 * caller is the only one inside its slot, so it changes the slot's lists with plain loads and
 * stores:
 *
 * <pre>{@code
 * int slot = host.enter();
 * try {
 *   ... // no waiting, no lock, no poll for interrupts, no other section
 * } finally {
 *   host.exit(slot);
 * }
 * }</pre>
 *
 * <p>Where a thread owns its slot (a CPU of the model does, since nothing polls in there; a
 * platform thread usually does) this takes no lock and no atomic instruction.
 *
 * <p><b>Memory effects.</b> What is done in a section happens-before all later sections of the
 * slot, and before the action of {@link #onEachSlot} on it, and that before later sections.
 */
public interface MemoryHost {
  /**
   * Begins a section in the caller's slot. Sections do not nest.
   *
   * @return the slot, from 0 to {@link #slots} - 1
   */
  int enter();

  /**
   * Ends the section.
   *
   * @param slot what {@link #enter} returned
   */
  void exit(int slot);

  /**
   * Begins a section in which locks may be taken: in the model with interrupts off, so that no
   * unlock lets a handler in. Sections do not nest.
   *
   * @return the slot, from 0 to {@link #slots} - 1
   */
  int enterIrqSave();

  /**
   * Ends a section that {@link #enterIrqSave} began, and lets in what waited.
   *
   * @param slot what {@link #enterIrqSave} returned
   */
  void exitIrqRestore(int slot);

  /**
   * How many slots there are; never changes.
   *
   * @return the number, at least 1
   */
  int slots();

  /**
   * Does something in each slot in turn, while nobody else is in it: to drain per-CPU lists. Not
   * from inside of a section, not with a lock held. May wait, so not where {@link #maySleep} says
   * no.
   *
   * @param action what to do, given the slot; takes locks if it has to
   */
  void onEachSlot(IntConsumer action);

  /**
   * Makes a lock.
   *
   * @param name its class, for lock debugging: the same for locks of one kind
   * @return a free lock
   */
  MemoryLock newLock(String name);

  /**
   * Whether the caller may sleep here: it is a task, preemptible, with interrupts on.
   *
   * @return true if so
   */
  boolean maySleep();

  /**
   * Whether the caller is freeing memory right now, {@code PF_MEMALLOC}: it gets what there is, and
   * does not reclaim.
   *
   * @return true if so
   */
  boolean isMemalloc();

  /**
   * Whether the caller is being killed to free its memory: it may use a part of the reserves.
   *
   * @return true if so
   */
  boolean isVictim();

  /**
   * Sleeps for a moment while others free memory: {@code congestion_wait}. Only where {@link
   * #maySleep}.
   *
   * @param nanos how long at most
   */
  void awaitMemory(long nanos);

  /**
   * Runs something once all readers that are in a read section now are done: {@code call_rcu}.
   *
   * @param action what to run; frees memory, does not wait
   */
  void afterGracePeriod(Runnable action);

  /**
   * Waits until all that {@link #afterGracePeriod} was given has run, and what that gave: before
   * memory goes that it frees. Nobody gives more meanwhile. A host whose memory stays until then
   * has nothing to wait for.
   */
  default void awaitCallbacks() {
    // nothing to wait for
  }

  /**
   * Somebody misused the allocator: freed twice, wrote behind the end. Never returns normally in
   * the hosts of this house.
   *
   * @param report what happened, in a sentence or some lines
   * @throws IllegalStateException with the report, or whatever the host makes of it
   */
  void misuse(String report);

  /**
   * Who wants to know of each allocation.
   *
   * @return the trace, or null
   */
  MemoryTrace trace();
}
