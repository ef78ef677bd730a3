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
import org.openjdk.jcstress.infra.results.IIII_Result;

/**
 * Do three additions come one after the other? Each of three threads is told what was there before.
 */
@JCStressTest
@Outcome(
    id = {"0, 1, 2, 3", "0, 2, 1, 3", "1, 0, 2, 3", "1, 2, 0, 3", "2, 0, 1, 3", "2, 1, 0, 3"},
    expect = ACCEPTABLE,
    desc = "In some order.")
@Outcome(id = ".*, .*, .*, [12]", expect = FORBIDDEN, desc = "One is lost.")
@Outcome(id = ".*, .*, .*, 3", expect = FORBIDDEN, desc = "Two began from the same.")
@State
public class AtomicInt32_ThreeAdds {
  private final AtomicInt32 value = new AtomicInt32(0);

  /** Made anew for each attempt. */
  public AtomicInt32_ThreeAdds() {}

  /**
   * Adds one.
   *
   * @param r what is observed
   */
  @Actor
  public void first(IIII_Result r) {
    r.r1 = value.fetchAdd(1);
  }

  /**
   * Adds one.
   *
   * @param r what is observed
   */
  @Actor
  public void second(IIII_Result r) {
    r.r2 = value.fetchAdd(1);
  }

  /**
   * Adds one.
   *
   * @param r what is observed
   */
  @Actor
  public void third(IIII_Result r) {
    r.r3 = value.fetchAdd(1);
  }

  /**
   * Looks at the sum.
   *
   * @param r what is observed
   */
  @Arbiter
  public void arbiter(IIII_Result r) {
    r.r4 = value.read();
  }

  /** The same on a broken copy. */
  @JCStressTest
  @JCStressMeta(AtomicInt32_ThreeAdds.class)
  @BrokenTwin("reads, then writes")
  @State
  public static class Twin {
    private final TwoStepInt32 value = new TwoStepInt32(0);

    /** Made anew for each attempt. */
    public Twin() {}

    /**
     * Adds one.
     *
     * @param r what is observed
     */
    @Actor
    public void first(IIII_Result r) {
      r.r1 = value.fetchAdd(1);
    }

    /**
     * Adds one.
     *
     * @param r what is observed
     */
    @Actor
    public void second(IIII_Result r) {
      r.r2 = value.fetchAdd(1);
    }

    /**
     * Adds one.
     *
     * @param r what is observed
     */
    @Actor
    public void third(IIII_Result r) {
      r.r3 = value.fetchAdd(1);
    }

    /**
     * Looks at the sum.
     *
     * @param r what is observed
     */
    @Arbiter
    public void arbiter(IIII_Result r) {
      r.r4 = value.read();
    }
  }
}
