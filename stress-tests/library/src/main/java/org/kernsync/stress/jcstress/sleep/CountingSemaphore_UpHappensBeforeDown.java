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
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * Does a thread that waited for a permit see what was written before it was given? A plain field is
 * written, then the permit given; the other thread waits for it and reads.
 */
@JCStressTest
@Outcome(id = "1", expect = ACCEPTABLE, desc = "The write is seen.")
@Outcome(id = "0", expect = FORBIDDEN, desc = "The permit came before what it stands for.")
@State
public class CountingSemaphore_UpHappensBeforeDown {
  private final CountingSemaphore semaphore = new CountingSemaphore(0);
  private int x;

  /** Made anew for each attempt. */
  public CountingSemaphore_UpHappensBeforeDown() {}

  /** Writes, then gives. */
  @Actor
  public void giver() {
    x = 1;
    semaphore.up();
  }

  /**
   * Takes, then reads.
   *
   * @param r what is observed
   */
  @Actor
  public void taker(I_Result r) {
    semaphore.down();
    r.r1 = x;
  }

  /** The same on a broken copy. */
  @JCStressTest
  @JCStressMeta(CountingSemaphore_UpHappensBeforeDown.class)
  @BrokenTwin("takes a permit that is not there")
  @State
  public static class Twin {
    private final OverdraftSemaphore semaphore = new OverdraftSemaphore(0);
    private int x;

    /** Made anew for each attempt. */
    public Twin() {}

    /** Writes, then gives. */
    @Actor
    public void giver() {
      x = 1;
      semaphore.up();
    }

    /**
     * Takes, then reads.
     *
     * @param r what is observed
     */
    @Actor
    public void taker(I_Result r) {
      semaphore.down();
      r.r1 = x;
    }
  }
}
