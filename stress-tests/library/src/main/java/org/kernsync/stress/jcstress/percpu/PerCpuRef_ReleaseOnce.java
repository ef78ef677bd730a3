package org.kernsync.stress.jcstress.percpu;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.atomic.AtomicInteger;
import org.kernsync.percpu.PerCpuRef;
import org.kernsync.stress.BrokenTwin;
import org.kernsync.stress.broken.TwoStepPerCpuRef;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * Is the last reference released once? One thread puts the one that it holds, the other kills the
 * count, which gives up the first one.
 */
@JCStressTest
@Outcome(id = "1", expect = ACCEPTABLE, desc = "Released once.")
@Outcome(id = "0", expect = FORBIDDEN, desc = "Nobody releases.")
@Outcome(id = "2", expect = FORBIDDEN, desc = "Both release.")
@State
public class PerCpuRef_ReleaseOnce {
  private final AtomicInteger released = new AtomicInteger();
  private final PerCpuRef reference = new PerCpuRef(released::incrementAndGet);

  /** Made anew for each attempt. */
  public PerCpuRef_ReleaseOnce() {
    reference.tryGetLive(); // the one that is put
  }

  /** Puts a reference. */
  @Actor
  public void user() {
    reference.put();
  }

  /** Gives up the first one. */
  @Actor
  public void owner() {
    reference.kill();
  }

  /**
   * Looks at the end.
   *
   * @param r what is observed
   */
  @Arbiter
  public void arbiter(I_Result r) {
    r.r1 = released.get();
  }

  /** The same on a broken copy. */
  @JCStressTest
  @JCStressMeta(PerCpuRef_ReleaseOnce.class)
  @BrokenTwin("drops, then looks whether it was the last")
  @State
  public static class Twin {
    private final AtomicInteger released = new AtomicInteger();
    private final TwoStepPerCpuRef reference = new TwoStepPerCpuRef(released::incrementAndGet);

    /** Made anew for each attempt. */
    public Twin() {
      reference.tryGetLive(); // the one that is put
    }

    /** Puts a reference. */
    @Actor
    public void user() {
      reference.put();
    }

    /** Gives up the first one. */
    @Actor
    public void owner() {
      reference.kill();
    }

    /**
     * Looks at the end.
     *
     * @param r what is observed
     */
    @Arbiter
    public void arbiter(I_Result r) {
      r.r1 = released.get();
    }
  }
}
