package org.kernsync.stress.jcstress.sleep;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.TimeUnit;
import org.kernsync.sleep.CountingSemaphore;
import org.kernsync.stress.BrokenTwin;
import org.kernsync.stress.broken.HeedlessTimeoutSemaphore;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZI_Result;

/**
 * Is the number of permits right when one is given while a waiter gives up? The wait is as short as
 * it can be, so that it ends at about that time.
 */
@JCStressTest
@Outcome(id = "true, 0", expect = ACCEPTABLE, desc = "The permit came first.")
@Outcome(
    id = "false, 1",
    expect = ACCEPTABLE,
    desc = "The timeout came first; the permit is there.")
@Outcome(expect = FORBIDDEN, desc = "A permit appeared or vanished.")
@State
public class CountingSemaphore_TimeoutAgainstUp {
  private final CountingSemaphore semaphore = new CountingSemaphore(0);

  /** Made anew for each attempt. */
  public CountingSemaphore_TimeoutAgainstUp() {}

  /** Gives. */
  @Actor
  public void giver() {
    semaphore.up();
  }

  /**
   * Waits for a moment.
   *
   * @param r what is observed
   */
  @Actor
  public void taker(ZI_Result r) {
    try {
      r.r1 = semaphore.tryDown(1, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e); // nobody interrupts
    }
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
  @JCStressMeta(CountingSemaphore_TimeoutAgainstUp.class)
  @BrokenTwin("a timeout takes the permit that races with it and says no")
  @State
  public static class Twin {
    private final HeedlessTimeoutSemaphore semaphore = new HeedlessTimeoutSemaphore(0);

    /** Made anew for each attempt. */
    public Twin() {}

    /** Gives. */
    @Actor
    public void giver() {
      semaphore.up();
    }

    /**
     * Waits for a moment.
     *
     * @param r what is observed
     */
    @Actor
    public void taker(ZI_Result r) {
      try {
        r.r1 = semaphore.tryDown(1);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e); // nobody interrupts
      }
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
