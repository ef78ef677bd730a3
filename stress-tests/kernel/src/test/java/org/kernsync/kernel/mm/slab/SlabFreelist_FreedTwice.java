package org.kernsync.kernel.mm.slab;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.kernsync.stress.BrokenTwin;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Two CPUs free the same object of a third one's slab: is one of them refused? */
@JCStressTest
@Outcome(
    id = {"1, 0", "0, 1"},
    expect = ACCEPTABLE,
    desc = "The later one is refused.")
@Outcome(expect = FORBIDDEN, desc = "Both went through, or none.")
@State
public class SlabFreelist_FreedTwice {
  private final FreelistUnderTest freelist = FreelistUnderTest.ofSlab(2);
  private final int held = freelist.takeOne();

  /** Made anew for each attempt. */
  public SlabFreelist_FreedTwice() {}

  /**
   * Frees it.
   *
   * @param r what is observed
   */
  @Actor
  public void one(II_Result r) {
    r.r1 = freelist.put(held) ? 1 : 0;
  }

  /**
   * Frees it, too.
   *
   * @param r what is observed
   */
  @Actor
  public void other(II_Result r) {
    r.r2 = freelist.put(held) ? 1 : 0;
  }

  /** The same where nobody looks whether it is free already. */
  @JCStressTest
  @JCStressMeta(SlabFreelist_FreedTwice.class)
  @BrokenTwin("nobody looks whether an object is free")
  @State
  public static class Accepted {
    private final FreelistUnderTest freelist = NaiveFreelist.withoutLookAtTheFirst(2);
    private final int held = freelist.takeOne();

    /** Made anew for each attempt. */
    public Accepted() {}

    /**
     * Frees it.
     *
     * @param r what is observed
     */
    @Actor
    public void one(II_Result r) {
      r.r1 = freelist.put(held) ? 1 : 0;
    }

    /**
     * Frees it, too.
     *
     * @param r what is observed
     */
    @Actor
    public void other(II_Result r) {
      r.r2 = freelist.put(held) ? 1 : 0;
    }
  }
}
