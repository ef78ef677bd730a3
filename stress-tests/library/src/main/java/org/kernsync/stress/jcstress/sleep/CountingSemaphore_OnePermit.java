package org.kernsync.stress.jcstress.sleep;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.kernsync.sleep.CountingSemaphore;
import org.kernsync.stress.BrokenTwin;
import org.kernsync.stress.broken.TwoStepSemaphore;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZI_Result;

/** Is a permit taken once? Two threads try for the only one; then the count is read. */
@JCStressTest
@Outcome(
    id = {"true, false, 0", "false, true, 0"},
    expect = ACCEPTABLE,
    desc = "One of them has it.")
@Outcome(expect = FORBIDDEN, desc = "Taken twice or lost.")
@State
public class CountingSemaphore_OnePermit {
  private final CountingSemaphore semaphore = new CountingSemaphore(1);

  /** Made anew for each attempt. */
  public CountingSemaphore_OnePermit() {}

  /**
   * Tries.
   *
   * @param r what is observed
   */
  @Actor
  public void first(ZZI_Result r) {
    r.r1 = semaphore.tryDown();
  }

  /**
   * Tries.
   *
   * @param r what is observed
   */
  @Actor
  public void second(ZZI_Result r) {
    r.r2 = semaphore.tryDown();
  }

  /**
   * Counts what is left.
   *
   * @param r what is observed
   */
  @Arbiter
  public void arbiter(ZZI_Result r) {
    r.r3 = semaphore.availablePermits();
  }

  /** The same on a broken copy. */
  @JCStressTest
  @JCStressMeta(CountingSemaphore_OnePermit.class)
  @BrokenTwin("reads and writes the count in two steps")
  @State
  public static class Twin {
    private final TwoStepSemaphore semaphore = new TwoStepSemaphore(1);

    /** Made anew for each attempt. */
    public Twin() {}

    /**
     * Tries.
     *
     * @param r what is observed
     */
    @Actor
    public void first(ZZI_Result r) {
      r.r1 = semaphore.tryDown();
    }

    /**
     * Tries.
     *
     * @param r what is observed
     */
    @Actor
    public void second(ZZI_Result r) {
      r.r2 = semaphore.tryDown();
    }

    /**
     * Counts what is left.
     *
     * @param r what is observed
     */
    @Arbiter
    public void arbiter(ZZI_Result r) {
      r.r3 = semaphore.permits();
    }
  }
}
