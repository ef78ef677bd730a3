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
 * Does {@code tryLock} fail while another thread is inside, and exclude that thread when it
 * succeeds? Whoever got in counts on a plain counter; who did not reports 0.
 */
@JCStressTest
@Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "Held: the attempt failed.")
@Outcome(
    id = {"1, 2", "2, 1"},
    expect = ACCEPTABLE,
    desc = "One after the other.")
@Outcome(expect = FORBIDDEN, desc = "Both were inside.")
@State
public class TicketSpinLock_TryLock {
  private final TicketSpinLock lock = new TicketSpinLock();
  private int counter;

  /** Made anew for each attempt. */
  public TicketSpinLock_TryLock() {}

  /**
   * Waits for the lock.
   *
   * @param r what is observed
   */
  @Actor
  public void locker(II_Result r) {
    lock.lock();
    r.r1 = ++counter;
    lock.unlock();
  }

  /**
   * Does not wait.
   *
   * @param r what is observed
   */
  @Actor
  public void trier(II_Result r) {
    if (lock.tryLock()) {
      r.r2 = ++counter;
      lock.unlock();
    }
  }

  /** The same on a broken copy. */
  @JCStressTest
  @JCStressMeta(TicketSpinLock_TryLock.class)
  @BrokenTwin("takes its ticket in two steps")
  @State
  public static class Twin {
    private final TwoStepTicketLock lock = new TwoStepTicketLock();
    private int counter;

    /** Made anew for each attempt. */
    public Twin() {}

    /**
     * Waits for the lock.
     *
     * @param r what is observed
     */
    @Actor
    public void locker(II_Result r) {
      lock.lock();
      r.r1 = ++counter;
      lock.unlock();
    }

    /**
     * Does not wait.
     *
     * @param r what is observed
     */
    @Actor
    public void trier(II_Result r) {
      if (lock.tryLock()) {
        r.r2 = ++counter;
        lock.unlock();
      }
    }
  }
}
