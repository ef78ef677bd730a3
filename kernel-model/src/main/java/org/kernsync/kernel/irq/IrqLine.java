package org.kernsync.kernel.irq;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.kernsync.kernel.cpu.Cpu;
import org.kernsync.kernel.locking.RawSpinLock;

/** {@code irq_desc}: one line of the interrupt controller. */
final class IrqLine {
  private static final IrqAction[] NONE = {};
  private static final int LOOK_EVERY = 100_000;
  private static final int TOO_MANY = 99_900;

  final int irq;
  final RawSpinLock lock = new RawSpinLock();

  // ---- lock, interrupts off
  private int disableDepth;
  private boolean pending; // came while it was disabled or in progress
  private int sinceLook;
  private int unhandled;

  // ---- lock to write, anybody reads
  private volatile boolean inProgress;
  private volatile boolean givenUp; // nobody cared
  private volatile IrqAction[] actions = NONE;

  // ---- any context
  private volatile long affinity;

  // ---- each element by its CPU only, opaque; read opaque by views
  private final long[] counts;

  IrqLine(int irq, int cpus) {
    this.irq = irq;
    counts = new long[cpus];
    affinity = cpus == Long.SIZE ? -1L : (1L << cpus) - 1;
  }

  IrqAction[] actions() {
    return actions;
  }

  void setActions(IrqAction[] next) {
    assert lock.isHeldHere() : this;
    actions = next;
  }

  long affinity() {
    return affinity;
  }

  void setAffinity(long mask) {
    affinity = mask;
  }

  boolean isInProgress() {
    return inProgress;
  }

  boolean isGivenUp() {
    return givenUp;
  }

  /** Begins to serve the line; false where it has to wait. Under the lock. */
  boolean begin(Cpu cpu) {
    assert lock.isHeldHere() : this;
    if (inProgress || disableDepth > 0 || givenUp || actions.length == 0) {
      pending = true;
      return false;
    }
    COUNT.setOpaque(counts, cpu.id(), counts[cpu.id()] + 1); // opaque: one writer
    pending = false;
    inProgress = true;
    return true;
  }

  /** Ends; true where it came again meanwhile and has to be served again. Under the lock. */
  boolean end() {
    assert lock.isHeldHere() : this;
    inProgress = false;
    return pending && disableDepth == 0 && !givenUp;
  }

  /** Counts; returns true where the line must be given up since nobody cares. Under the lock. */
  boolean note(IrqReturn result) {
    assert lock.isHeldHere() : this;
    if (result == IrqReturn.NONE) {
      unhandled++;
    }
    if (++sinceLook < LOOK_EVERY) {
      return false;
    }
    boolean nobodyCared = unhandled > TOO_MANY;
    sinceLook = 0;
    unhandled = 0;
    givenUp |= nobodyCared;
    return nobodyCared;
  }

  void disable() {
    assert lock.isHeldHere() : this;
    disableDepth++;
  }

  /** Returns whether it came meanwhile and is to be raised again. */
  boolean enable() {
    assert lock.isHeldHere() : this;
    if (disableDepth == 0) {
      throw new IllegalStateException("unbalanced enable of irq " + irq);
    }
    disableDepth--;
    return disableDepth == 0 && takePending();
  }

  /** Whether it came while nobody could serve it. Under the lock. */
  boolean takePending() {
    assert lock.isHeldHere() : this;
    boolean was = pending && !inProgress;
    if (was) {
      pending = false;
    }
    return was;
  }

  /** A driver came: the line gets another chance. Under the lock. */
  void revive() {
    assert lock.isHeldHere() : this;
    givenUp = false;
    sinceLook = 0;
    unhandled = 0;
  }

  long count(int cpu) {
    return (long) COUNT.getOpaque(counts, cpu);
  }

  @Override
  public String toString() {
    return "irq " + irq;
  }

  private static final VarHandle COUNT = MethodHandles.arrayElementVarHandle(long[].class);
}
