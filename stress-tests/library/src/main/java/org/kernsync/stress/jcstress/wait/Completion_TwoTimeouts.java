package org.kernsync.stress.jcstress.wait;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.TimeUnit;
import org.kernsync.stress.BrokenTwin;
import org.kernsync.stress.broken.HeedlessTimeoutCompletion;
import org.kernsync.wait.Completion;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZZ_Result;

/**
 * Does one of two waiters pass, or is it still done, when both give up at about the time of a
 * {@code complete}?
 */
@JCStressTest
@Outcome(
    id = {"true, false, false", "false, true, false"},
    expect = ACCEPTABLE,
    desc = "One passed.")
@Outcome(id = "false, false, true", expect = ACCEPTABLE, desc = "Both gave up; it is done.")
@Outcome(expect = FORBIDDEN, desc = "A completion appeared or vanished.")
@State
public class Completion_TwoTimeouts {
  private final Completion completion = new Completion();

  /** Made anew for each attempt. */
  public Completion_TwoTimeouts() {}

  /** Gets one done. */
  @Actor
  public void worker() {
    completion.complete();
  }

  /**
   * Waits for a moment.
   *
   * @param r what is observed
   */
  @Actor
  public void first(ZZZ_Result r) {
    try {
      r.r1 = completion.await(1, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e); // nobody interrupts
    }
  }

  /**
   * Waits for a moment.
   *
   * @param r what is observed
   */
  @Actor
  public void second(ZZZ_Result r) {
    try {
      r.r2 = completion.await(1, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e); // nobody interrupts
    }
  }

  /**
   * Looks whether it is done.
   *
   * @param r what is observed
   */
  @Arbiter
  public void arbiter(ZZZ_Result r) {
    r.r3 = completion.tryAwait();
  }

  /** The same on a broken copy. */
  @JCStressTest
  @JCStressMeta(Completion_TwoTimeouts.class)
  @BrokenTwin("a timeout uses up what races with it and says no")
  @State
  public static class Twin {
    private final HeedlessTimeoutCompletion completion = new HeedlessTimeoutCompletion();

    /** Made anew for each attempt. */
    public Twin() {}

    /** Gets one done. */
    @Actor
    public void worker() {
      completion.complete();
    }

    /**
     * Waits for a moment.
     *
     * @param r what is observed
     */
    @Actor
    public void first(ZZZ_Result r) {
      try {
        r.r1 = completion.await(1);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e); // nobody interrupts
      }
    }

    /**
     * Waits for a moment.
     *
     * @param r what is observed
     */
    @Actor
    public void second(ZZZ_Result r) {
      try {
        r.r2 = completion.await(1);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e); // nobody interrupts
      }
    }

    /**
     * Looks whether it is done.
     *
     * @param r what is observed
     */
    @Arbiter
    public void arbiter(ZZZ_Result r) {
      r.r3 = completion.tryAwait();
    }
  }
}
