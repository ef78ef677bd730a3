package org.kernsync.stress.jcstress.wait;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.kernsync.stress.BrokenTwin;
import org.kernsync.stress.broken.SelfishWaitQueue;
import org.kernsync.stress.jcstress.RecycledBox;
import org.kernsync.wait.WaitEntry;
import org.kernsync.wait.WaitQueue;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/**
 * Is a wake-up used if it chose one who leaves? One thread queues for itself alone and leaves
 * without a look; the other queues behind it, or before it, and wakes one.
 */
@JCStressTest
@Outcome(id = "true", expect = ACCEPTABLE, desc = "The one that stayed is woken.")
@Outcome(id = "false", expect = FORBIDDEN, desc = "It left with the wake-up.")
@State
public class WaitQueue_PassesOn {
  private final WaitQueue queue = new WaitQueue();
  private WaitEntry stays;

  /** Made anew for each attempt. */
  public WaitQueue_PassesOn() {}

  /** Queues and leaves. */
  @Actor
  public void leaver() {
    WaitEntry leaves = WaitEntry.exclusive();
    queue.prepareToWait(leaves);
    RecycledBox.pause();
    queue.finishWait(leaves);
  }

  /** Queues, wakes one and stays. */
  @Actor
  public void waker() {
    stays = WaitEntry.exclusive();
    queue.prepareToWait(stays);
    queue.wakeOne();
  }

  /**
   * Looks whether the one that stayed is woken.
   *
   * @param r what is observed
   */
  @Arbiter
  public void arbiter(Z_Result r) {
    r.r1 = stays.isWoken();
  }

  /** The same on a broken copy. */
  @JCStressTest
  @JCStressMeta(WaitQueue_PassesOn.class)
  @BrokenTwin("who leaves keeps the wake-up")
  @State
  public static class Twin {
    private final SelfishWaitQueue queue = new SelfishWaitQueue();
    private SelfishWaitQueue.Place stays;

    /** Made anew for each attempt. */
    public Twin() {}

    /** Queues and leaves. */
    @Actor
    public void leaver() {
      SelfishWaitQueue.Place leaves = queue.prepareToWait();
      RecycledBox.pause();
      queue.finishWait(leaves);
    }

    /** Queues, wakes one and stays. */
    @Actor
    public void waker() {
      stays = queue.prepareToWait();
      queue.wakeOne();
    }

    /**
     * Looks whether the one that stayed is woken.
     *
     * @param r what is observed
     */
    @Arbiter
    public void arbiter(Z_Result r) {
      r.r1 = stays.isWoken();
    }
  }
}
