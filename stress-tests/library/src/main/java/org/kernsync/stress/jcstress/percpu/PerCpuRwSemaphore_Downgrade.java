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
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * Does a writer that becomes a reader see its own write? One writes 1, downgrades and reads; the
 * other writes 2.
 */
@JCStressTest
@Outcome(id = "1", expect = ACCEPTABLE, desc = "Nobody wrote in between.")
@Outcome(id = "2", expect = FORBIDDEN, desc = "A writer got in between.")
@State
public class PerCpuRwSemaphore_Downgrade {
  private final PerCpuRwSemaphore lock = new PerCpuRwSemaphore();
  private int content;

  /** Made anew for each attempt. */
  public PerCpuRwSemaphore_Downgrade() {}

  /**
   * Writes, downgrades, reads.
   *
   * @param r what is observed
   */
  @Actor
  public void first(I_Result r) {
    lock.downWrite();
    content = 1;
    lock.downgradeWrite();
    r.r1 = content;
    lock.upRead();
  }

  /** Writes. */
  @Actor
  public void second() {
    lock.downWrite();
    content = 2;
    lock.upWrite();
  }

  /** The same on a broken copy. */
  @JCStressTest
  @JCStressMeta(PerCpuRwSemaphore_Downgrade.class)
  @BrokenTwin("lets go of it before it takes it as a reader")
  @State
  public static class Twin {
    private final PerCpuRwSemaphore lock = new PerCpuRwSemaphore();
    private int content;

    /** Made anew for each attempt. */
    public Twin() {}

    /**
     * Writes, downgrades, reads.
     *
     * @param r what is observed
     */
    @Actor
    public void first(I_Result r) {
      lock.downWrite();
      content = 1;
      lock.upWrite();
      lock.downRead();
      r.r1 = content;
      lock.upRead();
    }

    /** Writes. */
    @Actor
    public void second() {
      lock.downWrite();
      content = 2;
      lock.upWrite();
    }
  }
}
