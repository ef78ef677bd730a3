package org.kernsync.stress.jcstress.wait;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.kernsync.stress.BrokenTwin;
import org.kernsync.wait.WaitEntry;
import org.kernsync.wait.WaitQueue;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * Does a waker that is told that nobody waits know that a waiter will see its change? The store
 * buffering shape: changed, then asked; queued, then tested.
 */
@JCStressTest
@Outcome(
    id = {"true, true", "true, false", "false, true"},
    expect = ACCEPTABLE,
    desc = "One of them saw the other.")
@Outcome(
    id = "false, false",
    expect = FORBIDDEN,
    desc = "No wake-up, and no change seen: a sleep without end.")
@State
public class WaitQueue_HasSleepers {
  private final WaitQueue queue = new WaitQueue();
  private int change;

  /** Made anew for each attempt. */
  public WaitQueue_HasSleepers() {}

  /**
   * Changes, then asks whether it need wake anybody.
   *
   * @param r what is observed
   */
  @Actor
  public void waker(ZZ_Result r) {
    change = 1;
    r.r1 = queue.hasSleepers();
  }

  /**
   * Tests, queues, and tests again.
   *
   * @param r what is observed
   */
  @Actor
  public void waiter(ZZ_Result r) {
    boolean before = change == 1;
    queue.prepareToWait(WaitEntry.shared());
    r.r2 = before | change == 1;
  }

  /** The same with the question that has no fence. */
  @JCStressTest
  @JCStressMeta(WaitQueue_HasSleepers.class)
  @BrokenTwin("asks without a fence, as hasWaiters does")
  @State
  public static class Twin {
    private final WaitQueue queue = new WaitQueue();
    private int change;

    /** Made anew for each attempt. */
    public Twin() {}

    /**
     * Changes, then asks whether it need wake anybody.
     *
     * @param r what is observed
     */
    @Actor
    public void waker(ZZ_Result r) {
      change = 1;
      r.r1 = queue.hasWaiters();
    }

    /**
     * Tests, queues, and tests again.
     *
     * @param r what is observed
     */
    @Actor
    public void waiter(ZZ_Result r) {
      boolean before = change == 1;
      queue.prepareToWait(WaitEntry.shared());
      r.r2 = before | change == 1;
    }
  }
}
