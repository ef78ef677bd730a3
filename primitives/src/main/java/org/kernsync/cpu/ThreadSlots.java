package org.kernsync.cpu;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.kernsync.internal.ListGuard;
import org.kernsync.internal.StackReserve;
import org.kernsync.internal.ThreadKinds;

/** A set of slots: some owned by platform threads, the rest shared. */
final class ThreadSlots implements CpuIds {
  /*
   * field    written by                        written with  read with
   * owners   the holder of guard: itself, in   plain         plain (compared with the reader);
   *          place of nobody or of the dead                  under the guard
   * guard    who enters or leaves the section  CAS, release  opaque
   * records  each thread its own               thread-local  thread-local
   *
   * Slots 0 to owners.length - 1 are owned, the ones behind are shared: no slot changes its kind.
   *
   * One writer: an element names a thread only because that thread stored itself there, over null
   * or over a thread that it saw dead, under the guard. So a thread that finds itself there has not
   * been replaced, and reads its own store: plain will do. What it finds else is not itself.
   *
   * Inheritance, PC1: isAlive() == false happens-after all that the thread did; so the heir may go
   * on with plain reads of what the dead one wrote to the slot.
   *
   * Record: {slot as slot() returns it, look-ups left until the next try}. An int[], since an
   * object of this library in a thread-local would keep its class loader for as long as the thread
   * lives. Platform threads only: of virtual threads there may be millions, and they need none.
   *
   * Memory: owners keeps at most owners.length dead threads from being collected; one record for
   * each live platform thread that has looked up.
   */
  private static final int SLOT = 0;
  private static final int LOOKS_LEFT = 1;

  /** A platform thread that shares a slot tries to get its own once in so many look-ups. */
  static final int LOOKS_PER_TRY = 1_024;

  private static final int OWNED_PER_PROCESSOR = 4;

  /** So many places a displaced owner looks at before it asks its thread-local. */
  private static final int PROBES = 8;

  private final ThreadLocal<int[]> records = new ThreadLocal<>();
  private final Thread[] owners;
  private final int lastOwned;
  private final int lastShared;
  private volatile int guard;

  /**
   * Makes slots that nobody has.
   *
   * @param owned how many to give to platform threads, a power of two
   * @param shared how many the others share, a power of two
   */
  ThreadSlots(int owned, int shared) {
    owners = new Thread[owned];
    lastOwned = owned - 1;
    lastShared = shared - 1;
  }

  static ThreadSlots ofProcessors(int processors) {
    int shared = 2 * Integer.highestOneBit(Math.max(1, processors) * 2 - 1) / 2;
    return new ThreadSlots(Integer.highestOneBit(OWNED_PER_PROCESSOR * processors), shared);
  }

  @Override
  public int slot() {
    Thread self = Thread.currentThread();
    int home = (int) self.getId() & lastOwned;
    return owners[home] == self ? home : slotElsewhere(self); // plain: see the notes
  }

  @Override
  public int current() {
    int slot = slot();
    return slot < 0 ? ~slot : slot;
  }

  @Override
  public boolean exclusive() {
    Thread self = Thread.currentThread();
    if (ThreadKinds.isVirtual(self)) {
      return false;
    }
    int[] record = records.get();
    return record == null ? slot() >= 0 : record[SLOT] >= 0;
  }

  @Override
  public int count() {
    return lastOwned + 1 + lastShared + 1;
  }

  /** Who owns which slot, to be compared with the caller and nothing else; see the notes. */
  Thread[] owners() {
    return owners;
  }

  /** Not at home: displaced by another owner, sharing, virtual, or new. */
  int slotElsewhere(Thread self) {
    if (ThreadKinds.isVirtual(self)) {
      return sharedSlot(self);
    }
    int near = slotNearHome(self);
    if (near >= 0) {
      return near;
    }
    int[] record = records.get();
    if (record == null) {
      StackReserve.ensure();
      record = new int[] {sharedSlot(self), 0};
      records.set(record); // before a slot is taken: if there is no memory, none is
    }
    if (record[SLOT] < 0 && --record[LOOKS_LEFT] < 0) {
      StackReserve.ensure(); // or the guard could stay locked
      record[LOOKS_LEFT] = LOOKS_PER_TRY;
      int own = take(self);
      record[SLOT] = own < 0 ? record[SLOT] : own;
    }
    return record[SLOT];
  }

  /** The places behind home, where {@link #take} looked first; quicker than the thread-local. */
  private int slotNearHome(Thread self) {
    int home = (int) self.getId();
    for (int i = 1; i < PROBES; i++) {
      int slot = home + i & lastOwned;
      if (owners[slot] == self) { // plain: see the notes
        return slot;
      }
    }
    return -1;
  }

  /** By id, and not by a bare mask of it: ids of virtual threads often grow in steps. */
  private int sharedSlot(Thread self) {
    int mixed = (int) (self.getId() * 0x9E37_79B9_7F4A_7C15L >>> 32);
    return ~(lastOwned + 1 + (mixed & lastShared));
  }

  /** Takes a slot of nobody's or of a thread that has ended, best its home; -1 if there is none. */
  private int take(Thread self) {
    int home = (int) self.getId() & lastOwned;
    int found = -1;
    lockGuard();
    for (int i = 0; i <= lastOwned && found < 0; i++) {
      int slot = home + i & lastOwned;
      Thread owner = owners[slot];
      if (owner == null || !owner.isAlive()) { // PC1: what the dead owner did, before its heir
        owners[slot] = self;
        found = slot;
      }
    }
    unlockGuard();
    return found;
  }

  /** How many slots live threads own, for tests. */
  int liveOwners() {
    int live = 0;
    lockGuard();
    for (Thread owner : owners) {
      live += owner != null && owner.isAlive() ? 1 : 0;
    }
    unlockGuard();
    return live;
  }

  @Override
  public String toString() {
    return "CpuIds.threads[" + owners.length + " owned, " + (lastShared + 1) + " shared]";
  }

  private void lockGuard() {
    int attempt = 0;
    while (guardOpaque() != 0 || !weakCasGuardAcquire()) {
      ListGuard.pause(attempt++);
    }
    ListGuard.entered(attempt);
  }

  private void unlockGuard() {
    GUARD.setRelease(this, 0); // release: PC0, pairs with #weakCasGuardAcquire; owners
  }

  private int guardOpaque() {
    return (int) GUARD.getOpaque(this); // opaque: a hint, the CAS decides
  }

  private boolean weakCasGuardAcquire() {
    return GUARD.weakCompareAndSetAcquire(this, 0, 1); // acquire: PC0, pairs with #unlockGuard
  }

  private static final VarHandle GUARD;

  static {
    try {
      GUARD =
          MethodHandles.lookup()
              .findVarHandle(ThreadSlots.class, "guard", int.class)
              .withInvokeExactBehavior();
    } catch (ReflectiveOperationException missing) {
      throw new ExceptionInInitializerError(missing);
    }
  }
}
