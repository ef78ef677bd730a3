package org.kernsync.kernel.mm.slab;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.kernsync.stress.BrokenTwin;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * One takes an object while the owner takes all three and puts them back in another order, the same
 * one first: is each of them on the list or with one of the two, once?
 */
@JCStressTest
@Outcome(id = "3, 3", expect = ACCEPTABLE, desc = "Each object once.")
@Outcome(expect = FORBIDDEN, desc = "One is lost, or is there twice.")
@State
public class SlabFreelist_TakeAgainstReorder {
  private final Reordering reordering = new Reordering(FreelistUnderTest.ofSlab(3));

  /** Made anew for each attempt. */
  public SlabFreelist_TakeAgainstReorder() {}

  /** Takes one. */
  @Actor
  public void taker() {
    reordering.takeOne();
  }

  /** Takes all, and puts them back. */
  @Actor
  public void owner() {
    reordering.reorder();
  }

  /**
   * Counts.
   *
   * @param r what is observed
   */
  @Arbiter
  public void count(II_Result r) {
    reordering.count(r);
  }

  /** A slab with three free objects. */
  private static final class Reordering {
    private final FreelistUnderTest freelist;
    private final List<Integer> ofOwner = new ArrayList<>();
    private int ofTaker = FreelistUnderTest.NONE;

    Reordering(FreelistUnderTest freelist) {
      this.freelist = freelist;
    }

    void takeOne() {
      ofTaker = freelist.takeOne();
    }

    void reorder() {
      List<Integer> held = freelist.takeAll();
      if (held.size() < 3) {
        ofOwner.addAll(held);
        return;
      }
      freelist.put(held.get(1));
      freelist.put(held.get(2));
      freelist.put(held.get(0));
    }

    void count(II_Result r) {
      List<Integer> all = new ArrayList<>(freelist.takeAll());
      all.addAll(ofOwner);
      if (ofTaker != FreelistUnderTest.NONE) {
        all.add(ofTaker);
      }
      r.r1 = all.size();
      r.r2 = new HashSet<>(all).size();
    }
  }

  /** The same where the word comes back. */
  @JCStressTest
  @JCStressMeta(SlabFreelist_TakeAgainstReorder.class)
  @BrokenTwin("the word has no tag")
  @State
  public static class Untagged {
    private final Reordering reordering = new Reordering(NaiveFreelist.withoutTag(3));

    /** Made anew for each attempt. */
    public Untagged() {}

    /** Takes one. */
    @Actor
    public void taker() {
      reordering.takeOne();
    }

    /** Takes all, and puts them back. */
    @Actor
    public void owner() {
      reordering.reorder();
    }

    /**
     * Counts.
     *
     * @param r what is observed
     */
    @Arbiter
    public void count(II_Result r) {
      reordering.count(r);
    }
  }
}
