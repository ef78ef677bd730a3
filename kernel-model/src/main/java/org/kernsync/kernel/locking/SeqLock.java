package org.kernsync.kernel.locking;

import org.kernsync.kernel.cpu.Cpu;
import org.kernsync.kernel.cpu.CpuSpinWait;
import org.kernsync.seq.SeqCount;

/**
 * {@code seqlock_t}: the library's {@link SeqCount} whose writers take a {@link SpinLock}. Readers
 * write nothing and never hold up a writer; they read again where a writer was inside.
 *
 * <pre>{@code
 * try (var _ = lock.write().guardIrqSave(cpu)) { // a handler reads
 *   seconds = newSeconds;
 *   nanos = newNanos;
 * }
 * int start;
 * do {
 *   start = lock.readBegin(cpu);
 *   s = seconds;
 *   n = nanos;
 * } while (lock.readRetry(start));
 * }</pre>
 *
 * <p><b>Context.</b> Any context of the CPU. Where a handler or softirq reads, writers keep it out
 * with {@code irqSave} or {@code Bh}: on top of a writer it would wait for ever.
 *
 * <p><b>Progress.</b> Writers and exclusive readers stand in the spinlock's line. Readers may have
 * to read again for ever under a steady stream of writes; {@link #exclusive} ends that.
 *
 * <p><b>Memory effects.</b> As {@link SeqCount}.
 *
 * <p><b>Differences from Linux.</b> The sides are objects: {@code write_seqlock_irqsave} is {@code
 * write().lockIrqSave}, {@code read_seqlock_excl} is {@code exclusive().lock}. The library has a
 * type of the same name; it keeps the layers of Linux's here, so that the form for one CPU and the
 * context come from the spinlock.
 */
public final class SeqLock {
  final SpinLock spin = new SpinLock();
  private final SeqCount count = SeqCount.guardedBy(spin, spin::isHeldHere, CpuSpinWait.INSTANCE);
  private final Side write = new Side(spin, count, true);
  private final Side exclusive = new Side(spin, count, false);

  /** Makes a free lock. */
  public SeqLock() {}

  /**
   * Begins a read section, after the writer that is inside, if any, has left.
   *
   * @param cpu the CPU that executes the caller; with full preemption it may be another one after a
   *     wait
   * @return the start, for {@link #readRetry}
   */
  public int readBegin(Cpu cpu) {
    int start = count.tryReadBegin();
    return start == SeqCount.BUSY ? readBeginContended(cpu) : start;
  }

  private int readBeginContended(Cpu cpu) {
    cpu.preemptDisable(); // the wait halts this CPU
    try {
      return count.readBegin();
    } finally {
      cpu.afterHalts();
      cpu.preemptEnable();
    }
  }

  /**
   * Ends a read section and says whether it must run again.
   *
   * @param start what {@link #readBegin} returned
   * @return true if a writer was inside meanwhile
   */
  public boolean readRetry(int start) {
    return count.readRetry(start);
  }

  /**
   * The side of the writers.
   *
   * @return the write side, always the same
   */
  public ExclusiveLock write() {
    return write;
  }

  /**
   * The side of readers that keep writers out; those without a lock go on beside them.
   *
   * @return the exclusive read side, always the same
   */
  public ExclusiveLock exclusive() {
    return exclusive;
  }

  @Override
  public String toString() {
    return "seqlock over " + count;
  }

  /** The spinlock, with a step of the counter at both ends for writers. */
  static final class Side extends ExclusiveLock {
    private final SpinLock spin;
    private final SeqCount count;
    private final boolean writes;

    Side(SpinLock spin, SeqCount count, boolean writes) {
      this.spin = spin;
      this.count = count;
      this.writes = writes;
    }

    @Override
    void acquire(Cpu cpu) {
      spin.acquire(cpu);
      if (writes) {
        count.writeBegin();
      }
    }

    @Override
    boolean tryAcquire(Cpu cpu) {
      if (!spin.tryAcquire(cpu)) {
        return false;
      }
      if (writes) {
        count.writeBegin();
      }
      return true;
    }

    @Override
    void release(Cpu cpu) {
      if (!isHeldHere()) {
        throw new IllegalMonitorStateException("unlock on cpu " + cpu.id() + " of " + this);
      }
      if (writes) {
        count.writeEnd();
      }
      spin.release(cpu);
    }

    private boolean isMine() {
      return (count.tryReadBegin() == SeqCount.BUSY) == writes;
    }

    @Override
    public boolean isLocked() {
      return spin.isLocked() && isMine();
    }

    @Override
    public boolean isHeldHere() {
      return spin.isHeldHere() && isMine();
    }

    @Override
    public boolean isContended() {
      return spin.isContended();
    }

    @Override
    public String toString() {
      return (writes ? "write side of " : "exclusive read side of ") + count;
    }
  }
}
