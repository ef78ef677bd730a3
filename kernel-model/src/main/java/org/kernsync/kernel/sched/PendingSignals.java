package org.kernsync.kernel.sched;

import org.kernsync.kernel.cpu.Cpu;
import org.kernsync.kernel.locking.LockClass;
import org.kernsync.kernel.locking.RawSpinLock;

/**
 * The signals sent to a task and not yet taken, and the gate through which {@link Thread#interrupt}
 * may reach it.
 *
 * <p>A task that sleeps inside a primitive can be reached only by interrupting its thread. That
 * must happen only while it is inside an interruptible sleep, or the interrupt would hit whatever
 * it does next. Sender and task therefore meet under {@code siglock}: the sender interrupts only
 * while the gate is open, the task clears the interrupt when it closes it.
 */
public final class PendingSignals {
  private static final LockClass LOCK_CLASS = new LockClass("siglock");

  /** The signal that cannot be ignored. */
  public static final int SIGKILL = 9;

  /** The signal of Ctrl-C. */
  public static final int SIGINT = 2;

  /** The polite request to end. */
  public static final int SIGTERM = 15;

  /** By default ignored, or about stopping, which the model does not know: 17 to 23 and 28. */
  private static final long IGNORED = bit(0) | (bit(24) - bit(17)) | bit(28);

  private static final long FATAL = ~IGNORED;

  private final RawSpinLock siglock = new RawSpinLock(LOCK_CLASS);
  private volatile long
      pending; // written under siglock; volatile for the task's lockless look before it sleeps
  private boolean gateOpen; // under siglock

  PendingSignals() {}

  private static long bit(int signal) {
    return 1L << signal;
  }

  /**
   * Whether a signal waits to be taken.
   *
   * @return true if any is pending
   */
  public boolean isPending() {
    return pending
        != 0; // volatile: S3, pairs with #send; the store of the sleeping state came before
  }

  /**
   * Whether a pending signal ends the task. There are no handlers yet: each one that is known does.
   *
   * @return true if so
   */
  public boolean isFatalPending() {
    return (pending & FATAL) != 0;
  }

  /**
   * The signal that ends the task.
   *
   * @return the lowest fatal signal pending, or 0
   */
  public int fatal() {
    long fatal = pending & FATAL;
    return fatal == 0 ? 0 : Long.numberOfTrailingZeros(fatal);
  }

  /**
   * Marks a signal pending and, where the task sleeps interruptibly inside a primitive, interrupts
   * that sleep. False where the signal is ignored: then nothing was done.
   */
  boolean send(Cpu cpu, int signal, Thread thread) {
    if ((bit(signal) & IGNORED) != 0) {
      return false;
    }
    boolean flags = siglock.lockIrqSave(cpu);
    pending |= bit(signal); // volatile: S3, pairs with #isPending
    if (gateOpen) {
      thread.interrupt();
    }
    siglock.unlockIrqRestore(cpu, flags);
    return true;
  }

  /**
   * Opens the gate, unless a signal is pending already.
   *
   * @param cpu the CPU that executes the task
   * @return false where the sleep must not begin
   */
  boolean openGate(Cpu cpu) {
    boolean flags = siglock.lockIrqSave(cpu);
    boolean mayOpen = pending == 0;
    gateOpen = mayOpen;
    siglock.unlockIrqRestore(cpu, flags);
    return mayOpen;
  }

  /**
   * Closes the gate and clears an interrupt that came too late for the sleep.
   *
   * @param cpu the CPU that executes the task
   */
  void closeGate(Cpu cpu) {
    boolean flags = siglock.lockIrqSave(cpu);
    gateOpen = false;
    Thread.interrupted();
    siglock.unlockIrqRestore(cpu, flags);
  }
}
