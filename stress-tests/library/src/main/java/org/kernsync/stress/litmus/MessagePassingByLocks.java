package org.kernsync.stress.litmus;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.kernsync.atomic.AtomicInt32;
import org.kernsync.atomic.MemoryBarriers;
import org.kernsync.spin.TicketSpinLock;
import org.kernsync.stress.BrokenTwin;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Message passing by a spinlock: what a lock orders for what is inside, for what is beside, and for
 * somebody who only looks at the lock.
 */
public final class MessagePassingByLocks {
  private MessagePassingByLocks() {}

  /**
   * The data are written before the section with the flag, and read behind the section that sees
   * it.
   */
  @JCStressTest
  @KernelLitmus(name = "MP+polocks", verdict = KernelVerdict.NEVER)
  @Outcome(id = "1, 0", expect = FORBIDDEN, desc = "The flag without the data.")
  @Outcome(
      id = {"0, 0", "0, 1", "1, 1"},
      expect = ACCEPTABLE,
      desc = "No flag yet, or the data with it.")
  @State
  public static class MP_polocks {
    private final AtomicInt32 data = new AtomicInt32();
    private final AtomicInt32 flag = new AtomicInt32();
    private final TicketSpinLock lock = new TicketSpinLock();

    /** Made anew for each attempt. */
    public MP_polocks() {}

    /** Writes the data, raises the flag inside. */
    @Actor
    public void first() {
      data.set(1);
      lock.lock();
      flag.set(1);
      lock.unlock();
    }

    /**
     * Looks at the flag inside, reads the data behind.
     *
     * @param r what is observed
     */
    @Actor
    public void second(II_Result r) {
      lock.lock();
      r.r1 = flag.read();
      lock.unlock();
      r.r2 = data.read();
    }
  }

  /** The same, broken. */
  @JCStressTest
  @JCStressMeta(MP_polocks.class)
  @BrokenTwin("the data are written behind the section")
  @State
  public static class MP_polocks_Twin {
    private final AtomicInt32 data = new AtomicInt32();
    private final AtomicInt32 flag = new AtomicInt32();
    private final TicketSpinLock lock = new TicketSpinLock();

    /** Made anew for each attempt. */
    public MP_polocks_Twin() {}

    /** Raises the flag inside, writes the data behind. */
    @Actor
    public void first() {
      lock.lock();
      flag.set(1);
      lock.unlock();
      data.set(1);
    }

    /**
     * Looks at the flag inside, reads the data behind.
     *
     * @param r what is observed
     */
    @Actor
    public void second(II_Result r) {
      lock.lock();
      r.r1 = flag.read();
      lock.unlock();
      r.r2 = data.read();
    }
  }

  /**
   * The reverse: the data are inside, the flag is outside, raised behind one section and looked at
   * before the other.
   */
  @JCStressTest
  @KernelLitmus(name = "MP+porevlocks", verdict = KernelVerdict.NEVER)
  @Outcome(id = "1, 0", expect = FORBIDDEN, desc = "The flag without the data.")
  @Outcome(
      id = {"0, 0", "0, 1", "1, 1"},
      expect = ACCEPTABLE,
      desc = "No flag yet, or the data with it.")
  @State
  public static class MP_porevlocks {
    private final AtomicInt32 data = new AtomicInt32();
    private final AtomicInt32 flag = new AtomicInt32();
    private final TicketSpinLock lock = new TicketSpinLock();

    /** Made anew for each attempt. */
    public MP_porevlocks() {}

    /**
     * Looks at the flag, reads the data inside.
     *
     * @param r what is observed
     */
    @Actor
    public void first(II_Result r) {
      r.r1 = flag.read();
      lock.lock();
      r.r2 = data.read();
      lock.unlock();
    }

    /** Writes the data inside, raises the flag behind. */
    @Actor
    public void second() {
      lock.lock();
      data.set(1);
      lock.unlock();
      flag.set(1);
    }
  }

  /** The same, broken. */
  @JCStressTest
  @JCStressMeta(MP_porevlocks.class)
  @BrokenTwin("the flag is raised before the section")
  @State
  public static class MP_porevlocks_Twin {
    private final AtomicInt32 data = new AtomicInt32();
    private final AtomicInt32 flag = new AtomicInt32();
    private final TicketSpinLock lock = new TicketSpinLock();

    /** Made anew for each attempt. */
    public MP_porevlocks_Twin() {}

    /**
     * Looks at the flag, reads the data inside.
     *
     * @param r what is observed
     */
    @Actor
    public void first(II_Result r) {
      r.r1 = flag.read();
      lock.lock();
      r.r2 = data.read();
      lock.unlock();
    }

    /** Raises the flag, writes the data inside. */
    @Actor
    public void second() {
      flag.set(1);
      lock.lock();
      data.set(1);
      lock.unlock();
    }
  }

  /**
   * Two sections of one thread under two locks, and a reader without any. In Linux an unlock and
   * the next lock of a CPU keep stores in order; in Java a release and a later acquire of another
   * variable do not, so {@code mbAfterUnlockLock} stands behind the second lock.
   */
  @JCStressTest
  @KernelLitmus(name = "MP+unlocklockonceonce+fencermbonceonce", verdict = KernelVerdict.NEVER)
  @Outcome(id = "1, 0", expect = FORBIDDEN, desc = "The flag without the data.")
  @Outcome(
      id = {"0, 0", "0, 1", "1, 1"},
      expect = ACCEPTABLE,
      desc = "No flag yet, or the data with it.")
  @State
  public static class MP_unlocklockonceonce_fencermbonceonce {
    private final AtomicInt32 data = new AtomicInt32();
    private final AtomicInt32 flag = new AtomicInt32();
    private final TicketSpinLock first = new TicketSpinLock();
    private final TicketSpinLock second = new TicketSpinLock();

    /** Made anew for each attempt. */
    public MP_unlocklockonceonce_fencermbonceonce() {}

    /** Writes the data in one section, raises the flag in the next. */
    @Actor
    public void first() {
      first.lock();
      data.set(1);
      first.unlock();
      second.lock();
      MemoryBarriers.mbAfterUnlockLock();
      flag.set(1);
      second.unlock();
    }

    /**
     * Looks at the flag, reads the data.
     *
     * @param r what is observed
     */
    @Actor
    public void second(II_Result r) {
      r.r1 = flag.read();
      MemoryBarriers.rmb();
      r.r2 = data.read();
    }
  }

  /** As Linux writes it, by the unlock and the lock alone. */
  @JCStressTest
  @Outcome(id = "1, 0", expect = ACCEPTABLE_INTERESTING, desc = "The flag without the data.")
  @Outcome(
      id = {"0, 0", "0, 1", "1, 1"},
      expect = ACCEPTABLE,
      desc = "No flag yet, or the data with it.")
  @State
  public static class MP_unlocklock_bare {
    private final AtomicInt32 data = new AtomicInt32();
    private final AtomicInt32 flag = new AtomicInt32();
    private final TicketSpinLock first = new TicketSpinLock();
    private final TicketSpinLock second = new TicketSpinLock();

    /** Made anew for each attempt. */
    public MP_unlocklock_bare() {}

    /** Writes the data in one section, raises the flag in the next. */
    @Actor
    public void first() {
      first.lock();
      data.set(1);
      first.unlock();
      second.lock();
      flag.set(1);
      second.unlock();
    }

    /**
     * Looks at the flag, reads the data.
     *
     * @param r what is observed
     */
    @Actor
    public void second(II_Result r) {
      r.r1 = flag.read();
      MemoryBarriers.rmb();
      r.r2 = data.read();
    }
  }

  /**
   * Who sees a store from inside a section, and then finds the lock free: may he find it taken
   * after that? {@code smp_mb__after_spinlock} says no.
   */
  @JCStressTest
  @KernelLitmus(name = "MP+polockmbonce+poacquiresilsil", verdict = KernelVerdict.NEVER)
  @Outcome(
      id = "1, 0, 1",
      expect = FORBIDDEN,
      desc = "The store was seen, and the lock was taken later.")
  @Outcome(
      id = "[01], [01], [01]",
      expect = ACCEPTABLE,
      desc = "The lock was taken, then free; or no store yet.")
  @State
  public static class MP_polockmbonce_poacquiresilsil {
    private final AtomicInt32 x = new AtomicInt32();
    private final TicketSpinLock lock = new TicketSpinLock();

    /** Made anew for each attempt. */
    public MP_polockmbonce_poacquiresilsil() {}

    /** Takes the lock once, stores inside. */
    @Actor
    public void first() {
      lock.lock();
      MemoryBarriers.mbAfterSpinlock();
      x.set(1);
      lock.unlock();
    }

    /**
     * Sees the store, then looks at the lock twice.
     *
     * @param r what is observed
     */
    @Actor
    public void second(III_Result r) {
      r.r1 = x.readAcquire();
      r.r2 = lock.isLocked() ? 1 : 0;
      Moment.pass();
      r.r3 = lock.isLocked() ? 1 : 0;
    }
  }

  /** The same, broken. */
  @JCStressTest
  @JCStressMeta(MP_polockmbonce_poacquiresilsil.class)
  @BrokenTwin("stores before it takes the lock")
  @State
  public static class MP_polockmbonce_poacquiresilsil_Twin {
    private final AtomicInt32 x = new AtomicInt32();
    private final TicketSpinLock lock = new TicketSpinLock();

    /** Made anew for each attempt. */
    public MP_polockmbonce_poacquiresilsil_Twin() {}

    /** Stores, takes the lock a moment later, and keeps it for another. */
    @Actor
    public void first() {
      x.set(1);
      Moment.pass();
      lock.lock();
      MemoryBarriers.mbAfterSpinlock();
      Moment.pass();
      lock.unlock();
    }

    /**
     * Sees the store, then looks at the lock twice.
     *
     * @param r what is observed
     */
    @Actor
    public void second(III_Result r) {
      r.r1 = x.readAcquire();
      r.r2 = lock.isLocked() ? 1 : 0;
      Moment.pass();
      r.r3 = lock.isLocked() ? 1 : 0;
    }
  }

  /** Without that barrier the store may be seen before the lock is. */
  @JCStressTest
  @KernelLitmus(name = "MP+polockonce+poacquiresilsil", verdict = KernelVerdict.SOMETIMES)
  @Outcome(
      id = "1, 0, 1",
      expect = ACCEPTABLE_INTERESTING,
      desc = "The store was seen, and the lock was taken later.")
  @Outcome(
      id = "[01], [01], [01]",
      expect = ACCEPTABLE,
      desc = "The lock was taken, then free; or no store yet.")
  @State
  public static class MP_polockonce_poacquiresilsil {
    private final AtomicInt32 x = new AtomicInt32();
    private final TicketSpinLock lock = new TicketSpinLock();

    /** Made anew for each attempt. */
    public MP_polockonce_poacquiresilsil() {}

    /** Takes the lock once, stores inside. */
    @Actor
    public void first() {
      lock.lock();
      x.set(1);
      lock.unlock();
    }

    /**
     * Sees the store, then looks at the lock twice.
     *
     * @param r what is observed
     */
    @Actor
    public void second(III_Result r) {
      r.r1 = x.readAcquire();
      r.r2 = lock.isLocked() ? 1 : 0;
      Moment.pass();
      r.r3 = lock.isLocked() ? 1 : 0;
    }
  }
}
