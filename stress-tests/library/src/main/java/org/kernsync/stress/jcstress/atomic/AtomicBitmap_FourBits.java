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

/** Are four bits of one word independent? Four threads set one each. */
@JCStressTest
@Outcome(id = "4", expect = ACCEPTABLE, desc = "All are set.")
@Outcome(id = "[0123]", expect = FORBIDDEN, desc = "Some are lost.")
@State
public class AtomicBitmap_FourBits {
  private final AtomicBitmap bits = new AtomicBitmap(64);

  /** Made anew for each attempt. */
  public AtomicBitmap_FourBits() {}

  /** Sets bit 0. */
  @Actor
  public void first() {
    bits.setBit(0);
  }

  /** Sets bit 21. */
  @Actor
  public void second() {
    bits.setBit(21);
  }

  /** Sets bit 42. */
  @Actor
  public void third() {
    bits.setBit(42);
  }

  /** Sets bit 63. */
  @Actor
  public void fourth() {
    bits.setBit(63);
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
  @JCStressMeta(AtomicBitmap_FourBits.class)
  @BrokenTwin("reads the word, then writes it")
  @State
  public static class Twin {
    private final TwoStepBitmap bits = new TwoStepBitmap();

    /** Made anew for each attempt. */
    public Twin() {}

    /** Sets bit 0. */
    @Actor
    public void first() {
      bits.setBit(0);
    }

    /** Sets bit 21. */
    @Actor
    public void second() {
      bits.setBit(21);
    }

    /** Sets bit 42. */
    @Actor
    public void third() {
      bits.setBit(42);
    }

    /** Sets bit 63. */
    @Actor
    public void fourth() {
      bits.setBit(63);
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
