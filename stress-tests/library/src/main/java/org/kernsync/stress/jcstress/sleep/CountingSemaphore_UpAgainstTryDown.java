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
import org.openjdk.jcstress.infra.results.ZI_Result;

/**
 * Is the number of permits right when one is given while another thread takes one? There is one
 * from the start, so the attempt must succeed.
 */
@JCStressTest
@Outcome(id = "true, 1", expect = ACCEPTABLE, desc = "One taken, one given.")
@Outcome(expect = FORBIDDEN, desc = "A permit appeared or vanished.")
@State
public class CountingSemaphore_UpAgainstTryDown {
  private final CountingSemaphore semaphore = new CountingSemaphore(1);

  /** Made anew for each attempt. */
  public CountingSemaphore_UpAgainstTryDown() {}

  /** Gives. */
  @Actor
  public void giver() {
    semaphore.up();
  }

  /**
   * Tries.
   *
   * @param r what is observed
   */
  @Actor
  public void taker(ZI_Result r) {
    r.r1 = semaphore.tryDown();
  }

  /**
   * Counts what is left.
   *
   * @param r what is observed
   */
  @Arbiter
  public void arbiter(ZI_Result r) {
    r.r2 = semaphore.availablePermits();
  }

  /** The same on a broken copy. */
  @JCStressTest
  @JCStressMeta(CountingSemaphore_UpAgainstTryDown.class)
  @BrokenTwin("reads and writes the count in two steps")
  @State
  public static class Twin {
    private final TwoStepSemaphore semaphore = new TwoStepSemaphore(1);

    /** Made anew for each attempt. */
    public Twin() {}

    /** Gives. */
    @Actor
    public void giver() {
      semaphore.up();
    }

    /**
     * Tries.
     *
     * @param r what is observed
     */
    @Actor
    public void taker(ZI_Result r) {
      r.r1 = semaphore.tryDown();
    }

    /**
     * Counts what is left.
     *
     * @param r what is observed
     */
    @Arbiter
    public void arbiter(ZI_Result r) {
      r.r2 = semaphore.permits();
    }
  }
}
