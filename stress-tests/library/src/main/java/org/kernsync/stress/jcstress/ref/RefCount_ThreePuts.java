package org.kernsync.stress.jcstress.ref;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.atomic.AtomicInteger;
import org.kernsync.ref.RefCount;
import org.kernsync.stress.BrokenTwin;
import org.kernsync.stress.broken.TwoStepRefCount;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** Is one of three the last? Three threads give back the three references that there are. */
@JCStressTest
@Outcome(id = "1", expect = ACCEPTABLE, desc = "Released once.")
@Outcome(id = "0", expect = FORBIDDEN, desc = "Never released.")
@Outcome(id = "[23]", expect = FORBIDDEN, desc = "Released more than once.")
@State
public class RefCount_ThreePuts {
  private final RefCount count = new RefCount(3);
  private final AtomicInteger released = new AtomicInteger();

  /** Made anew for each attempt. */
  public RefCount_ThreePuts() {}

  /** Gives back. */
  @Actor
  public void first() {
    if (count.decAndTest()) {
      released.incrementAndGet();
    }
  }

  /** Gives back. */
  @Actor
  public void second() {
    if (count.decAndTest()) {
      released.incrementAndGet();
    }
  }

  /** Gives back. */
  @Actor
  public void third() {
    if (count.decAndTest()) {
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

  /** The same on a broken copy. */
  @JCStressTest
  @JCStressMeta(RefCount_ThreePuts.class)
  @BrokenTwin("counts in two steps")
  @State
  public static class Twin {
    private final TwoStepRefCount count = new TwoStepRefCount(3);
    private final AtomicInteger released = new AtomicInteger();

    /** Made anew for each attempt. */
    public Twin() {}

    /** Gives back. */
    @Actor
    public void first() {
      if (count.decAndTest()) {
        released.incrementAndGet();
      }
    }

    /** Gives back. */
    @Actor
    public void second() {
      if (count.decAndTest()) {
        released.incrementAndGet();
      }
    }

    /** Gives back. */
    @Actor
    public void third() {
      if (count.decAndTest()) {
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
