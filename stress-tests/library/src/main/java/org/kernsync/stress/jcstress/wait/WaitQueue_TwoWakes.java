package org.kernsync.stress.jcstress.wait;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.kernsync.stress.BrokenTwin;
import org.kernsync.stress.broken.TwoStepWaitQueue;
import org.kernsync.wait.WaitEntry;
import org.kernsync.wait.WaitQueue;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * Do two wakers wake two? Two wait, each for itself alone, from the start; each waker wakes one.
 */
@JCStressTest
@Outcome(id = "true, true", expect = ACCEPTABLE, desc = "Each woke another one.")
@Outcome(expect = FORBIDDEN, desc = "Both woke the same one.")
@State
public class WaitQueue_TwoWakes {
  private final WaitQueue queue = new WaitQueue();
  private final WaitEntry one = WaitEntry.exclusive();
  private final WaitEntry other = WaitEntry.exclusive();

  /** Made anew for each attempt. */
  public WaitQueue_TwoWakes() {
    queue.prepareToWait(one);
    queue.prepareToWait(other);
  }

  /** Wakes one. */
  @Actor
  public void first() {
    queue.wakeOne();
  }

  /** Wakes one. */
  @Actor
  public void second() {
    queue.wakeOne();
  }

  /**
   * Looks who is woken.
   *
   * @param r what is observed
   */
  @Arbiter
  public void arbiter(ZZ_Result r) {
    r.r1 = one.isWoken();
    r.r2 = other.isWoken();
  }

  /** The same on a broken copy. */
  @JCStressTest
  @JCStressMeta(WaitQueue_TwoWakes.class)
  @BrokenTwin("looks who is first, then takes it off")
  @State
  public static class Twin {
    private final TwoStepWaitQueue queue = new TwoStepWaitQueue();
    private final TwoStepWaitQueue.Place one = queue.prepareToWait();
    private final TwoStepWaitQueue.Place other = queue.prepareToWait();

    /** Made anew for each attempt. */
    public Twin() {}

    /** Wakes one. */
    @Actor
    public void first() {
      queue.wakeOne();
    }

    /** Wakes one. */
    @Actor
    public void second() {
      queue.wakeOne();
    }

    /**
     * Looks who is woken.
     *
     * @param r what is observed
     */
    @Arbiter
    public void arbiter(ZZ_Result r) {
      r.r1 = one.isWoken();
      r.r2 = other.isWoken();
    }
  }
}
