package org.kernsync.cpu;

/**
 * Says which "CPU" the calling thread is on: the index of its slot in per-CPU data.
 *
 * <p>Java cannot tell a thread its processor, nor keep it there. What per-CPU data need of a
 * processor is that only one thread at a time writes to its slot; so on ordinary threads a CPU is a
 * slot that a thread owns: {@link #threads()}. A model of a machine brings its own.
 *
 * <pre>{@code
 * int slot = cpus.slot();
 * if (slot >= 0) {
 *   addAsOnlyWriter(slot, amount);
 * } else {
 *   addAtomically(~slot, amount);
 * }
 * }</pre>
 *
 * <p><b>The contract.</b> A slot is <em>exclusive</em> where nobody but the caller writes as its
 * owner, from the look-up until the write that follows, and where all that earlier owners did
 * happens-before the look-up. A thread that may be moved off its CPU in between has to forbid that,
 * or is not to be told that its slot is exclusive. One slot may be exclusive for its owner and
 * shared by others at the same time (a model may answer so to tasks that can be preempted): so what
 * owners write is kept apart from what the others write. All methods are about the thread that
 * calls them, never block for long, and may be called anywhere.
 *
 * <p><b>Differences from Linux:</b> {@code smp_processor_id()} with the preemption check built in:
 * what it would warn about is {@code exclusive() == false} here.
 */
public interface CpuIds {
  /**
   * The caller's slot.
   *
   * @return an index from 0 to {@link #count} - 1
   */
  int current();

  /**
   * How many slots there are; never changes.
   *
   * @return the number, at least 1
   */
  int count();

  /**
   * Whether the slot that the last {@link #current} or {@link #slot} of this thread returned is its
   * own: if not, others may write to it at the same time, and atomically is how.
   *
   * @return true if only the caller writes to it
   */
  boolean exclusive();

  /**
   * Both answers by one look-up.
   *
   * @return {@link #current} if the slot is the caller's own, else {@code ~current()}, which is
   *     negative
   */
  default int slot() {
    int cpu = current();
    return exclusive() ? cpu : ~cpu;
  }

  /**
   * The slots of ordinary threads, one set for the whole process.
   *
   * <p>A platform thread gets a slot of its own at its first look-up, while there are any: at most
   * four times as many as processors. It keeps it until it ends; the next thread that finds it dead
   * inherits the slot. Platform threads beyond these share slots with virtual threads, by thread
   * id; such a platform thread asks again every 1,024 look-ups whether one has become free, and
   * changes at most once.
   *
   * @return the slots; always the same object
   */
  static CpuIds threads() {
    return OrdinaryThreads.ALL;
  }
}
