package org.kernsync.stress.jcstress.atomic;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.kernsync.atomic.AtomicBitmap;
import org.kernsync.stress.BrokenTwin;
import org.kernsync.stress.broken.TwoStepBitmap;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Is a bit a lock? Two threads try to take it, and count inside. */
@JCStressTest
@Outcome(
    id = {"1, 2", "2, 1"},
    expect = ACCEPTABLE,
    desc = "One after the other.")
@Outcome(
    id = {"0, 1", "1, 0"},
    expect = ACCEPTABLE,
    desc = "Held: the other attempt failed.")
@Outcome(id = "1, 1", expect = FORBIDDEN, desc = "Both were inside.")
@State
public class AtomicBitmap_LockExclusion {
  private final AtomicBitmap bits = new AtomicBitmap(64);
  private int count;

  /** Made anew for each attempt. */
  public AtomicBitmap_LockExclusion() {}

  /**
   * Counts under the bit.
   *
   * @param r what is observed
   */
  @Actor
  public void first(II_Result r) {
    if (!bits.testAndSetBitLock(0)) {
      r.r1 = ++count;
      bits.clearBitUnlock(0);
    }
  }

  /**
   * Counts under the bit.
   *
   * @param r what is observed
   */
  @Actor
  public void second(II_Result r) {
    if (!bits.testAndSetBitLock(0)) {
      r.r2 = ++count;
      bits.clearBitUnlock(0);
    }
  }

  /** The same on a broken copy. */
  @JCStressTest
  @JCStressMeta(AtomicBitmap_LockExclusion.class)
  @BrokenTwin("reads the word, then writes it")
  @State
  public static class Twin {
    private final TwoStepBitmap bits = new TwoStepBitmap();
    private int count;

    /** Made anew for each attempt. */
    public Twin() {}

    /**
     * Counts under the bit.
     *
     * @param r what is observed
     */
    @Actor
    public void first(II_Result r) {
      if (!bits.testAndSetBitLock(0)) {
        r.r1 = ++count;
        bits.clearBitUnlock(0);
      }
    }

    /**
     * Counts under the bit.
     *
     * @param r what is observed
     */
    @Actor
    public void second(II_Result r) {
      if (!bits.testAndSetBitLock(0)) {
        r.r2 = ++count;
        bits.clearBitUnlock(0);
      }
    }
  }
}
