package org.kernsync.kernel.mm.host;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import org.kernsync.atomic.AtomicInt64;
import org.kernsync.atomic.MemoryBarriers;
import org.kernsync.cpu.CpuIds;
import org.kernsync.rcu.Rcu;
import org.kernsync.sleep.Mutex;
import org.kernsync.spin.QueuedSpinLock;
import org.kernsync.spin.SpinWait;
import org.kernsync.spin.TicketSpinLock;

/**
 * Ordinary threads as the host of an allocator. A platform thread has a slot of its own, which it
 * enters with two stores and a load; virtual threads, and platform threads beyond the slots, share
 * some, each behind a lock.
 *
 * <p><b>Context.</b> Any thread. A thread that dies inside of a section takes its slot with it.
 *
 * <p><b>Progress.</b> Entering is wait-free for the owner of a slot, but while {@link #onEachSlot}
 * runs, which is rare and short.
 */
public final class PlainHost implements MemoryHost {
  /*
   * field              written by        written with      read with
   * words[busy of s]   the slot's owner  opaque, release   acquire (onEachSlot)
   * words[frozen of s] onEachSlot        opaque, release   acquire (owner)
   *
   * Exclusion, MM2: the owner sets busy and then looks at frozen; onEachSlot sets frozen and then
   * looks at busy. A store-load fence stands between the two on both sides, paid by onEachSlot, so
   * one of the two sees the other: either the owner steps back, or onEachSlot waits for it.
   * Visibility: the release of either word, and the acquire load by the other side.
   * An owner that has ended left busy at 0, and all it did happens-before its heir (see CpuIds).
   */
  private static final int STRIDE_SHIFT = 6; // words per slot: 256 bytes, two pairs of lines
  private static final int FROZEN = 1;
  private static final int PARK_NANOS = 50_000;

  /** Loaded before there is a trace: compilers do not inline what returns a type not yet loaded. */
  private static final Class<?> LOADED = MemoryTrace.class;

  private final CpuIds cpus = CpuIds.threads();
  private final int[] words = new int[cpus.count() + 1 << STRIDE_SHIFT];
  private final TicketSpinLock[] shared = new TicketSpinLock[cpus.count()];
  private final Mutex draining = new Mutex();
  private final SpinWait spinWait = SpinWait.host();
  private final MemoryTrace trace;
  private final Rcu rcu;
  private final AtomicInt64 callbacks = new AtomicInt64(); // given, and not yet run

  /** Makes a host that traces nothing. */
  public PlainHost() {
    this(null);
  }

  /**
   * Makes a host with a domain of its own.
   *
   * @param trace who wants to know of each allocation, or null
   */
  public PlainHost(MemoryTrace trace) {
    this(trace, new Rcu());
  }

  /**
   * Makes a host.
   *
   * @param trace who wants to know of each allocation, or null
   * @param rcu whose readers memory waits for that is freed after a grace period
   */
  public PlainHost(MemoryTrace trace, Rcu rcu) {
    this.trace = trace;
    this.rcu = rcu;
    for (int slot = 0; slot < shared.length; slot++) {
      shared[slot] = new TicketSpinLock();
    }
  }

  /**
   * The domain whose grace periods {@link #afterGracePeriod} waits for: readers of memory that is
   * freed after one stand in its sections.
   *
   * @return the domain
   */
  public Rcu rcu() {
    return rcu;
  }

  // ---- slots

  @Override
  public int enter() {
    int slot = cpus.slot();
    if (slot >= 0) {
      int busy = slot + 1 << STRIDE_SHIFT;
      assert wordAcquire(busy) == 0 : "a section inside of a section";
      setWordOpaque(busy, 1); // opaque: MM2, pairs with #onEachSlot
      MemoryBarriers.lightMb(); // MM2, pairs with the heavy one in #onEachSlot; busy, frozen
      if (wordAcquire(busy + FROZEN) == 0) { // acquire: MM2, pairs with #onEachSlot
        return slot;
      }
      return enterFrozen(slot);
    }
    shared[~slot].lock();
    return ~slot;
  }

  /** Somebody drains this slot: steps back until that is done. */
  private int enterFrozen(int slot) {
    int busy = slot + 1 << STRIDE_SHIFT;
    do {
      setWordRelease(busy, 0); // release: MM2, pairs with #onEachSlot
      for (int step = 0; wordAcquire(busy + FROZEN) != 0; step++) { // acquire: MM2, as above
        waitStep(step);
      }
      setWordOpaque(busy, 1); // opaque: MM2, as in #enter
      MemoryBarriers.lightMb(); // MM2, as in #enter
    } while (wordAcquire(busy + FROZEN) != 0); // acquire: MM2, as in #enter
    return slot;
  }

  @Override
  public void exit(int slot) {
    int busy = slot + 1 << STRIDE_SHIFT;
    if (words[busy] != 0) { // plain: this thread's own, or always 0 where the slot is shared
      setWordRelease(busy, 0); // release: MM2, pairs with #onEachSlot
    } else {
      shared[slot].unlock();
    }
  }

  @Override
  public int enterIrqSave() {
    return enter();
  }

  @Override
  public void exitIrqRestore(int slot) {
    exit(slot);
  }

  @Override
  public int slots() {
    return shared.length;
  }

  @Override
  public void onEachSlot(IntConsumer action) {
    draining.lock();
    try {
      setAllFrozen(true);
      try {
        MemoryBarriers.heavyMb(); // full: MM2, pairs with the light one in #enter; frozen, busy
        for (int slot = 0; slot < shared.length; slot++) {
          int busy = slot + 1 << STRIDE_SHIFT;
          for (int step = 0; wordAcquire(busy) != 0; step++) { // acquire: MM2, pairs with #exit
            waitStep(step);
          }
          shared[slot].lock();
          try {
            action.accept(slot);
          } finally {
            shared[slot].unlock();
          }
        }
      } finally {
        setAllFrozen(false);
      }
    } finally {
      draining.unlock();
    }
  }

  private void setAllFrozen(boolean frozen) {
    for (int slot = 0; slot < shared.length; slot++) {
      // release: MM2, pairs with #enter; what was done in the slot, when it is thawed
      setWordRelease((slot + 1 << STRIDE_SHIFT) + FROZEN, frozen ? 1 : 0);
    }
  }

  private void waitStep(int step) {
    if (step < SpinWait.PARK_STEP) {
      spinWait.pause(step);
    } else {
      spinWait.park(this, PARK_NANOS);
    }
  }

  // ---- the rest

  @Override
  public MemoryLock newLock(String name) {
    return new PlainLock(name);
  }

  @Override
  public boolean maySleep() {
    return true;
  }

  @Override
  public boolean isMemalloc() {
    return false;
  }

  @Override
  public boolean isVictim() {
    return false;
  }

  @Override
  public void awaitMemory(long nanos) {
    LockSupport.parkNanos(this, nanos);
  }

  @Override
  public void afterGracePeriod(Runnable action) {
    Runnable counted =
        () -> {
          try {
            action.run();
          } finally {
            callbacks.dec(); // behind what it gave itself; who waits is ordered by the barrier
          }
        };
    boolean given = false;
    callbacks.inc();
    try {
      rcu.call(counted);
      given = true;
    } finally {
      if (!given) {
        callbacks.dec();
      }
    }
  }

  @Override
  public void awaitCallbacks() {
    while (callbacks.read() > 0) {
      rcu.barrier();
    }
  }

  @Override
  public void misuse(String report) {
    throw new IllegalStateException(report);
  }

  @Override
  public MemoryTrace trace() {
    return trace;
  }

  /**
   * Threads that run may pass those that sleep: in strict order, two that want the same zone all
   * the time would hand the lock over each time, at a tenth of the speed.
   */
  private static final class PlainLock implements MemoryLock {
    private final QueuedSpinLock lock = new QueuedSpinLock();
    private final String name;

    PlainLock(String name) {
      this.name = name;
    }

    @Override
    public long lock() {
      lock.lock();
      return 0;
    }

    @Override
    public void unlock(long flags) {
      lock.unlock();
    }

    @Override
    public boolean isHeldHere() {
      return lock.holder() == Thread.currentThread();
    }

    @Override
    public boolean isLocked() {
      return lock.isLocked();
    }

    @Override
    public String toString() {
      return name + " " + lock;
    }
  }

  private int wordAcquire(int index) {
    return (int) WORDS.getAcquire(words, index);
  }

  private void setWordOpaque(int index, int value) {
    WORDS.setOpaque(words, index, value);
  }

  private void setWordRelease(int index, int value) {
    WORDS.setRelease(words, index, value);
  }

  private static final VarHandle WORDS =
      MethodHandles.arrayElementVarHandle(int[].class).withInvokeExactBehavior();
}
