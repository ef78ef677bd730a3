package org.kernsync.stress.jcstress.atomic;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.kernsync.atomic.AtomicBitmap;
import org.kernsync.stress.BrokenTwin;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * Does what was done before a bit was cleared come before it? One thread writes, then clears; the
 * other reads what was written if it finds the bit clear.
 */
@JCStressTest
@Outcome(id = "-1", expect = ACCEPTABLE, desc = "Held still.")
@Outcome(id = "1", expect = ACCEPTABLE, desc = "Released, and the write is seen.")
@Outcome(id = "0", expect = FORBIDDEN, desc = "Released, and the write is not seen.")
@State
public class AtomicBitmap_UnlockOrder {
  private final AtomicBitmap bits = new AtomicBitmap(64);
  private int x;

  /** Made anew for each attempt. */
  public AtomicBitmap_UnlockOrder() {
    bits.setBit(0);
  }

  /** Writes, then clears. */
  @Actor
  public void holder() {
    x = 1;
    bits.clearBitUnlock(0);
  }

  /**
   * Reads if it is clear.
   *
   * @param r what is observed
   */
  @Actor
  public void other(I_Result r) {
    r.r1 = bits.testBitAcquire(0) ? -1 : x;
  }

  /** The same on a broken copy. */
  @JCStressTest
  @JCStressMeta(AtomicBitmap_UnlockOrder.class)
  @BrokenTwin("clears, then writes")
  @State
  public static class Twin {
    private final AtomicBitmap bits = new AtomicBitmap(64);
    private int x;

    /** Made anew for each attempt. */
    public Twin() {
      bits.setBit(0);
    }

    /** Clears, then writes. */
    @Actor
    public void holder() {
      bits.clearBitUnlock(0);
      x = 1;
    }

    /**
     * Reads if it is clear.
     *
     * @param r what is observed
     */
    @Actor
    public void other(I_Result r) {
      r.r1 = bits.testBitAcquire(0) ? -1 : x;
    }
  }
}
