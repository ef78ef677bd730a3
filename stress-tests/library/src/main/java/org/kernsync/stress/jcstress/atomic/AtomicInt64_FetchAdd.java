package org.kernsync.stress.jcstress.atomic;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.kernsync.atomic.AtomicInt64;
import org.kernsync.stress.BrokenTwin;
import org.kernsync.stress.broken.TwoStepInt64;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJJ_Result;

/**
 * Do two additions each see the other or are seen by it? Two threads add one, and are told what was
 * there before; then the sum is looked at.
 */
@JCStressTest
@Outcome(
    id = {"0, 1, 2", "1, 0, 2"},
    expect = ACCEPTABLE,
    desc = "One after the other.")
@Outcome(id = "0, 0, .*", expect = FORBIDDEN, desc = "Both began from the same.")
@Outcome(id = ".*, .*, 1", expect = FORBIDDEN, desc = "One is lost.")
@State
public class AtomicInt64_FetchAdd {
  private final AtomicInt64 value = new AtomicInt64(0);

  /** Made anew for each attempt. */
  public AtomicInt64_FetchAdd() {}

  /**
   * Adds one.
   *
   * @param r what is observed
   */
  @Actor
  public void first(JJJ_Result r) {
    r.r1 = value.fetchAdd(1);
  }

  /**
   * Adds one.
   *
   * @param r what is observed
   */
  @Actor
  public void second(JJJ_Result r) {
    r.r2 = value.fetchAdd(1);
  }

  /**
   * Looks at the sum.
   *
   * @param r what is observed
   */
  @Arbiter
  public void arbiter(JJJ_Result r) {
    r.r3 = value.read();
  }

  /** The same on a broken copy. */
  @JCStressTest
  @JCStressMeta(AtomicInt64_FetchAdd.class)
  @BrokenTwin("reads, then writes")
  @State
  public static class Twin {
    private final TwoStepInt64 value = new TwoStepInt64(0);

    /** Made anew for each attempt. */
    public Twin() {}

    /**
     * Adds one.
     *
     * @param r what is observed
     */
    @Actor
    public void first(JJJ_Result r) {
      r.r1 = value.fetchAdd(1);
    }

    /**
     * Adds one.
     *
     * @param r what is observed
     */
    @Actor
    public void second(JJJ_Result r) {
      r.r2 = value.fetchAdd(1);
    }

    /**
     * Looks at the sum.
     *
     * @param r what is observed
     */
    @Arbiter
    public void arbiter(JJJ_Result r) {
      r.r3 = value.read();
    }
  }
}
