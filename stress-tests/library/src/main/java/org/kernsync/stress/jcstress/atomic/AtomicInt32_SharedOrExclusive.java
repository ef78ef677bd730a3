package org.kernsync.stress.jcstress.atomic;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.kernsync.atomic.AtomicInt32;
import org.kernsync.stress.BrokenTwin;
import org.kernsync.stress.broken.TwoStepInt32;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * Can readers and a writer be counted in one word? Readers add one unless it is negative; the
 * writer subtracts one unless it is positive. Both give theirs back only later.
 */
@JCStressTest
@Outcome(
    id = {"true, false", "false, true"},
    expect = ACCEPTABLE,
    desc = "One side is in.")
@Outcome(id = "true, true", expect = FORBIDDEN, desc = "Both are in.")
@Outcome(id = "false, false", expect = FORBIDDEN, desc = "Neither is.")
@State
public class AtomicInt32_SharedOrExclusive {
  private final AtomicInt32 value = new AtomicInt32(0);

  /** Made anew for each attempt. */
  public AtomicInt32_SharedOrExclusive() {}

  /**
   * Comes in unless a writer is there.
   *
   * @param r what is observed
   */
  @Actor
  public void reader(ZZ_Result r) {
    r.r1 = value.incUnlessNegative();
  }

  /**
   * Comes in unless a reader is there.
   *
   * @param r what is observed
   */
  @Actor
  public void writer(ZZ_Result r) {
    r.r2 = value.decUnlessPositive();
  }

  /** The same on a broken copy. */
  @JCStressTest
  @JCStressMeta(AtomicInt32_SharedOrExclusive.class)
  @BrokenTwin("reads, then writes")
  @State
  public static class Twin {
    private final TwoStepInt32 value = new TwoStepInt32(0);

    /** Made anew for each attempt. */
    public Twin() {}

    /**
     * Comes in unless a writer is there.
     *
     * @param r what is observed
     */
    @Actor
    public void reader(ZZ_Result r) {
      r.r1 = value.incUnlessNegative();
    }

    /**
     * Comes in unless a reader is there.
     *
     * @param r what is observed
     */
    @Actor
    public void writer(ZZ_Result r) {
      r.r2 = value.decUnlessPositive();
    }
  }
}
