package org.kernsync.kernel.locking;

import org.kernsync.kernel.cpu.Cpu;
import org.kernsync.kernel.cpu.CpuSpinWait;
import org.kernsync.kernel.cpu.CurrentCpu;
import org.kernsync.spin.ReadWriteSpinLock;

/**
 * {@code rwlock_t}: the library's {@link ReadWriteSpinLock} ({@code arch_rwlock_t}) with preemption
 * disabled while it is held or waited for. Many readers or one writer are inside.
 *
 * <p>Use it for short sections that mostly read and may be entered from interrupt handlers to read.
 * Each of its two sides is taken in the ways of every {@link SectionLock}; a lock that handlers
 * only read needs interrupts off for its writers alone:
 *
 * <pre>{@code
 * try (var _ = lock.write().guardIrqSave(cpu)) { // a handler reads
 *   table.put(key, value);
 * }
 * lock.read().lock(cpu);
 * value = table.get(key);
 * lock.read().unlock(cpu);
 * }</pre>
 *
 * <p><b>Context.</b> As {@link SectionLock}. A reader in a softirq or an interrupt handler, or with
 * softirqs off, passes the writers that wait: the reader that it came upon may be one they wait
 * for. In a task a reader must not read again: it would wait for a writer that waits for it.
 *
 * <p><b>Progress.</b> Fair: tasks that read and writers stand in one line.
 *
 * <p><b>Memory effects.</b> As {@link ReadWriteSpinLock}.
 *
 * <p><b>One CPU.</b> As {@link RawSpinLock}, and never debugged, as in Linux: disabled preemption
 * is all there is.
 *
 * <p><b>Differences from Linux.</b> The sides are objects, so {@code read_lock_irqsave(&lock,
 * flags)} is {@code lock.read().lockIrqSave(cpu)}. A reader has no guard: readers share the lock,
 * and a guard would have to be made for each.
 */
public final class ReadWriteLock {
  final ReadWriteSpinLock arch = new ReadWriteSpinLock(CpuSpinWait.INSTANCE);
  private final ReadSide read = new ReadSide(arch);
  private final WriteSide write = new WriteSide(arch);

  /** Makes a free lock. */
  public ReadWriteLock() {}

  /**
   * The side that many share.
   *
   * @return the read side, always the same
   */
  public SectionLock read() {
    return read;
  }

  /**
   * The side that one has to itself.
   *
   * @return the write side, always the same
   */
  public ExclusiveLock write() {
    return write;
  }

  /**
   * How many read sections are open, on several CPUs; on one nobody counts.
   *
   * @return the number, possibly stale
   */
  public int readers() {
    return arch.readers();
  }

  /**
   * Whether others wait: {@code rwlock_is_contended}.
   *
   * @return true if contended, possibly stale
   */
  public boolean isContended() {
    return arch.isContended();
  }

  @Override
  public String toString() {
    return "rwlock over " + arch;
  }

  static final class ReadSide extends SectionLock {
    private final ReadWriteSpinLock arch;

    ReadSide(ReadWriteSpinLock arch) {
      this.arch = arch;
    }

    @Override
    void acquire(Cpu cpu) {
      if (cpu.isUniprocessor()) {
        return;
      }
      if (cpu.inInterrupt()) {
        arch.readLockNested();
      } else {
        arch.readLock();
      }
      cpu.afterHalts();
    }

    @Override
    boolean tryAcquire(Cpu cpu) {
      return cpu.isUniprocessor() || arch.tryReadLock();
    }

    @Override
    void release(Cpu cpu) {
      if (!cpu.isUniprocessor()) {
        arch.readUnlock();
      }
    }

    @Override
    public String toString() {
      return "read side of " + arch;
    }
  }

  static final class WriteSide extends ExclusiveLock {
    private final ReadWriteSpinLock arch;

    WriteSide(ReadWriteSpinLock arch) {
      this.arch = arch;
    }

    @Override
    void acquire(Cpu cpu) {
      if (!cpu.isUniprocessor()) {
        arch.writeLock();
        cpu.afterHalts();
      }
    }

    @Override
    boolean tryAcquire(Cpu cpu) {
      return cpu.isUniprocessor() || arch.tryWriteLock();
    }

    @Override
    void release(Cpu cpu) {
      if (!cpu.isUniprocessor()) {
        arch.writeUnlock();
      }
    }

    @Override
    public boolean isLocked() {
      return arch.isWriteLocked();
    }

    @Override
    public boolean isHeldHere() {
      Cpu here = CurrentCpu.get();
      return here != null && here.isUniprocessor() || arch.writeHolder() == Thread.currentThread();
    }

    @Override
    public boolean isContended() {
      return arch.isContended();
    }

    @Override
    public String toString() {
      return "write side of " + arch;
    }
  }
}
