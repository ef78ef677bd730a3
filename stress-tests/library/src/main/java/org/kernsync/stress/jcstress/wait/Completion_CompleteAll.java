package org.kernsync.stress.jcstress.wait;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.kernsync.stress.BrokenTwin;
import org.kernsync.stress.broken.FleetingCompletion;
import org.kernsync.wait.Completion;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZI_Result;

/** Do all pass after {@code completeAll}, however many have passed, and whoever races with it? */
@JCStressTest
@Outcome(
    id = {"true, 20", "false, 20"},
    expect = ACCEPTABLE,
    desc = "All passed that came later.")
@Outcome(expect = FORBIDDEN, desc = "It was used up.")
@State
public class Completion_CompleteAll {
  private final Completion completion = new Completion();

  /** Made anew for each attempt. */
  public Completion_CompleteAll() {}

  /** Gets it done for all. */
  @Actor
  public void worker() {
    completion.completeAll();
  }

  /**
   * May pass.
   *
   * @param r what is observed
   */
  @Actor
  public void passer(ZI_Result r) {
    r.r1 = completion.tryAwait();
  }

  /**
   * Lets twenty more pass.
   *
   * @param r what is observed
   */
  @Arbiter
  public void arbiter(ZI_Result r) {
    for (int i = 0; i < 20; i++) {
      r.r2 += completion.tryAwait() ? 1 : 0;
    }
  }

  /** The same on a broken copy. */
  @JCStressTest
  @JCStressMeta(Completion_CompleteAll.class)
  @BrokenTwin("guesses how many there will be, and is used up by them")
  @State
  public static class Twin {
    private final FleetingCompletion completion = new FleetingCompletion();

    /** Made anew for each attempt. */
    public Twin() {}

    /** Gets it done for all. */
    @Actor
    public void worker() {
      completion.completeAll();
    }

    /**
     * May pass.
     *
     * @param r what is observed
     */
    @Actor
    public void passer(ZI_Result r) {
      r.r1 = completion.tryAwait();
    }

    /**
     * Lets twenty more pass.
     *
     * @param r what is observed
     */
    @Arbiter
    public void arbiter(ZI_Result r) {
      for (int i = 0; i < 20; i++) {
        r.r2 += completion.tryAwait() ? 1 : 0;
      }
    }
  }
}
