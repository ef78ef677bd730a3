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
import org.openjdk.jcstress.infra.results.I_Result;

/** Are permits given by two threads at once all counted? */
@JCStressTest
@Outcome(id = "2", expect = ACCEPTABLE, desc = "Both are there.")
@Outcome(expect = FORBIDDEN, desc = "One is lost.")
@State
public class CountingSemaphore_TwoUps {
  private final CountingSemaphore semaphore = new CountingSemaphore(0);

  /** Made anew for each attempt. */
  public CountingSemaphore_TwoUps() {}

  /** Gives. */
  @Actor
  public void first() {
    semaphore.up();
  }

  /** Gives. */
  @Actor
  public void second() {
    semaphore.up();
  }

  /**
   * Counts.
   *
   * @param r what is observed
   */
  @Arbiter
  public void arbiter(I_Result r) {
    r.r1 = semaphore.availablePermits();
  }

  /** The same on a broken copy. */
  @JCStressTest
  @JCStressMeta(CountingSemaphore_TwoUps.class)
  @BrokenTwin("reads and writes the count in two steps")
  @State
  public static class Twin {
    private final TwoStepSemaphore semaphore = new TwoStepSemaphore(0);

    /** Made anew for each attempt. */
    public Twin() {}

    /** Gives. */
    @Actor
    public void first() {
      semaphore.up();
    }

    /** Gives. */
    @Actor
    public void second() {
      semaphore.up();
    }

    /**
     * Counts.
     *
     * @param r what is observed
     */
    @Arbiter
    public void arbiter(I_Result r) {
      r.r1 = semaphore.permits();
    }
  }
}
