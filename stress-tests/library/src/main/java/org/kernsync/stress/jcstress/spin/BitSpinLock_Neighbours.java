package org.kernsync.stress.jcstress.spin;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.kernsync.atomic.AtomicInt32;
import org.kernsync.spin.BitSpinLock;
import org.kernsync.stress.BrokenTwin;
import org.kernsync.stress.broken.TwoStepBitLock;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * Does a lock leave the bits beside it alone? Two threads take a bit each of one word, and keep it.
 */
@JCStressTest
@Outcome(id = "3", expect = ACCEPTABLE, desc = "Both bits are set.")
@Outcome(expect = FORBIDDEN, desc = "A bit is lost.")
@State
public class BitSpinLock_Neighbours {
  private final BitSpinLock bits = new BitSpinLock();
  private final AtomicInt32 word = new AtomicInt32();

  /** Made anew for each attempt. */
  public BitSpinLock_Neighbours() {}

  /** Takes the first bit. */
  @Actor
  public void first() {
    bits.lock(word, 0);
  }

  /** Takes the second. */
  @Actor
  public void second() {
    bits.lock(word, 1);
  }

  /**
   * Looks at both.
   *
   * @param r what is observed
   */
  @Arbiter
  public void arbiter(I_Result r) {
    r.r1 = word.read();
  }

  /** The same on a broken copy. */
  @JCStressTest
  @JCStressMeta(BitSpinLock_Neighbours.class)
  @BrokenTwin("looks at the word, then stores it with the bit")
  @State
  public static class Twin {
    private final TwoStepBitLock bits = new TwoStepBitLock();

    /** Made anew for each attempt. */
    public Twin() {}

    /** Takes the first bit. */
    @Actor
    public void first() {
      bits.lock(0);
    }

    /** Takes the second. */
    @Actor
    public void second() {
      bits.lock(1);
    }

    /**
     * Looks at both.
     *
     * @param r what is observed
     */
    @Arbiter
    public void arbiter(I_Result r) {
      r.r1 = bits.bits();
    }
  }
}
