package org.kernsync.stress.jcstress.rcu;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.kernsync.rcu.RcuReference;
import org.kernsync.stress.BrokenTwin;
import org.kernsync.stress.broken.EarlyReference;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * Does a reader who follows a pointer see what was written before it was assigned? The content is
 * plain.
 *
 * <p>On x86 this cannot see a missing release or acquire, since the processor adds them; the twin
 * is red because it assigns too early.
 */
@JCStressTest
@Outcome(id = "-1", expect = ACCEPTABLE, desc = "Not assigned yet.")
@Outcome(id = "1", expect = ACCEPTABLE, desc = "Assigned, and complete.")
@Outcome(id = "0", expect = FORBIDDEN, desc = "Assigned, and not complete.")
@State
public class Rcu_PublishSubscribe {
  private final RcuReference<int[]> reference = new RcuReference<>();

  /** Made anew for each attempt. */
  public Rcu_PublishSubscribe() {}

  /** Makes an array and assigns it. */
  @Actor
  public void writer() {
    int[] fresh = new int[1];
    fresh[0] = 1;
    reference.assign(fresh);
  }

  /**
   * Follows the pointer.
   *
   * @param r what is observed
   */
  @Actor
  public void reader(I_Result r) {
    int[] found = reference.dereference();
    r.r1 = found == null ? -1 : found[0];
  }

  /** The same on a broken copy. */
  @JCStressTest
  @JCStressMeta(Rcu_PublishSubscribe.class)
  @BrokenTwin("assigns before the value is complete")
  @State
  public static class Twin {
    private final EarlyReference reference = new EarlyReference();

    /** Made anew for each attempt. */
    public Twin() {}

    /** Makes an array and assigns it. */
    @Actor
    public void writer() {
      reference.assign(1);
    }

    /**
     * Follows the pointer.
     *
     * @param r what is observed
     */
    @Actor
    public void reader(I_Result r) {
      int[] found = reference.dereference();
      r.r1 = found == null ? -1 : found[0];
    }
  }
}
