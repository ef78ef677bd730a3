package org.kernsync.stress.jcstress.wait;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.kernsync.stress.BrokenTwin;
import org.kernsync.stress.broken.DeafWaitQueue;
import org.kernsync.wait.WaitQueue;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/**
 * Does a wake-up reach a thread that has just found its condition false? The waker changes first
 * and wakes second. Who is not woken hangs, and with it the run, which the runner notices; the twin
 * gives up and says so.
 */
@JCStressTest
@Outcome(id = "true", expect = ACCEPTABLE, desc = "It saw the change.")
@Outcome(id = "false", expect = FORBIDDEN, desc = "It slept on beside the change.")
@State
public class WaitQueue_WakeUp {
  private final WaitQueue queue = new WaitQueue();
  private volatile boolean change;

  /** Made anew for each attempt. */
  public WaitQueue_WakeUp() {}

  /** Changes, then wakes. */
  @Actor
  public void waker() {
    change = true;
    queue.wakeAll();
  }

  /**
   * Waits for the change.
   *
   * @param r what is observed
   */
  @Actor
  public void waiter(Z_Result r) {
    queue.waitEvent(() -> change);
    r.r1 = true;
  }

  /** The same on a broken copy. */
  @JCStressTest
  @JCStressMeta(WaitQueue_WakeUp.class)
  @BrokenTwin("tests, then queues, then sleeps")
  @State
  public static class Twin {
    private final DeafWaitQueue queue = new DeafWaitQueue();
    private volatile boolean change;

    /** Made anew for each attempt. */
    public Twin() {}

    /** Changes, then wakes. */
    @Actor
    public void waker() {
      change = true;
      queue.wakeOne();
    }

    /**
     * Waits for the change.
     *
     * @param r what is observed
     */
    @Actor
    public void waiter(Z_Result r) {
      r.r1 = queue.waitEvent(() -> change, 1_000_000);
    }
  }
}
