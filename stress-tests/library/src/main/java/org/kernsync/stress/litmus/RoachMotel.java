package org.kernsync.stress.litmus;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.kernsync.atomic.AtomicInt32;
import org.kernsync.spin.TicketSpinLock;
import org.kernsync.stress.BrokenTwin;
import org.kernsync.stress.broken.OpenTicketLock;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * Roach motel (RM): accesses may move into a section. How far? A thread waits until a store is seen
 * that another makes inside. Waiting is two reads here, of which the first misses the store and the
 * second sees it; the kernel's tests say the same with a filter.
 */
public final class RoachMotel {
  private RoachMotel() {}

  /**
   * It waits before its own section: then that section is the later one. So a read does not move
   * through a section and out at its end.
   */
  @JCStressTest
  @KernelLitmus(name = "RM-fixed", verdict = KernelVerdict.NEVER)
  @Outcome(
      id = "0, 1, 1",
      expect = FORBIDDEN,
      desc = "The store was seen before a section that counts first.")
  @Outcome(id = "[01], [01], [12]", expect = ACCEPTABLE, desc = "In order.")
  @State
  public static class RM_fixed {
    private final AtomicInt32 x = new AtomicInt32();
    private final AtomicInt32 count = new AtomicInt32();
    private final TicketSpinLock lock = new TicketSpinLock();

    /** Made anew for each attempt. */
    public RM_fixed() {}

    /** Counts and stores inside. */
    @Actor
    public void first() {
      lock.lock();
      count.incReturn();
      x.set(1);
      lock.unlock();
    }

    /**
     * Looks twice, then counts inside.
     *
     * @param r what is observed
     */
    @Actor
    public void second(III_Result r) {
      r.r1 = x.read();
      Moment.pass();
      r.r2 = x.read();
      lock.lock();
      r.r3 = count.incReturn();
      lock.unlock();
    }
  }

  /** The same, broken. */
  @JCStressTest
  @JCStressMeta(RM_fixed.class)
  @BrokenTwin("looks behind its section")
  @State
  public static class RM_fixed_Twin {
    private final AtomicInt32 x = new AtomicInt32();
    private final AtomicInt32 count = new AtomicInt32();
    private final TicketSpinLock lock = new TicketSpinLock();

    /** Made anew for each attempt. */
    public RM_fixed_Twin() {}

    /** Counts and stores inside. */
    @Actor
    public void first() {
      lock.lock();
      count.incReturn();
      x.set(1);
      lock.unlock();
    }

    /**
     * Counts inside, then looks twice.
     *
     * @param r what is observed
     */
    @Actor
    public void second(III_Result r) {
      lock.lock();
      r.r3 = count.incReturn();
      lock.unlock();
      r.r1 = x.read();
      Moment.pass();
      r.r2 = x.read();
    }
  }

  /**
   * It waits inside: in vain, since the other cannot get in. The kernel's verdict is a deadlock;
   * two looks do not wait, and cannot see the store appear.
   */
  @JCStressTest
  @KernelLitmus(name = "RM-broken", verdict = KernelVerdict.DEADLOCK)
  @Outcome(
      id = "0, 1, [12]",
      expect = FORBIDDEN,
      desc = "The store appeared in the middle of a section.")
  @Outcome(
      id = {"0, 0, 1", "1, 1, 2"},
      expect = ACCEPTABLE,
      desc = "One section after the other.")
  @State
  public static class RM_broken {
    private final AtomicInt32 x = new AtomicInt32();
    private final AtomicInt32 count = new AtomicInt32();
    private final TicketSpinLock lock = new TicketSpinLock();

    /** Made anew for each attempt. */
    public RM_broken() {}

    /** Counts and stores inside. */
    @Actor
    public void first() {
      lock.lock();
      count.incReturn();
      x.set(1);
      lock.unlock();
    }

    /**
     * Looks twice and counts, all inside.
     *
     * @param r what is observed
     */
    @Actor
    public void second(III_Result r) {
      lock.lock();
      r.r1 = x.read();
      Moment.pass();
      r.r2 = x.read();
      r.r3 = count.incReturn();
      lock.unlock();
    }
  }

  /** The same, broken. */
  @JCStressTest
  @JCStressMeta(RM_broken.class)
  @BrokenTwin("a lock that lets everybody in")
  @State
  public static class RM_broken_Twin {
    private final AtomicInt32 x = new AtomicInt32();
    private final AtomicInt32 count = new AtomicInt32();
    private final OpenTicketLock lock = new OpenTicketLock();

    /** Made anew for each attempt. */
    public RM_broken_Twin() {}

    /** Counts and stores inside. */
    @Actor
    public void first() {
      lock.lock();
      count.incReturn();
      x.set(1);
      lock.unlock();
    }

    /**
     * Looks twice and counts, all inside.
     *
     * @param r what is observed
     */
    @Actor
    public void second(III_Result r) {
      lock.lock();
      r.r1 = x.read();
      Moment.pass();
      r.r2 = x.read();
      r.r3 = count.incReturn();
      lock.unlock();
    }
  }
}
