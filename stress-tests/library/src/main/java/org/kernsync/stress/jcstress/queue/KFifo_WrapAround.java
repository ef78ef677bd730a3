package org.kernsync.stress.jcstress.queue;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.kernsync.queue.KFifo;
import org.kernsync.stress.BrokenTwin;
import org.kernsync.stress.broken.OneTooManyFifo;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZII_Result;

/**
 * Is a slot that is used again free? The fifo is full of 1 and 2. One thread puts 3 if there is
 * room, the other gets the oldest; then the rest is looked at, one digit each.
 */
@JCStressTest
@Outcome(id = "true, 1, 23", expect = ACCEPTABLE, desc = "Got first, and then there was room.")
@Outcome(id = "false, 1, 2", expect = ACCEPTABLE, desc = "No room yet.")
@Outcome(id = "true, [^1], .*", expect = FORBIDDEN, desc = "The oldest was overwritten.")
@State
public class KFifo_WrapAround {
  private final KFifo<Integer> fifo = new KFifo<>(2);

  /** Made anew for each attempt. */
  public KFifo_WrapAround() {
    fifo.put(1);
    fifo.put(2);
  }

  /**
   * Puts 3 if there is room.
   *
   * @param r what is observed
   */
  @Actor
  public void writer(ZII_Result r) {
    r.r1 = fifo.put(3);
  }

  /**
   * Gets the oldest.
   *
   * @param r what is observed
   */
  @Actor
  public void reader(ZII_Result r) {
    r.r2 = fifo.get();
  }

  /**
   * Gets the rest.
   *
   * @param r what is observed
   */
  @Arbiter
  public void arbiter(ZII_Result r) {
    for (Integer rest = fifo.get(); rest != null; rest = fifo.get()) {
      r.r3 = r.r3 * 10 + rest;
    }
  }

  /** The same on a broken copy. */
  @JCStressTest
  @JCStressMeta(KFifo_WrapAround.class)
  @BrokenTwin("takes one element more than it has slots for")
  @State
  public static class Twin {
    private final OneTooManyFifo<Integer> fifo = new OneTooManyFifo<>(2);

    /** Made anew for each attempt. */
    public Twin() {
      fifo.put(1);
      fifo.put(2);
    }

    /**
     * Puts 3 if there is room.
     *
     * @param r what is observed
     */
    @Actor
    public void writer(ZII_Result r) {
      r.r1 = fifo.put(3);
    }

    /**
     * Gets the oldest.
     *
     * @param r what is observed
     */
    @Actor
    public void reader(ZII_Result r) {
      r.r2 = fifo.get();
    }

    /**
     * Gets the rest.
     *
     * @param r what is observed
     */
    @Arbiter
    public void arbiter(ZII_Result r) {
      for (Integer rest = fifo.get(); rest != null; rest = fifo.get()) {
        r.r3 = r.r3 * 10 + rest;
      }
    }
  }
}
