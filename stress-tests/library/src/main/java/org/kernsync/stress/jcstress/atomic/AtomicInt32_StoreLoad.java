package org.kernsync.stress.jcstress.atomic;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.kernsync.atomic.AtomicInt32;
import org.kernsync.stress.BrokenTwin;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Does a fully ordered operation keep what follows behind it? Each thread exchanges a value of its
 * own, then reads that of the other.
 */
@JCStressTest
@Outcome(
    id = {"0, 1", "1, 0", "1, 1"},
    expect = ACCEPTABLE,
    desc = "At least one sees the other.")
@Outcome(id = "0, 0", expect = FORBIDDEN, desc = "Neither sees the other.")
@State
public class AtomicInt32_StoreLoad {
  private final AtomicInt32 x = new AtomicInt32(0);
  private final AtomicInt32 y = new AtomicInt32(0);

  /** Made anew for each attempt. */
  public AtomicInt32_StoreLoad() {}

  /**
   * Exchanges x, then reads y.
   *
   * @param r what is observed
   */
  @Actor
  public void first(II_Result r) {
    x.xchg(1);
    r.r1 = y.read();
  }

  /**
   * Exchanges y, then reads x.
   *
   * @param r what is observed
   */
  @Actor
  public void second(II_Result r) {
    y.xchg(1);
    r.r2 = x.read();
  }

  /** The same on a broken copy. */
  @JCStressTest
  @JCStressMeta(AtomicInt32_StoreLoad.class)
  @BrokenTwin("stores where it should exchange")
  @State
  public static class Twin {
    private final AtomicInt32 x = new AtomicInt32(0);
    private final AtomicInt32 y = new AtomicInt32(0);

    /** Made anew for each attempt. */
    public Twin() {}

    /**
     * Exchanges x, then reads y.
     *
     * @param r what is observed
     */
    @Actor
    public void first(II_Result r) {
      x.set(1);
      r.r1 = y.read();
    }

    /**
     * Exchanges y, then reads x.
     *
     * @param r what is observed
     */
    @Actor
    public void second(II_Result r) {
      y.set(1);
      r.r2 = x.read();
    }
  }
}
