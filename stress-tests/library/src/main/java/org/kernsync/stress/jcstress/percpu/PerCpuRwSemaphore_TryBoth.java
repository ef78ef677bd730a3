package org.kernsync.stress.jcstress.percpu;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.kernsync.percpu.PerCpuRwSemaphore;
import org.kernsync.stress.BrokenTwin;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** Do a reader and a writer that only try exclude each other? Both keep what they get. */
@JCStressTest
@Outcome(
    id = {"true, false", "false, true"},
    expect = ACCEPTABLE,
    desc = "One of them.")
@Outcome(id = "false, false", expect = ACCEPTABLE, desc = "They were in each other's way.")
@Outcome(id = "true, true", expect = FORBIDDEN, desc = "Both are in.")
@State
public class PerCpuRwSemaphore_TryBoth {
  private final PerCpuRwSemaphore lock = new PerCpuRwSemaphore();

  /** Made anew for each attempt. */
  public PerCpuRwSemaphore_TryBoth() {}

  /**
   * Tries to read.
   *
   * @param r what is observed
   */
  @Actor
  public void reader(ZZ_Result r) {
    r.r1 = lock.tryDownRead();
  }

  /**
   * Tries to write.
   *
   * @param r what is observed
   */
  @Actor
  public void writer(ZZ_Result r) {
    r.r2 = lock.tryDownWrite();
  }

  /** The same on a broken copy. */
  @JCStressTest
  @JCStressMeta(PerCpuRwSemaphore_TryBoth.class)
  @BrokenTwin("looks for readers, then goes in")
  @State
  public static class Twin {
    private final PerCpuRwSemaphore lock = new PerCpuRwSemaphore();

    /** Made anew for each attempt. */
    public Twin() {}

    /**
     * Looks for writers, then goes in.
     *
     * @param r what is observed
     */
    @Actor
    public void reader(ZZ_Result r) {
      if (!lock.isWriteLocked()) {
        Thread.onSpinWait();
        r.r1 = lock.tryDownRead();
      }
    }

    /**
     * Looks for readers, then goes in.
     *
     * @param r what is observed
     */
    @Actor
    public void writer(ZZ_Result r) {
      r.r2 = !lock.isReadLocked();
    }
  }
}
