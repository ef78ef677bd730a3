package org.kernsync.kernel.mm.slab;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.kernsync.kernel.mm.OwnedPieces;
import org.kernsync.kernel.mm.host.MemoryHost;
import org.kernsync.kernel.mm.host.NaiveHost;
import org.kernsync.kernel.mm.host.PlainHost;
import org.kernsync.kernel.mm.page.Gfp;
import org.kernsync.stress.BrokenTwin;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * One CPU takes an object of its slab by the fast path and gives it back, while another frees one
 * of the same slab: has each object one owner at a time, who finds it as the last one left it?
 */
@JCStressTest
@Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "Each object has one owner.")
@Outcome(expect = FORBIDDEN, desc = "Two owners, half of a change, or refused.")
@State
public class KmemCache_RemoteFree {
  private static final Slabs SLABS = new Slabs(new PlainHost());

  private final long held = SLABS.take();

  /** Made anew for each attempt. */
  public KmemCache_RemoteFree() {}

  /**
   * Takes and gives back.
   *
   * @param r what is observed
   */
  @Actor
  public void owner(II_Result r) {
    r.r1 = SLABS.takeAndFree();
  }

  /**
   * Frees.
   *
   * @param r what is observed
   */
  @Actor
  public void other(II_Result r) {
    r.r2 = SLABS.free(held);
  }

  /** A cache whose objects are signed by their owners. */
  private static final class Slabs {
    private static final int REFUSED = -1;

    private final OwnedPieces pieces;
    private final KmemCache cache;

    Slabs(MemoryHost host) {
      pieces = new OwnedPieces(host);
      cache = pieces.allocator().newCache(new CacheOptions("raced", 64));
    }

    /** The object; none if it has another owner, which is noted when it is freed. */
    long take() {
      try {
        long object = cache.alloc(Gfp.KERNEL);
        return pieces.begin(object) == OwnedPieces.FINE ? object : 0;
      } catch (IllegalStateException refused) {
        return 0;
      }
    }

    int free(long object) {
      try {
        if (object == 0) {
          return REFUSED;
        }
        int found = pieces.end(object);
        cache.free(object);
        return found;
      } catch (IllegalStateException refused) {
        return REFUSED;
      }
    }

    int takeAndFree() {
      try {
        long object = cache.alloc(Gfp.KERNEL);
        int found = pieces.begin(object);
        return found == OwnedPieces.FINE ? free(object) : found;
      } catch (IllegalStateException refused) {
        return REFUSED;
      }
    }
  }

  /** The same where both are told the same slot, and neither is alone in it. */
  @JCStressTest
  @JCStressMeta(KmemCache_RemoteFree.class)
  @BrokenTwin("two are told one slot")
  @State
  public static class OneSlot {
    private static final Slabs SLABS = new Slabs(NaiveHost.ofOneSlot());

    private final long held = SLABS.take();

    /** Made anew for each attempt. */
    public OneSlot() {}

    /**
     * Takes and gives back.
     *
     * @param r what is observed
     */
    @Actor
    public void owner(II_Result r) {
      r.r1 = SLABS.takeAndFree();
    }

    /**
     * Frees.
     *
     * @param r what is observed
     */
    @Actor
    public void other(II_Result r) {
      r.r2 = SLABS.free(held);
    }
  }
}
