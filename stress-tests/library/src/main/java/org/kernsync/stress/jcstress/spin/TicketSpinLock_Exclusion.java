package org.kernsync.stress.jcstress.spin;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.kernsync.spin.TicketSpinLock;
import org.kernsync.stress.BrokenTwin;
import org.kernsync.stress.broken.TwoStepTicketLock;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Is only one thread inside? Two threads lock, count and unlock. The counter is plain: if both were
 * inside at once, one increment can be lost, and both see the same number.
 */
@JCStressTest
@Outcome(
    id = {"1, 2", "2, 1"},
    expect = ACCEPTABLE,
    desc = "One after the other.")
@Outcome(id = "1, 1", expect = FORBIDDEN, desc = "Both were inside.")
@State
public class TicketSpinLock_Exclusion {
  private final TicketSpinLock lock = new TicketSpinLock();
  private int counter;

  /** Made anew for each attempt. */
  public TicketSpinLock_Exclusion() {}

  /**
   * Counts inside.
   *
   * @param r what is observed
   */
  @Actor
  public void first(II_Result r) {
    lock.lock();
    r.r1 = ++counter;
    lock.unlock();
  }

  /**
   * Counts inside.
   *
   * @param r what is observed
   */
  @Actor
  public void second(II_Result r) {
    lock.lock();
    r.r2 = ++counter;
    lock.unlock();
  }

  /** The same on a broken copy. */
  @JCStressTest
  @JCStressMeta(TicketSpinLock_Exclusion.class)
  @BrokenTwin("takes its ticket in two steps")
  @State
  public static class Twin {
    private final TwoStepTicketLock lock = new TwoStepTicketLock();
    private int counter;

    /** Made anew for each attempt. */
    public Twin() {}

    /**
     * Counts inside.
     *
     * @param r what is observed
     */
    @Actor
    public void first(II_Result r) {
      lock.lock();
      r.r1 = ++counter;
      lock.unlock();
    }

    /**
     * Counts inside.
     *
     * @param r what is observed
     */
    @Actor
    public void second(II_Result r) {
      lock.lock();
      r.r2 = ++counter;
      lock.unlock();
    }
  }
}
