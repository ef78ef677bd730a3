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
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** Is the count right when a waiter gives up at about the time of a {@code complete}? */
@JCStressTest
@Outcome(
    id = "true, false",
    expect = ACCEPTABLE,
    desc = "It was done in time, and that is used up.")
@Outcome(id = "false, true", expect = ACCEPTABLE, desc = "The timeout came first; it is done.")
@Outcome(expect = FORBIDDEN, desc = "A completion appeared or vanished.")
@State
public class Completion_TimeoutAgainstComplete {
  private final Completion completion = new Completion();

  /** Made anew for each attempt. */
  public Completion_TimeoutAgainstComplete() {}

  /** Gets it done. */
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
  public void waiter(ZZ_Result r) {
    try {
      r.r1 = completion.await(1, TimeUnit.NANOSECONDS);
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
  public void arbiter(ZZ_Result r) {
    r.r2 = completion.tryAwait();
  }

  /** The same on a broken copy. */
  @JCStressTest
  @JCStressMeta(Completion_TimeoutAgainstComplete.class)
  @BrokenTwin("a timeout uses up what races with it and says no")
  @State
  public static class Twin {
    private final HeedlessTimeoutCompletion completion = new HeedlessTimeoutCompletion();

    /** Made anew for each attempt. */
    public Twin() {}

    /** Gets it done. */
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
    public void waiter(ZZ_Result r) {
      try {
        r.r1 = completion.await(1);
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
    public void arbiter(ZZ_Result r) {
      r.r2 = completion.tryAwait();
    }
  }
}
