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

/** The owner takes all of two objects while another takes one: does each get its own? */
@JCStressTest
@Outcome(id = "2, 0", expect = ACCEPTABLE, desc = "The owner was first.")
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "The other was first.")
@Outcome(expect = FORBIDDEN, desc = "An object was given out twice, or not at all.")
@State
public class SlabFreelist_TwoTakers {
  private final FreelistUnderTest freelist = FreelistUnderTest.ofSlab(2);

  /** Made anew for each attempt. */
  public SlabFreelist_TwoTakers() {}

  /**
   * Takes all.
   *
   * @param r what is observed
   */
  @Actor
  public void owner(II_Result r) {
    r.r1 = freelist.takeAll().size();
  }

  /**
   * Takes one.
   *
   * @param r what is observed
   */
  @Actor
  public void other(II_Result r) {
    r.r2 = freelist.takeOne() == FreelistUnderTest.NONE ? 0 : 1;
  }

  /** The same where the word is stored and not compared. */
  @JCStressTest
  @JCStressMeta(SlabFreelist_TwoTakers.class)
  @BrokenTwin("the word is stored without a comparison")
  @State
  public static class Stored {
    private final FreelistUnderTest freelist = NaiveFreelist.withoutComparison(2);

    /** Made anew for each attempt. */
    public Stored() {}

    /**
     * Takes all.
     *
     * @param r what is observed
     */
    @Actor
    public void owner(II_Result r) {
      r.r1 = freelist.takeAll().size();
    }

    /**
     * Takes one.
     *
     * @param r what is observed
     */
    @Actor
    public void other(II_Result r) {
      r.r2 = freelist.takeOne() == FreelistUnderTest.NONE ? 0 : 1;
    }
  }
}
