package org.kernsync.stress.jcstress.atomic;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.kernsync.atomic.AtomicInt64;
import org.kernsync.stress.BrokenTwin;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Is a fully ordered operation on something else a barrier between a store and a load? Each thread
 * stores, adds to a third value, and reads what the other stored.
 */
@JCStressTest
@Outcome(
    id = {"0, 1", "1, 0", "1, 1"},
    expect = ACCEPTABLE,
    desc = "At least one sees the other.")
@Outcome(id = "0, 0", expect = FORBIDDEN, desc = "Neither sees the other.")
@State
public class AtomicInt64_BarrierBetween {
  private final AtomicInt64 x = new AtomicInt64(0);
  private final AtomicInt64 y = new AtomicInt64(0);
  private final AtomicInt64 mine = new AtomicInt64(0);
  private final AtomicInt64 yours = new AtomicInt64(0);

  /** Made anew for each attempt. */
  public AtomicInt64_BarrierBetween() {}

  /**
   * Stores x, adds, reads y.
   *
   * @param r what is observed
   */
  @Actor
  public void first(II_Result r) {
    x.set(1);
    mine.fetchAdd(1);
    r.r1 = (int) y.read();
  }

  /**
   * Stores y, adds, reads x.
   *
   * @param r what is observed
   */
  @Actor
  public void second(II_Result r) {
    y.set(1);
    yours.fetchAdd(1);
    r.r2 = (int) x.read();
  }

  /** The same on a broken copy. */
  @JCStressTest
  @JCStressMeta(AtomicInt64_BarrierBetween.class)
  @BrokenTwin("adds by a read and a store, relaxed")
  @State
  public static class Twin {
    private final AtomicInt64 x = new AtomicInt64(0);
    private final AtomicInt64 y = new AtomicInt64(0);
    private final AtomicInt64 mine = new AtomicInt64(0);
    private final AtomicInt64 yours = new AtomicInt64(0);

    /** Made anew for each attempt. */
    public Twin() {}

    /**
     * Stores x, adds, reads y.
     *
     * @param r what is observed
     */
    @Actor
    public void first(II_Result r) {
      x.set(1);
      mine.set(mine.read() + 1);
      r.r1 = (int) y.read();
    }

    /**
     * Stores y, adds, reads x.
     *
     * @param r what is observed
     */
    @Actor
    public void second(II_Result r) {
      y.set(1);
      yours.set(yours.read() + 1);
      r.r2 = (int) x.read();
    }
  }
}
