package org.kernsync.stress.jcstress.sleep;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.kernsync.sleep.CountingSemaphore;
import org.kernsync.stress.BrokenTwin;
import org.kernsync.stress.broken.OverdraftSemaphore;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Does one permit keep a second thread out? Two threads take it, count on a plain counter and give
 * it back.
 */
@JCStressTest
@Outcome(
    id = {"1, 2", "2, 1"},
    expect = ACCEPTABLE,
    desc = "One after the other.")
@Outcome(id = "1, 1", expect = FORBIDDEN, desc = "Both were inside.")
@State
public class CountingSemaphore_Exclusion {
  private final CountingSemaphore semaphore = new CountingSemaphore(1);
  private int counter;

  /** Made anew for each attempt. */
  public CountingSemaphore_Exclusion() {}

  /**
   * Counts inside.
   *
   * @param r what is observed
   */
  @Actor
  public void first(II_Result r) {
    semaphore.down();
    r.r1 = ++counter;
    semaphore.up();
  }

  /**
   * Counts inside.
   *
   * @param r what is observed
   */
  @Actor
  public void second(II_Result r) {
    semaphore.down();
    r.r2 = ++counter;
    semaphore.up();
  }

  /** The same on a broken copy. */
  @JCStressTest
  @JCStressMeta(CountingSemaphore_Exclusion.class)
  @BrokenTwin("takes a permit that is not there")
  @State
  public static class Twin {
    private final OverdraftSemaphore semaphore = new OverdraftSemaphore(1);
    private int counter;

    /** Made anew for each attempt. */
    public Twin() {}

    /**
     * Counts inside.
     *
     * @param r what is observed
     */
    @Actor
    public void first(II_Result r) {
      semaphore.down();
      r.r1 = ++counter;
      semaphore.up();
    }

    /**
     * Counts inside.
     *
     * @param r what is observed
     */
    @Actor
    public void second(II_Result r) {
      semaphore.down();
      r.r2 = ++counter;
      semaphore.up();
    }
  }
}
