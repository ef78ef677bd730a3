package org.kernsync.stress.jcstress.queue;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.kernsync.queue.KFifo;
import org.kernsync.stress.BrokenTwin;
import org.kernsync.stress.broken.EarlyIndexFifo;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Is an element that is put in got once? One thread puts, the other gets; then the rest is looked
 * at.
 */
@JCStressTest
@Outcome(
    id = {"1, 0", "0, 1"},
    expect = ACCEPTABLE,
    desc = "Got now, or there still.")
@Outcome(id = "0, 0", expect = FORBIDDEN, desc = "It is lost.")
@Outcome(id = "1, 1", expect = FORBIDDEN, desc = "It is got twice.")
@State
public class KFifo_PutAgainstGet {
  private final KFifo<Integer> fifo = new KFifo<>(2);

  /** Made anew for each attempt. */
  public KFifo_PutAgainstGet() {}

  /** Puts one. */
  @Actor
  public void writer() {
    fifo.put(1);
  }

  /**
   * Gets it if it is there.
   *
   * @param r what is observed
   */
  @Actor
  public void reader(II_Result r) {
    r.r1 = fifo.get() == null ? 0 : 1;
  }

  /**
   * Gets the rest.
   *
   * @param r what is observed
   */
  @Arbiter
  public void arbiter(II_Result r) {
    r.r2 = fifo.get() == null ? 0 : 1;
  }

  /** The same on a broken copy. */
  @JCStressTest
  @JCStressMeta(KFifo_PutAgainstGet.class)
  @BrokenTwin("counts the element before it is there")
  @State
  public static class Twin {
    private final EarlyIndexFifo<Integer> fifo = new EarlyIndexFifo<>(2);

    /** Made anew for each attempt. */
    public Twin() {}

    /** Puts one. */
    @Actor
    public void writer() {
      fifo.put(1);
    }

    /**
     * Gets it if it is there.
     *
     * @param r what is observed
     */
    @Actor
    public void reader(II_Result r) {
      r.r1 = fifo.get() == null ? 0 : 1;
    }

    /**
     * Gets the rest.
     *
     * @param r what is observed
     */
    @Arbiter
    public void arbiter(II_Result r) {
      r.r2 = fifo.get() == null ? 0 : 1;
    }
  }
}
