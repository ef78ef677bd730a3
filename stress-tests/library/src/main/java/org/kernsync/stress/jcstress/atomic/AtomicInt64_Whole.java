package org.kernsync.stress.jcstress.atomic;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.kernsync.atomic.AtomicInt64;
import org.kernsync.stress.BrokenTwin;
import org.kernsync.stress.broken.TwoHalvesInt64;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.J_Result;

/**
 * Is a long read whole? One thread adds one to the largest number of the lower half, which carries
 * into the upper, the other reads.
 */
@JCStressTest
@Outcome(
    id = {"4294967295", "4294967296"},
    expect = ACCEPTABLE,
    desc = "Before, or after.")
@Outcome(id = "0", expect = FORBIDDEN, desc = "The lower half of after, the upper one of before.")
@Outcome(id = "8589934591", expect = FORBIDDEN, desc = "The other way round.")
@State
public class AtomicInt64_Whole {
  private final AtomicInt64 value = new AtomicInt64(0xFFFF_FFFFL);

  /** Made anew for each attempt. */
  public AtomicInt64_Whole() {}

  /** Adds one. */
  @Actor
  public void writer() {
    value.add(1);
  }

  /**
   * Reads.
   *
   * @param r what is observed
   */
  @Actor
  public void reader(J_Result r) {
    r.r1 = value.read();
  }

  /** The same on a broken copy. */
  @JCStressTest
  @JCStressMeta(AtomicInt64_Whole.class)
  @BrokenTwin("writes one half after the other")
  @State
  public static class Twin {
    private final TwoHalvesInt64 value = new TwoHalvesInt64(0xFFFF_FFFFL);

    /** Made anew for each attempt. */
    public Twin() {}

    /** Adds one. */
    @Actor
    public void writer() {
      value.add(1);
    }

    /**
     * Reads.
     *
     * @param r what is observed
     */
    @Actor
    public void reader(J_Result r) {
      r.r1 = value.read();
    }
  }
}
