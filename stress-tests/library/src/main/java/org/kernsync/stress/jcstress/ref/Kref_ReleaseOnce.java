package org.kernsync.stress.jcstress.ref;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.atomic.AtomicInteger;
import org.kernsync.ref.Kref;
import org.kernsync.stress.BrokenTwin;
import org.kernsync.stress.broken.TwoStepRefCount;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** Does the release run once? Two threads put the two references that there are. */
@JCStressTest
@Outcome(id = "1", expect = ACCEPTABLE, desc = "Once.")
@Outcome(id = "0", expect = FORBIDDEN, desc = "Never.")
@Outcome(id = "2", expect = FORBIDDEN, desc = "Twice.")
@State
public class Kref_ReleaseOnce {
  private final Kref reference = new Kref();
  private final AtomicInteger released = new AtomicInteger();

  /** Made anew for each attempt. */
  public Kref_ReleaseOnce() {
    reference.get();
  }

  /** Puts. */
  @Actor
  public void first() {
    reference.put(released::incrementAndGet);
  }

  /** Puts. */
  @Actor
  public void second() {
    reference.put(released::incrementAndGet);
  }

  /**
   * Counts the releases.
   *
   * @param r what is observed
   */
  @Arbiter
  public void arbiter(I_Result r) {
    r.r1 = released.get();
  }

  /** The same on a broken copy. */
  @JCStressTest
  @JCStressMeta(Kref_ReleaseOnce.class)
  @BrokenTwin("counts in two steps")
  @State
  public static class Twin {
    private final TwoStepRefCount reference = new TwoStepRefCount(2);
    private final AtomicInteger released = new AtomicInteger();

    /** Made anew for each attempt. */
    public Twin() {}

    /** Puts. */
    @Actor
    public void first() {
      if (reference.decAndTest()) {
        released.incrementAndGet();
      }
    }

    /** Puts. */
    @Actor
    public void second() {
      if (reference.decAndTest()) {
        released.incrementAndGet();
      }
    }

    /**
     * Counts the releases.
     *
     * @param r what is observed
     */
    @Arbiter
    public void arbiter(I_Result r) {
      r.r1 = released.get();
    }
  }
}
