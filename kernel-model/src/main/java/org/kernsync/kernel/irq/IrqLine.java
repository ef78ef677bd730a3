package org.kernsync.kernel.irq;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import org.kernsync.kernel.cpu.Cpu;
import org.kernsync.kernel.lib.RcuListHead;
import org.kernsync.kernel.locking.LockClass;
import org.kernsync.kernel.locking.RawSpinLock;

/** {@code irq_desc}: one line of the interrupt controller. */
final class IrqLine {
  private static final LockClass LOCK_CLASS = new LockClass("irq.lock");
  private static final int LOOK_EVERY = 100_000;
  private static final int TOO_MANY = 99_900;

  final int irq;
  final RawSpinLock lock = new RawSpinLock(LOCK_CLASS);

  // ---- lock, interrupts off
  private int disableDepth;
  private boolean pending; // came while it was disabled or in progress
  private int sinceLook;
  private int unhandled;

  // ---- lock to write, anybody reads
  private volatile boolean inProgress;
  private volatile boolean givenUp; // nobody cared
  private final RcuListHead<IrqAction> actions = RcuListHead.list(); // anybody: under RCU

  // ---- any context
  private volatile long affinity;

  // ---- each element by its CPU only, opaque; read opaque by views
  private final long[] counts;

  IrqLine(int irq, int cpus) {
    this.irq = irq;
    counts = new long[cpus];
    affinity = cpus == Long.SIZE ? -1L : (1L << cpus) - 1;
  }

  /** In an RCU read section, or under the lock. */
  RcuListHead<IrqAction> actions() {
    return actions;
  }

  /** Whether another driver may have the line beside those that have it. Under the lock. */
  boolean hasRoomFor(IrqAction action) {
    assert lock.isHeldHere() : this;
    IrqAction first = actions.first();
    return first == null || first.isShared() && action.isShared();
  }

  /** Adds a driver. Under the lock; true where the line came while nobody could serve it. */
  boolean add(IrqAction action) {
    assert lock.isHeldHere() : this;
    actions.addTail(action.link);
    givenUp = false; // the line gets another chance
    sinceLook = 0;
    unhandled = 0;
    return takePending();
  }

  /** Takes a driver off; false where it is not here. Under the lock. */
  boolean remove(IrqAction action) {
    assert lock.isHeldHere() : this;
    boolean here = action.link.isListed();
    if (here) {
      action.link.del();
    }
    return here;
  }

  /** The drivers by name. As {@link #actions}. */
  List<String> names() {
    List<String> names = new ArrayList<>();
    actions.forEach(action -> names.add(action.name()));
    return names;
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
    if (inProgress || disableDepth > 0 || givenUp || actions.first() == null) {
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

  long count(int cpu) {
    return (long) COUNT.getOpaque(counts, cpu);
  }

  @Override
  public String toString() {
    return "irq " + irq;
  }

  private static final VarHandle COUNT = MethodHandles.arrayElementVarHandle(long[].class);
}
