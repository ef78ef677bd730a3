package org.kernsync.stress.jcstress.percpu;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.kernsync.percpu.PerCpuCounter;
import org.kernsync.stress.BrokenTwin;
import org.kernsync.stress.jcstress.OneCpu;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.J_Result;

/**
 * Is an add lost where each thread has a stripe of its own, and adds with a load and a store? The
 * twin is told that the one stripe that both use is its own.
 */
@JCStressTest
@Outcome(id = "2", expect = ACCEPTABLE, desc = "Both are counted.")
@Outcome(id = "1", expect = FORBIDDEN, desc = "One is lost.")
@State
public class PerCpuCounter_OwnedStripes {
  private final PerCpuCounter counter = new PerCpuCounter();

  /** Made anew for each attempt. */
  public PerCpuCounter_OwnedStripes() {}

  /** Adds one. */
  @Actor
  public void first() {
    counter.add(1);
  }

  /** Adds one. */
  @Actor
  public void second() {
    counter.add(1);
  }

  /**
   * Looks at the end.
   *
   * @param r what is observed
   */
  @Arbiter
  public void arbiter(J_Result r) {
    r.r1 = counter.sum();
  }

  /** The same on a broken copy. */
  @JCStressTest
  @JCStressMeta(PerCpuCounter_OwnedStripes.class)
  @BrokenTwin("two owners of one stripe")
  @State
  public static class Twin {
    private final PerCpuCounter counter = new PerCpuCounter(0, 32, OneCpu.OWNED_BY_ALL);

    /** Made anew for each attempt. */
    public Twin() {}

    /** Adds one. */
    @Actor
    public void first() {
      counter.add(1);
    }

    /** Adds one. */
    @Actor
    public void second() {
      counter.add(1);
    }

    /**
     * Looks at the end.
     *
     * @param r what is observed
     */
    @Arbiter
    public void arbiter(J_Result r) {
      r.r1 = counter.sum();
    }
  }
}
