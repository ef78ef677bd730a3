package org.kernsync.kernel.locking;

import org.kernsync.kernel.cpu.Cpu;

/**
 * Gives an {@link ExclusiveLock} back at the end of a {@code try} block, in the way that fits how
 * it was taken. One for each lock, for one context at a time holds that.
 *
 * <p><b>Context.</b> Closed by the context that opened it, once; it is on the same CPU still, for
 * it was in an atomic section all the time.
 */
public final class SectionGuard implements AutoCloseable {
  static final byte PLAIN = 0;
  static final byte IRQS_WERE_ON = 1;
  static final byte IRQS_WERE_OFF = 2;
  static final byte BH = 3;

  /* All plain: written by the holder after it took the lock, read by the holder before it gives it back. */
  private final ExclusiveLock lock;
  private Cpu cpu;
  private byte taken;

  SectionGuard(ExclusiveLock lock) {
    this.lock = lock;
  }

  /** What to remember of an irqsave section. */
  static byte after(boolean flags) {
    return flags ? IRQS_WERE_OFF : IRQS_WERE_ON;
  }

  SectionGuard opened(Cpu here, byte how) {
    if (cpu != here) { // spares the collector's fence, as in the ticket lock's holder
      cpu = here;
    }
    taken = how;
    return this;
  }

  /**
   * Gives the lock back and puts interrupts or softirqs back.
   *
   * @throws IllegalMonitorStateException if the caller does not hold the lock; nothing has changed
   *     then
   */
  @Override
  public void close() {
    switch (taken) {
      case PLAIN -> lock.unlock(cpu);
      case BH -> lock.unlockBh(cpu);
      default -> lock.unlockIrqRestore(cpu, taken == IRQS_WERE_OFF);
    }
  }

  @Override
  public String toString() {
    return "guard of " + lock;
  }
}
