package org.kernsync.stress.jcstress.atomic;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.kernsync.atomic.AtomicInt32;
import org.kernsync.stress.BrokenTwin;
import org.kernsync.stress.broken.TwoStepInt32;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * Does one of two exchanges win, and is the other told by whom? Two threads set zero to a number of
 * their own; each is told what it found.
 */
@JCStressTest
@Outcome(
    id = {"0, 1, 1", "2, 0, 2"},
    expect = ACCEPTABLE,
    desc = "One wins, the other saw it.")
@Outcome(id = "0, 0, .*", expect = FORBIDDEN, desc = "Both believe to have won.")
@State
public class AtomicInt32_Cmpxchg {
  private final AtomicInt32 value = new AtomicInt32(0);

  /** Made anew for each attempt. */
  public AtomicInt32_Cmpxchg() {}

  /**
   * Sets zero to one.
   *
   * @param r what is observed
   */
  @Actor
  public void first(III_Result r) {
    r.r1 = value.cmpxchg(0, 1);
  }

  /**
   * Sets zero to two.
   *
   * @param r what is observed
   */
  @Actor
  public void second(III_Result r) {
    r.r2 = value.cmpxchg(0, 2);
  }

  /**
   * Looks who has won.
   *
   * @param r what is observed
   */
  @Arbiter
  public void arbiter(III_Result r) {
    r.r3 = value.read();
  }

  /** The same on a broken copy. */
  @JCStressTest
  @JCStressMeta(AtomicInt32_Cmpxchg.class)
  @BrokenTwin("compares, then writes")
  @State
  public static class Twin {
    private final TwoStepInt32 value = new TwoStepInt32(0);

    /** Made anew for each attempt. */
    public Twin() {}

    /**
     * Sets zero to one.
     *
     * @param r what is observed
     */
    @Actor
    public void first(III_Result r) {
      r.r1 = value.cmpxchg(0, 1);
    }

    /**
     * Sets zero to two.
     *
     * @param r what is observed
     */
    @Actor
    public void second(III_Result r) {
      r.r2 = value.cmpxchg(0, 2);
    }

    /**
     * Looks who has won.
     *
     * @param r what is observed
     */
    @Arbiter
    public void arbiter(III_Result r) {
      r.r3 = value.read();
    }
  }
}
