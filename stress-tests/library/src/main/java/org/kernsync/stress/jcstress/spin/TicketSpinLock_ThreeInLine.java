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
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * Is only one of three inside, and is each served once? They lock, count and unlock; the counter is
 * plain.
 */
@JCStressTest
@Outcome(
    id = {"1, 2, 3", "1, 3, 2", "2, 1, 3", "2, 3, 1", "3, 1, 2", "3, 2, 1"},
    expect = ACCEPTABLE,
    desc = "One after the other.")
@Outcome(expect = FORBIDDEN, desc = "Two were inside.")
@State
public class TicketSpinLock_ThreeInLine {
  private final TicketSpinLock lock = new TicketSpinLock();
  private int counter;

  /** Made anew for each attempt. */
  public TicketSpinLock_ThreeInLine() {}

  /**
   * Counts inside.
   *
   * @param r what is observed
   */
  @Actor
  public void first(III_Result r) {
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
  public void second(III_Result r) {
    lock.lock();
    r.r2 = ++counter;
    lock.unlock();
  }

  /**
   * Counts inside.
   *
   * @param r what is observed
   */
  @Actor
  public void third(III_Result r) {
    lock.lock();
    r.r3 = ++counter;
    lock.unlock();
  }

  /** The same on a broken copy. */
  @JCStressTest
  @JCStressMeta(TicketSpinLock_ThreeInLine.class)
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
    public void first(III_Result r) {
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
    public void second(III_Result r) {
      lock.lock();
      r.r2 = ++counter;
      lock.unlock();
    }

    /**
     * Counts inside.
     *
     * @param r what is observed
     */
    @Actor
    public void third(III_Result r) {
      lock.lock();
      r.r3 = ++counter;
      lock.unlock();
    }
  }
}
