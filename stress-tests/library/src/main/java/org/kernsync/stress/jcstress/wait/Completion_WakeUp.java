package org.kernsync.stress.jcstress.wait;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.kernsync.stress.BrokenTwin;
import org.kernsync.stress.broken.SilentCompletion;
import org.kernsync.wait.Completion;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/**
 * Does a {@code complete} wake a thread that is about to sleep? Who is not woken hangs, and with it
 * the run, which the runner notices; the twin gives up and says so.
 */
@JCStressTest
@Outcome(id = "true", expect = ACCEPTABLE, desc = "It passed.")
@Outcome(id = "false", expect = FORBIDDEN, desc = "It slept on, and it was done.")
@State
public class Completion_WakeUp {
  private final Completion completion = new Completion();

  /** Made anew for each attempt. */
  public Completion_WakeUp() {}

  /** Gets it done. */
  @Actor
  public void worker() {
    completion.complete();
  }

  /**
   * Waits.
   *
   * @param r what is observed
   */
  @Actor
  public void waiter(Z_Result r) {
    try {
      completion.await();
      r.r1 = true;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e); // nobody interrupts
    }
  }

  /** The same on a broken copy. */
  @JCStressTest
  @JCStressMeta(Completion_WakeUp.class)
  @BrokenTwin("wakes nobody")
  @State
  public static class Twin {
    private final SilentCompletion completion = new SilentCompletion();

    /** Made anew for each attempt. */
    public Twin() {}

    /** Gets it done. */
    @Actor
    public void worker() {
      completion.complete();
    }

    /**
     * Waits.
     *
     * @param r what is observed
     */
    @Actor
    public void waiter(Z_Result r) {
      try {
        r.r1 = completion.await(1_000_000);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e); // nobody interrupts
      }
    }
  }
}
