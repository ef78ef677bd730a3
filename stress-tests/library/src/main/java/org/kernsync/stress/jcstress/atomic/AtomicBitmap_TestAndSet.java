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
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** Is one of two told that the bit was clear? Two threads test and set one bit. */
@JCStressTest
@Outcome(
    id = {"true, false", "false, true"},
    expect = ACCEPTABLE,
    desc = "One of them.")
@Outcome(id = "false, false", expect = FORBIDDEN, desc = "Both believe that they have set it.")
@Outcome(id = "true, true", expect = FORBIDDEN, desc = "Neither.")
@State
public class AtomicBitmap_TestAndSet {
  private final AtomicBitmap bits = new AtomicBitmap(64);

  /** Made anew for each attempt. */
  public AtomicBitmap_TestAndSet() {}

  /**
   * Tests and sets.
   *
   * @param r what is observed
   */
  @Actor
  public void first(ZZ_Result r) {
    r.r1 = bits.testAndSetBit(7);
  }

  /**
   * Tests and sets.
   *
   * @param r what is observed
   */
  @Actor
  public void second(ZZ_Result r) {
    r.r2 = bits.testAndSetBit(7);
  }

  /** The same on a broken copy. */
  @JCStressTest
  @JCStressMeta(AtomicBitmap_TestAndSet.class)
  @BrokenTwin("reads the word, then writes it")
  @State
  public static class Twin {
    private final TwoStepBitmap bits = new TwoStepBitmap();

    /** Made anew for each attempt. */
    public Twin() {}

    /**
     * Tests and sets.
     *
     * @param r what is observed
     */
    @Actor
    public void first(ZZ_Result r) {
      r.r1 = bits.testAndSetBit(7);
    }

    /**
     * Tests and sets.
     *
     * @param r what is observed
     */
    @Actor
    public void second(ZZ_Result r) {
      r.r2 = bits.testAndSetBit(7);
    }
  }
}
