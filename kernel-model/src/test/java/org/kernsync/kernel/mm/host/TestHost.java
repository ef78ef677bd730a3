package org.kernsync.kernel.mm.host;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.IntConsumer;
import org.kernsync.spin.TicketSpinLock;

/** A host for one thread, which says in which slot it is, and what it may do there. */
public final class TestHost implements MemoryHost {
  private final int slots;
  private boolean inside;

  /** In which slot the thread is. */
  public int slot;

  /** Whether it may sleep. */
  public boolean maySleep = true;

  /** Whether it is freeing memory. */
  public boolean memalloc;

  /** Whether it is being killed. */
  public boolean victim;

  /** Who is told of each allocation, or null. */
  public MemoryTrace trace;

  /** How often it slept. */
  public int sleeps;

  /** What it does where it sleeps. */
  public Runnable whileAsleep = () -> {};

  /** What waits for a grace period. */
  public final Deque<Runnable> graces = new ArrayDeque<>();

  /**
   * Makes a host.
   *
   * @param slots how many slots it has
   */
  public TestHost(int slots) {
    this.slots = slots;
  }

  @Override
  public int enter() {
    if (inside) {
      throw new IllegalStateException("a section inside of a section");
    }
    inside = true;
    return slot;
  }

  @Override
  public void exit(int entered) {
    if (!inside || entered != slot) {
      throw new IllegalStateException("exit of a section that did not begin");
    }
    inside = false;
  }

  @Override
  public int enterIrqSave() {
    return enter();
  }

  @Override
  public void exitIrqRestore(int entered) {
    exit(entered);
  }

  @Override
  public int slots() {
    return slots;
  }

  @Override
  public void onEachSlot(IntConsumer action) {
    if (inside || !maySleep) {
      throw new IllegalStateException("drain where nobody may wait");
    }
    for (int each = 0; each < slots; each++) {
      action.accept(each);
    }
  }

  @Override
  public MemoryLock newLock(String name) {
    TicketSpinLock lock = new TicketSpinLock();
    return new MemoryLock() {
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
    };
  }

  @Override
  public boolean maySleep() {
    return maySleep;
  }

  @Override
  public boolean isMemalloc() {
    return memalloc;
  }

  @Override
  public boolean isVictim() {
    return victim;
  }

  @Override
  public void awaitMemory(long nanos) {
    if (!maySleep) {
      throw new IllegalStateException("sleep where nobody may");
    }
    sleeps++;
    whileAsleep.run();
  }

  @Override
  public void afterGracePeriod(Runnable action) {
    graces.add(action);
  }

  @Override
  public void misuse(String report) {
    throw new IllegalStateException(report);
  }

  @Override
  public MemoryTrace trace() {
    return trace;
  }
}
