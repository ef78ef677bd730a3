package org.kernsync.stress.jcstress.atomic;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.kernsync.atomic.AtomicBitmap;
import org.kernsync.stress.BrokenTwin;
import org.kernsync.stress.broken.TwoStepBitmap;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * Does the release of a bit that is a lock leave the other bits alone? One thread clears it, the
 * other sets its neighbour.
 */
@JCStressTest
@Outcome(id = "1", expect = ACCEPTABLE, desc = "The neighbour is set, and no other.")
@Outcome(id = "0", expect = FORBIDDEN, desc = "The neighbour is lost.")
@Outcome(id = "2", expect = FORBIDDEN, desc = "The lock is held still.")
@State
public class AtomicBitmap_NeighbourOfLock {
  private final AtomicBitmap bits = new AtomicBitmap(64);

  /** Made anew for each attempt. */
  public AtomicBitmap_NeighbourOfLock() {
    bits.setBit(0);
  }

  /** Clears the lock. */
  @Actor
  public void unlocker() {
    bits.clearBitUnlock(0);
  }

  /** Sets the next bit. */
  @Actor
  public void neighbour() {
    bits.setBit(1);
  }

  /**
   * Counts.
   *
   * @param r what is observed
   */
  @Arbiter
  public void arbiter(I_Result r) {
    r.r1 = bits.cardinality();
  }

  /** The same on a broken copy. */
  @JCStressTest
  @JCStressMeta(AtomicBitmap_NeighbourOfLock.class)
  @BrokenTwin("reads the word, then writes it")
  @State
  public static class Twin {
    private final TwoStepBitmap bits = new TwoStepBitmap();

    /** Made anew for each attempt. */
    public Twin() {
      bits.setBit(0);
    }

    /** Clears the lock. */
    @Actor
    public void unlocker() {
      bits.clearBitUnlock(0);
    }

    /** Sets the next bit. */
    @Actor
    public void neighbour() {
      bits.setBit(1);
    }

    /**
     * Counts.
     *
     * @param r what is observed
     */
    @Arbiter
    public void arbiter(I_Result r) {
      r.r1 = bits.cardinality();
    }
  }
}
