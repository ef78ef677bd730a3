package org.kernsync.stress.jcstress.ref;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.kernsync.ref.RefCount;
import org.kernsync.stress.BrokenTwin;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * Does the last one see what the others did with the object? Each thread writes a field of its own
 * and gives back; the last reads both.
 */
@JCStressTest
@Outcome(id = "2", expect = ACCEPTABLE, desc = "All of it.")
@Outcome(
    id = {"0", "1"},
    expect = FORBIDDEN,
    desc = "Not all of it.")
@State
public class RefCount_LastSeesAll {
  private final RefCount count = new RefCount(2);
  private int mine;
  private int yours;

  /** Made anew for each attempt. */
  public RefCount_LastSeesAll() {}

  /**
   * Writes, gives back, and looks if it is the last.
   *
   * @param r what is observed
   */
  @Actor
  public void first(I_Result r) {
    mine = 1;
    if (count.decAndTest()) {
      r.r1 = mine + yours;
    }
  }

  /**
   * Writes, gives back, and looks if it is the last.
   *
   * @param r what is observed
   */
  @Actor
  public void second(I_Result r) {
    yours = 1;
    if (count.decAndTest()) {
      r.r1 = mine + yours;
    }
  }

  /** The same on a broken copy. */
  @JCStressTest
  @JCStressMeta(RefCount_LastSeesAll.class)
  @BrokenTwin("gives back, then writes")
  @State
  public static class Twin {
    private final RefCount count = new RefCount(2);
    private int mine;
    private int yours;

    /** Made anew for each attempt. */
    public Twin() {}

    /**
     * Gives back, then writes, and looks if it is the last.
     *
     * @param r what is observed
     */
    @Actor
    public void first(I_Result r) {
      boolean last = count.decAndTest();
      mine = 1;
      if (last) {
        r.r1 = mine + yours;
      }
    }

    /**
     * Gives back, then writes, and looks if it is the last.
     *
     * @param r what is observed
     */
    @Actor
    public void second(I_Result r) {
      boolean last = count.decAndTest();
      yours = 1;
      if (last) {
        r.r1 = mine + yours;
      }
    }
  }
}
