package org.kernsync.kernel.mm.slab;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.List;
import org.kernsync.stress.BrokenTwin;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * One CPU writes to an object and frees it to another CPU's slab, which takes all that was put
 * back: does the owner see what was written to the object, and what is behind it on the list?
 */
@JCStressTest
@Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "Taken before it was put: the other object.")
@Outcome(id = "2, 42", expect = ACCEPTABLE, desc = "Taken with its content, and the one behind.")
@Outcome(expect = FORBIDDEN, desc = "Without its content, or without the one behind it.")
@State
public class SlabFreelist_PutHappensBeforeTake {
  private final Freeing freeing = new Freeing(FreelistUnderTest.ofSlab(2));

  /** Made anew for each attempt. */
  public SlabFreelist_PutHappensBeforeTake() {}

  /** Frees to another CPU's slab. */
  @Actor
  public void other() {
    freeing.put();
  }

  /**
   * Takes all.
   *
   * @param r what is observed
   */
  @Actor
  public void owner(II_Result r) {
    freeing.takeAll(r);
  }

  /** A slab with one object on its list, and one that is about to be freed. */
  private static final class Freeing {
    private final FreelistUnderTest freelist;
    private final int held;

    Freeing(FreelistUnderTest freelist) {
      this.freelist = freelist;
      int first = freelist.takeOne();
      held = freelist.takeOne();
      freelist.put(first);
    }

    void put() {
      freelist.setContent(held, 42);
      freelist.put(held);
    }

    void takeAll(II_Result r) {
      List<Integer> taken = freelist.takeAll();
      r.r1 = taken.size();
      r.r2 = taken.contains(held) ? (int) freelist.content(held) : 0;
    }
  }

  /** The same where the object is on the list before it has its link. */
  @JCStressTest
  @JCStressMeta(SlabFreelist_PutHappensBeforeTake.class)
  @BrokenTwin("an object is on the list before it has its link")
  @State
  public static class LinkedLate {
    private final Freeing freeing = new Freeing(NaiveFreelist.withLateLinks(2));

    /** Made anew for each attempt. */
    public LinkedLate() {}

    /** Frees to another CPU's slab. */
    @Actor
    public void other() {
      freeing.put();
    }

    /**
     * Takes all.
     *
     * @param r what is observed
     */
    @Actor
    public void owner(II_Result r) {
      freeing.takeAll(r);
    }
  }
}
