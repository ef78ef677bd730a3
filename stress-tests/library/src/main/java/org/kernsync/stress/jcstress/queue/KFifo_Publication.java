package org.kernsync.stress.jcstress.queue;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.kernsync.queue.KFifo;
import org.kernsync.stress.BrokenTwin;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * Is an element that was got complete? One thread fills and puts it, the other gets and reads it.
 */
@JCStressTest
@Outcome(id = "-1", expect = ACCEPTABLE, desc = "Not there yet.")
@Outcome(id = "1", expect = ACCEPTABLE, desc = "Complete.")
@Outcome(id = "0", expect = FORBIDDEN, desc = "Not complete.")
@State
public class KFifo_Publication {
  private final KFifo<int[]> fifo = new KFifo<>(2);

  /** Made anew for each attempt. */
  public KFifo_Publication() {}

  /** Fills an array and puts it. */
  @Actor
  public void writer() {
    int[] fresh = new int[1];
    fresh[0] = 1;
    fifo.put(fresh);
  }

  /**
   * Gets it.
   *
   * @param r what is observed
   */
  @Actor
  public void reader(I_Result r) {
    int[] found = fifo.get();
    r.r1 = found == null ? -1 : found[0];
  }

  /** The same on a broken copy. */
  @JCStressTest
  @JCStressMeta(KFifo_Publication.class)
  @BrokenTwin("puts an array, then fills it")
  @State
  public static class Twin {
    private final KFifo<int[]> fifo = new KFifo<>(2);

    /** Made anew for each attempt. */
    public Twin() {}

    /** Puts an array, then fills it. */
    @Actor
    public void writer() {
      int[] fresh = new int[1];
      fifo.put(fresh);
      fresh[0] = 1;
    }

    /**
     * Gets it.
     *
     * @param r what is observed
     */
    @Actor
    public void reader(I_Result r) {
      int[] found = fifo.get();
      r.r1 = found == null ? -1 : found[0];
    }
  }
}
