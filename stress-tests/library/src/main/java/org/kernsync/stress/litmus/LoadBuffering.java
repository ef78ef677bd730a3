package org.kernsync.stress.litmus;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.kernsync.atomic.AtomicInt32;
import org.kernsync.atomic.MemoryBarriers;
import org.kernsync.spin.TicketSpinLock;
import org.kernsync.stress.BrokenTwin;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * Load buffering (LB): each of two threads reads one variable, then stores to the other. May both
 * reads see the store that stands behind the other read? x86 never moves a store before a load; the
 * compiler may, in plain and opaque mode.
 *
 * <p>Here the kernel leans on control and data dependencies. <b>They order nothing in Java</b>: the
 * tests take an acquire in their place, and the form of Linux stands beside them.
 */
public final class LoadBuffering {
  private LoadBuffering() {}

  /** A release in one thread, an acquire in the other. */
  @JCStressTest
  @KernelLitmus(name = "LB+poacquireonce+pooncerelease", verdict = KernelVerdict.NEVER)
  @Outcome(
      id = "1, 1",
      expect = FORBIDDEN,
      desc = "Both saw a store that comes after their own read.")
  @Outcome(
      id = {"0, 0", "0, 1", "1, 0"},
      expect = ACCEPTABLE,
      desc = "At most one saw the other.")
  @State
  public static class LB_poacquireonce_pooncerelease {
    private final AtomicInt32 x = new AtomicInt32();
    private final AtomicInt32 y = new AtomicInt32();

    /** Made anew for each attempt. */
    public LB_poacquireonce_pooncerelease() {}

    /**
     * Reads x, stores y.
     *
     * @param r what is observed
     */
    @Actor
    public void first(II_Result r) {
      r.r1 = x.read();
      y.setRelease(1);
    }

    /**
     * Reads y, stores x.
     *
     * @param r what is observed
     */
    @Actor
    public void second(II_Result r) {
      r.r2 = y.readAcquire();
      x.set(1);
    }
  }

  /** The same, broken. */
  @JCStressTest
  @JCStressMeta(LB_poacquireonce_pooncerelease.class)
  @BrokenTwin("the store before the read")
  @State
  public static class LB_poacquireonce_pooncerelease_Twin {
    private final AtomicInt32 x = new AtomicInt32();
    private final AtomicInt32 y = new AtomicInt32();

    /** Made anew for each attempt. */
    public LB_poacquireonce_pooncerelease_Twin() {}

    /**
     * Stores y, reads x a moment later.
     *
     * @param r what is observed
     */
    @Actor
    public void first(II_Result r) {
      y.setRelease(1);
      Moment.pass();
      r.r1 = x.read();
    }

    /**
     * Reads y, stores x.
     *
     * @param r what is observed
     */
    @Actor
    public void second(II_Result r) {
      r.r2 = y.readAcquire();
      x.set(1);
    }
  }

  /** Without order. */
  @JCStressTest
  @KernelLitmus(name = "LB+poonceonces", verdict = KernelVerdict.SOMETIMES)
  @Outcome(
      id = "1, 1",
      expect = ACCEPTABLE_INTERESTING,
      desc = "Both saw a store that comes after their own read.")
  @Outcome(
      id = {"0, 0", "0, 1", "1, 0"},
      expect = ACCEPTABLE,
      desc = "At most one saw the other.")
  @State
  public static class LB_poonceonces {
    private final AtomicInt32 x = new AtomicInt32();
    private final AtomicInt32 y = new AtomicInt32();

    /** Made anew for each attempt. */
    public LB_poonceonces() {}

    /**
     * Reads x, stores y.
     *
     * @param r what is observed
     */
    @Actor
    public void first(II_Result r) {
      r.r1 = x.read();
      y.set(1);
    }

    /**
     * Reads y, stores x.
     *
     * @param r what is observed
     */
    @Actor
    public void second(II_Result r) {
      r.r2 = y.read();
      x.set(1);
    }
  }

  /**
   * A branch on what was read, and {@code smp_mb} in the other thread. Linux orders a store behind
   * the branch that leads to it; in Java the read must be an acquire, or {@code
   * acquireAfterControlDependency} stand in the branch.
   */
  @JCStressTest
  @KernelLitmus(name = "LB+fencembonceonce+ctrlonceonce", verdict = KernelVerdict.NEVER)
  @Outcome(
      id = "1, 1",
      expect = FORBIDDEN,
      desc = "Both saw a store that comes after their own read.")
  @Outcome(
      id = {"0, 0", "0, 1", "1, 0"},
      expect = ACCEPTABLE,
      desc = "At most one saw the other.")
  @State
  public static class LB_fencembonceonce_ctrlonceonce {
    private final AtomicInt32 x = new AtomicInt32();
    private final AtomicInt32 y = new AtomicInt32();

    /** Made anew for each attempt. */
    public LB_fencembonceonce_ctrlonceonce() {}

    /**
     * Reads x, and stores y if x was set.
     *
     * @param r what is observed
     */
    @Actor
    public void first(II_Result r) {
      if (x.read() == 1) {
        MemoryBarriers.acquireAfterControlDependency();
        r.r1 = 1;
        y.set(1);
      }
    }

    /**
     * Reads y, stores x.
     *
     * @param r what is observed
     */
    @Actor
    public void second(II_Result r) {
      r.r2 = y.read();
      MemoryBarriers.mb();
      x.set(1);
    }
  }

  /** The same, broken. */
  @JCStressTest
  @JCStressMeta(LB_fencembonceonce_ctrlonceonce.class)
  @BrokenTwin("stores without asking")
  @State
  public static class LB_fencembonceonce_ctrlonceonce_Twin {
    private final AtomicInt32 x = new AtomicInt32();
    private final AtomicInt32 y = new AtomicInt32();

    /** Made anew for each attempt. */
    public LB_fencembonceonce_ctrlonceonce_Twin() {}

    /**
     * Stores y, reads x a moment later.
     *
     * @param r what is observed
     */
    @Actor
    public void first(II_Result r) {
      y.set(1);
      Moment.pass();
      if (x.read() == 1) {
        r.r1 = 1;
      }
    }

    /**
     * Reads y, stores x.
     *
     * @param r what is observed
     */
    @Actor
    public void second(II_Result r) {
      r.r2 = y.read();
      MemoryBarriers.mb();
      x.set(1);
    }
  }

  /** As Linux writes it, by the branch alone. */
  @JCStressTest
  @Outcome(
      id = "1, 1",
      expect = ACCEPTABLE_INTERESTING,
      desc = "Both saw a store that comes after their own read.")
  @Outcome(
      id = {"0, 0", "0, 1", "1, 0"},
      expect = ACCEPTABLE,
      desc = "At most one saw the other.")
  @State
  public static class LB_control {
    private final AtomicInt32 x = new AtomicInt32();
    private final AtomicInt32 y = new AtomicInt32();

    /** Made anew for each attempt. */
    public LB_control() {}

    /**
     * Reads x, and stores y if x was set.
     *
     * @param r what is observed
     */
    @Actor
    public void first(II_Result r) {
      if (x.read() == 1) {
        r.r1 = 1;
        y.set(1);
      }
    }

    /**
     * Reads y, stores x.
     *
     * @param r what is observed
     */
    @Actor
    public void second(II_Result r) {
      r.r2 = y.read();
      MemoryBarriers.mb();
      x.set(1);
    }
  }

  /**
   * The read in one section, the store in the next, under another lock. As in {@link
   * MessagePassingByLocks}, Java needs {@code mbAfterUnlockLock}.
   */
  @JCStressTest
  @KernelLitmus(name = "LB+unlocklockonceonce+poacquireonce", verdict = KernelVerdict.NEVER)
  @Outcome(
      id = "1, 1",
      expect = FORBIDDEN,
      desc = "Both saw a store that comes after their own read.")
  @Outcome(
      id = {"0, 0", "0, 1", "1, 0"},
      expect = ACCEPTABLE,
      desc = "At most one saw the other.")
  @State
  public static class LB_unlocklockonceonce_poacquireonce {
    private final AtomicInt32 x = new AtomicInt32();
    private final AtomicInt32 y = new AtomicInt32();
    private final TicketSpinLock first = new TicketSpinLock();
    private final TicketSpinLock second = new TicketSpinLock();

    /** Made anew for each attempt. */
    public LB_unlocklockonceonce_poacquireonce() {}

    /**
     * Reads x in one section, stores y in the next.
     *
     * @param r what is observed
     */
    @Actor
    public void first(II_Result r) {
      first.lock();
      r.r1 = x.read();
      first.unlock();
      second.lock();
      MemoryBarriers.mbAfterUnlockLock();
      y.set(1);
      second.unlock();
    }

    /**
     * Reads y, stores x.
     *
     * @param r what is observed
     */
    @Actor
    public void second(II_Result r) {
      r.r2 = y.readAcquire();
      x.set(1);
    }
  }

  /** As Linux writes it, by the unlock and the lock alone. */
  @JCStressTest
  @Outcome(
      id = "1, 1",
      expect = ACCEPTABLE_INTERESTING,
      desc = "Both saw a store that comes after their own read.")
  @Outcome(
      id = {"0, 0", "0, 1", "1, 0"},
      expect = ACCEPTABLE,
      desc = "At most one saw the other.")
  @State
  public static class LB_unlocklock_bare {
    private final AtomicInt32 x = new AtomicInt32();
    private final AtomicInt32 y = new AtomicInt32();
    private final TicketSpinLock first = new TicketSpinLock();
    private final TicketSpinLock second = new TicketSpinLock();

    /** Made anew for each attempt. */
    public LB_unlocklock_bare() {}

    /**
     * Reads x in one section, stores y in the next.
     *
     * @param r what is observed
     */
    @Actor
    public void first(II_Result r) {
      first.lock();
      r.r1 = x.read();
      first.unlock();
      second.lock();
      y.set(1);
      second.unlock();
    }

    /**
     * Reads y, stores x.
     *
     * @param r what is observed
     */
    @Actor
    public void second(II_Result r) {
      r.r2 = y.readAcquire();
      x.set(1);
    }
  }

  /**
   * A value that goes through plain variables and decides about a store. Linux: plain accesses
   * carry the dependency. Java: no dependency is needed, since nobody else writes the value; it
   * would come out of thin air.
   */
  @JCStressTest
  @KernelLitmus(name = "dep+plain", verdict = KernelVerdict.NEVER)
  @Outcome(id = "1", expect = FORBIDDEN, desc = "A one that nobody wrote.")
  @Outcome(id = "0", expect = ACCEPTABLE, desc = "Nothing.")
  @State
  public static class dep_plain {
    private final AtomicInt32 x = new AtomicInt32();
    private final AtomicInt32 y = new AtomicInt32();
    private int one;
    private int other;

    /** Made anew for each attempt. */
    public dep_plain() {}

    /** Copies x through two plain variables, and stores y if it was set. */
    @Actor
    public void first() {
      one = x.read();
      other = one;
      if (other == 1) {
        y.set(1);
      }
    }

    /** Copies y to x. */
    @Actor
    public void second() {
      x.setRelease(y.readAcquire());
    }

    /**
     * Reads what is left in x.
     *
     * @param r what is observed
     */
    @Arbiter
    public void end(I_Result r) {
      r.r1 = x.read();
    }
  }

  /** The same, broken. */
  @JCStressTest
  @JCStressMeta(dep_plain.class)
  @BrokenTwin("stores without asking")
  @State
  public static class dep_plain_Twin {
    private final AtomicInt32 x = new AtomicInt32();
    private final AtomicInt32 y = new AtomicInt32();

    /** Made anew for each attempt. */
    public dep_plain_Twin() {}

    /** Stores y. */
    @Actor
    public void first() {
      y.set(1);
    }

    /** Copies y to x. */
    @Actor
    public void second() {
      x.setRelease(y.readAcquire());
    }

    /**
     * Reads what is left in x.
     *
     * @param r what is observed
     */
    @Arbiter
    public void end(I_Result r) {
      r.r1 = x.read();
    }
  }
}
