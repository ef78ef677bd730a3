package org.kernsync.stress.jcstress.atomic;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.kernsync.atomic.AtomicInt64;
import org.kernsync.stress.BrokenTwin;
import org.kernsync.stress.broken.TwoStepInt64;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * Does a count that was seen to reach zero stay there? One thread gives the last one back, the
 * other takes one more unless there is none.
 */
@JCStressTest
@Outcome(
    id = {"true, false", "false, true"},
    expect = ACCEPTABLE,
    desc = "Dead, or one more in time.")
@Outcome(id = "true, true", expect = FORBIDDEN, desc = "Dead, and revived.")
@Outcome(id = "false, false", expect = FORBIDDEN, desc = "Neither dead nor taken.")
@State
public class AtomicInt64_IncNotZero {
  private final AtomicInt64 value = new AtomicInt64(1);

  /** Made anew for each attempt. */
  public AtomicInt64_IncNotZero() {}

  /**
   * Gives back.
   *
   * @param r what is observed
   */
  @Actor
  public void last(ZZ_Result r) {
    r.r1 = value.decAndTest();
  }

  /**
   * Takes one more.
   *
   * @param r what is observed
   */
  @Actor
  public void another(ZZ_Result r) {
    r.r2 = value.incNotZero();
  }

  /** The same on a broken copy. */
  @JCStressTest
  @JCStressMeta(AtomicInt64_IncNotZero.class)
  @BrokenTwin("reads, then writes")
  @State
  public static class Twin {
    private final TwoStepInt64 value = new TwoStepInt64(1);

    /** Made anew for each attempt. */
    public Twin() {}

    /**
     * Gives back.
     *
     * @param r what is observed
     */
    @Actor
    public void last(ZZ_Result r) {
      r.r1 = value.decAndTest();
    }

    /**
     * Takes one more.
     *
     * @param r what is observed
     */
    @Actor
    public void another(ZZ_Result r) {
      r.r2 = value.incNotZero();
    }
  }
}
