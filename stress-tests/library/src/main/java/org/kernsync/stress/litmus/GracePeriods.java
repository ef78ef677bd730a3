package org.kernsync.stress.litmus;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.kernsync.atomic.AtomicInt32;
import org.kernsync.rcu.Rcu;
import org.kernsync.rcu.RcuReference;
import org.kernsync.stress.BrokenTwin;
import org.kernsync.stress.broken.HastyEpochRcu;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * RCU: a grace period waits for each section that began before it. So no section can lie across it,
 * with one end before and the other behind.
 */
public final class GracePeriods {
  private GracePeriods() {}

  /**
   * What is stored before a grace period is seen by each section that sees what is stored after it.
   */
  @JCStressTest
  @KernelLitmus(name = "RCU+sync+read", verdict = KernelVerdict.NEVER)
  @Outcome(id = "0, 1", expect = FORBIDDEN, desc = "The section lies across the grace period.")
  @Outcome(
      id = {"0, 0", "1, 0", "1, 1"},
      expect = ACCEPTABLE,
      desc = "The section is on one side.")
  @State
  public static class RCU_sync_read {
    private static final Rcu RCU = new Rcu();
    private final AtomicInt32 x = new AtomicInt32();
    private final AtomicInt32 y = new AtomicInt32();

    /** Made anew for each attempt. */
    public RCU_sync_read() {}

    /**
     * Reads x, and a moment later y, in one section.
     *
     * @param r what is observed
     */
    @Actor
    public void first(II_Result r) {
      RCU.readLock();
      r.r1 = x.read();
      Moment.pass();
      r.r2 = y.read();
      RCU.readUnlock();
    }

    /** Stores x, waits for readers, stores y. */
    @Actor
    public void second() {
      x.set(1);
      RCU.synchronize();
      y.set(1);
    }
  }

  /** The same, broken. */
  @JCStressTest
  @JCStressMeta(RCU_sync_read.class)
  @BrokenTwin("waits for nobody")
  @State
  public static class RCU_sync_read_Twin {
    private static final HastyEpochRcu RCU = new HastyEpochRcu();
    private final AtomicInt32 x = new AtomicInt32();
    private final AtomicInt32 y = new AtomicInt32();

    /** Made anew for each attempt. */
    public RCU_sync_read_Twin() {}

    /**
     * Reads x, and a moment later y, in one section.
     *
     * @param r what is observed
     */
    @Actor
    public void first(II_Result r) {
      RCU.readLock();
      r.r1 = x.read();
      Moment.pass();
      r.r2 = y.read();
      RCU.readUnlock();
    }

    /** Stores x, waits for readers, stores y. */
    @Actor
    public void second() {
      x.set(1);
      RCU.synchronize();
      y.set(1);
    }
  }

  /** What was replaced before a grace period is used by no section after it. */
  @JCStressTest
  @KernelLitmus(name = "RCU+sync+free", verdict = KernelVerdict.NEVER)
  @Outcome(id = "1, 0", expect = FORBIDDEN, desc = "The old object was freed while it was in use.")
  @Outcome(
      id = {"0, 1", "1, 1"},
      expect = ACCEPTABLE,
      desc = "The new one, or the old one before it is freed.")
  @State
  public static class RCU_sync_free {
    private static final Rcu RCU = new Rcu();
    private final AtomicInt32 old = new AtomicInt32(1);
    private final AtomicInt32 fresh = new AtomicInt32(1);
    private final RcuReference<AtomicInt32> current = new RcuReference<>(old);

    /** Made anew for each attempt. */
    public RCU_sync_free() {}

    /**
     * Follows the pointer in a section, and looks a moment later.
     *
     * @param r what is observed
     */
    @Actor
    public void first(II_Result r) {
      RCU.readLock();
      AtomicInt32 found = current.dereference();
      r.r1 = found == old ? 1 : 0;
      Moment.pass();
      r.r2 = found.read();
      RCU.readUnlock();
    }

    /** Swings the pointer, waits for readers, frees what was old. */
    @Actor
    public void second() {
      current.assign(fresh);
      RCU.synchronize();
      old.set(0);
    }
  }

  /** The same, broken. */
  @JCStressTest
  @JCStressMeta(RCU_sync_free.class)
  @BrokenTwin("waits for nobody")
  @State
  public static class RCU_sync_free_Twin {
    private static final HastyEpochRcu RCU = new HastyEpochRcu();
    private final AtomicInt32 old = new AtomicInt32(1);
    private final AtomicInt32 fresh = new AtomicInt32(1);
    private final RcuReference<AtomicInt32> current = new RcuReference<>(old);

    /** Made anew for each attempt. */
    public RCU_sync_free_Twin() {}

    /**
     * Follows the pointer in a section, and looks a moment later.
     *
     * @param r what is observed
     */
    @Actor
    public void first(II_Result r) {
      RCU.readLock();
      AtomicInt32 found = current.dereference();
      r.r1 = found == old ? 1 : 0;
      Moment.pass();
      r.r2 = found.read();
      RCU.readUnlock();
    }

    /** Swings the pointer, waits for readers, frees what was old. */
    @Actor
    public void second() {
      current.assign(fresh);
      RCU.synchronize();
      old.set(0);
    }
  }
}
