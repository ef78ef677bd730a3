package org.kernsync.kernel.cpu;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

/** The interrupts that are pending on one CPU, and the halt that they end. */
final class InterruptWord {
  /*
   * field          written by            written with             read with
   * pending        any thread            getAndBitwiseOr          opaque (poll), volatile (before halting)
   *                the CPU               getAndSet(0)
   * halted         the CPU               volatile                 volatile (raise)
   *
   * No interrupt is lost: raise writes pending, then reads halted; the CPU writes halted, then reads pending. Both pairs
   * are volatile, so at least one side sees the other (store-load, label C1).
   */
  private volatile int pending;
  private volatile boolean halted;

  /** Makes an interrupt pending and ends a halt; from any thread. */
  void raise(Interrupt interrupt, Thread cpu) {
    int before =
        (int) PENDING.getAndBitwiseOr(this, interrupt.bit()); // volatile: C1, pairs with #halt
    if (halted && (before & interrupt.bit()) == 0) { // volatile: C1
      LockSupport.unpark(cpu);
    }
  }

  /** Whether any is pending; a poll may see it late. */
  boolean isAny() {
    return (int) PENDING.getOpaque(this) != 0; // opaque: taking them is ordered by getAndSet
  }

  /** Takes all; what was published before a raise is seen by the handlers. */
  int take() {
    return (int) PENDING.getAndSet(this, 0); // volatile: C1, pairs with #raise
  }

  /** Parks the CPU's thread until an interrupt, an unpark or the time. */
  void halt(Object blocker, long nanos, boolean unlessPending) {
    halted = true; // volatile: C1, pairs with #raise
    if (!unlessPending || pending == 0) { // volatile: C1
      LockSupport.parkNanos(blocker, nanos);
    }
    halted = false;
  }

  @Override
  public String toString() {
    return (halted ? "halted, " : "") + "pending 0x" + Integer.toHexString(pending);
  }

  private static final VarHandle PENDING;

  static {
    try {
      PENDING = MethodHandles.lookup().findVarHandle(InterruptWord.class, "pending", int.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }
}
