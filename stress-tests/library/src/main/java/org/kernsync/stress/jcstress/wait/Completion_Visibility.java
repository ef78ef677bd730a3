package org.kernsync.stress.jcstress.wait;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.kernsync.stress.BrokenTwin;
import org.kernsync.stress.broken.OpenCompletion;
import org.kernsync.wait.Completion;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * Does a thread that waited see what was done before the {@code complete} that let it pass? The
 * field is plain.
 */
@JCStressTest
@Outcome(id = "1", expect = ACCEPTABLE, desc = "What was done is seen.")
@Outcome(id = "0", expect = FORBIDDEN, desc = "It passed before it was done.")
@State
public class Completion_Visibility {
  private final Completion completion = new Completion();
  private int x;

  /** Made anew for each attempt. */
  public Completion_Visibility() {}

  /** Does it, then says so. */
  @Actor
  public void worker() {
    x = 1;
    completion.complete();
  }

  /**
   * Waits, then looks.
   *
   * @param r what is observed
   */
  @Actor
  public void waiter(I_Result r) {
    completion.awaitUninterruptibly();
    r.r1 = x;
  }

  /** The same on a broken copy. */
  @JCStressTest
  @JCStressMeta(Completion_Visibility.class)
  @BrokenTwin("lets everybody pass, done or not")
  @State
  public static class Twin {
    private final OpenCompletion completion = new OpenCompletion();
    private int x;

    /** Made anew for each attempt. */
    public Twin() {}

    /** Does it, then says so. */
    @Actor
    public void worker() {
      x = 1;
      completion.complete();
    }

    /**
     * Waits, then looks.
     *
     * @param r what is observed
     */
    @Actor
    public void waiter(I_Result r) {
      completion.awaitUninterruptibly();
      r.r1 = x;
    }
  }
}
