package org.kernsync.stress.jcstress.percpu;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.kernsync.percpu.PerCpuCounter;
import org.kernsync.stress.BrokenTwin;
import org.kernsync.stress.broken.UnlockedPerCpuCounter;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZJ_Result;

/**
 * Does a limit hold against two who want the last of it? Both add one, and there is room for one.
 */
@JCStressTest
@Outcome(
    id = {"true, false, 1", "false, true, 1"},
    expect = ACCEPTABLE,
    desc = "One of them gets it.")
@Outcome(id = "true, true, 2", expect = FORBIDDEN, desc = "Beyond the limit.")
@Outcome(id = "false, false, 0", expect = FORBIDDEN, desc = "Nobody gets it.")
@State
public class PerCpuCounter_LimitedAdd {
  private final PerCpuCounter counter = new PerCpuCounter();

  /** Made anew for each attempt. */
  public PerCpuCounter_LimitedAdd() {}

  /**
   * Adds one, unless that is too much.
   *
   * @param r what is observed
   */
  @Actor
  public void first(ZZJ_Result r) {
    r.r1 = counter.limitedAdd(1, 1);
  }

  /**
   * Adds one, unless that is too much.
   *
   * @param r what is observed
   */
  @Actor
  public void second(ZZJ_Result r) {
    r.r2 = counter.limitedAdd(1, 1);
  }

  /**
   * Looks at the end.
   *
   * @param r what is observed
   */
  @Arbiter
  public void arbiter(ZZJ_Result r) {
    r.r3 = counter.sum();
  }

  /** The same on a broken copy. */
  @JCStressTest
  @JCStressMeta(PerCpuCounter_LimitedAdd.class)
  @BrokenTwin("looks at the limit, then adds")
  @State
  public static class Twin {
    private final UnlockedPerCpuCounter counter = new UnlockedPerCpuCounter(2, 32);

    /** Made anew for each attempt. */
    public Twin() {}

    /**
     * Adds one, unless that is too much.
     *
     * @param r what is observed
     */
    @Actor
    public void first(ZZJ_Result r) {
      r.r1 = counter.limitedAdd(1, 1);
    }

    /**
     * Adds one, unless that is too much.
     *
     * @param r what is observed
     */
    @Actor
    public void second(ZZJ_Result r) {
      r.r2 = counter.limitedAdd(1, 1);
    }

    /**
     * Looks at the end.
     *
     * @param r what is observed
     */
    @Arbiter
    public void arbiter(ZZJ_Result r) {
      r.r3 = counter.sum();
    }
  }
}
