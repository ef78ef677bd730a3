package org.kernsync.stress.jcstress.spin;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.kernsync.atomic.AtomicBitmap;
import org.kernsync.spin.BitSpinLock;
import org.kernsync.stress.BrokenTwin;
import org.kernsync.stress.broken.TwoStepBitLock;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Is only one thread inside of a bit of a bitmap? Two threads lock it, count and unlock. */
@JCStressTest
@Outcome(
    id = {"1, 2", "2, 1"},
    expect = ACCEPTABLE,
    desc = "One after the other.")
@Outcome(id = "1, 1", expect = FORBIDDEN, desc = "Both were inside.")
@State
public class BitSpinLock_Exclusion {
  private final BitSpinLock bits = new BitSpinLock();
  private final AtomicBitmap bitmap = new AtomicBitmap(64);
  private int counter;

  /** Made anew for each attempt. */
  public BitSpinLock_Exclusion() {}

  /**
   * Counts inside.
   *
   * @param r what is observed
   */
  @Actor
  public void first(II_Result r) {
    bits.lock(bitmap, 5);
    r.r1 = ++counter;
    bits.unlock(bitmap, 5);
  }

  /**
   * Counts inside.
   *
   * @param r what is observed
   */
  @Actor
  public void second(II_Result r) {
    bits.lock(bitmap, 5);
    r.r2 = ++counter;
    bits.unlock(bitmap, 5);
  }

  /** The same on a broken copy. */
  @JCStressTest
  @JCStressMeta(BitSpinLock_Exclusion.class)
  @BrokenTwin("looks at the word, then stores it with the bit")
  @State
  public static class Twin {
    private final TwoStepBitLock bits = new TwoStepBitLock();
    private int counter;

    /** Made anew for each attempt. */
    public Twin() {}

    /**
     * Counts inside.
     *
     * @param r what is observed
     */
    @Actor
    public void first(II_Result r) {
      bits.lock(5);
      r.r1 = ++counter;
      bits.unlock(5);
    }

    /**
     * Counts inside.
     *
     * @param r what is observed
     */
    @Actor
    public void second(II_Result r) {
      bits.lock(5);
      r.r2 = ++counter;
      bits.unlock(5);
    }
  }
}
