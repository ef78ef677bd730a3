package org.kernsync.stress.jcstress.sleep;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.kernsync.sleep.CountingSemaphore;
import org.kernsync.stress.BrokenTwin;
import org.kernsync.stress.broken.HeedlessInterruptSemaphore;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZI_Result;

/**
 * Are two permits taken by two takers or still there, when one of the takers is interrupted? What
 * the interrupt leaves must wake the other, or it hangs, and with it the run.
 */
@JCStressTest
@Outcome(id = "true, true, 0", expect = ACCEPTABLE, desc = "Both took one.")
@Outcome(
    id = "false, true, 1",
    expect = ACCEPTABLE,
    desc = "The interrupt came first; the permit is there.")
@Outcome(expect = FORBIDDEN, desc = "A permit appeared or vanished.")
@State
public class CountingSemaphore_InterruptedAmongTakers {
  private final CountingSemaphore semaphore = new CountingSemaphore(0);
  private final OneInterrupt interrupt = new OneInterrupt();

  /** Made anew for each attempt. */
  public CountingSemaphore_InterruptedAmongTakers() {}

  /** Gives two, one by one. */
  @Actor
  public void giver() {
    semaphore.up();
    semaphore.up();
  }

  /** Interrupts. */
  @Actor
  public void interrupter() {
    interrupt.fire();
  }

  /**
   * Waits, and may be interrupted.
   *
   * @param r what is observed
   */
  @Actor
  public void interrupted(ZZI_Result r) {
    interrupt.arm();
    try {
      semaphore.downInterruptibly();
      r.r1 = true;
    } catch (InterruptedException e) {
      r.r1 = false;
    } finally {
      interrupt.disarm();
    }
  }

  /**
   * Waits.
   *
   * @param r what is observed
   */
  @Actor
  public void taker(ZZI_Result r) {
    semaphore.down();
    r.r2 = true;
  }

  /**
   * Counts what is left.
   *
   * @param r what is observed
   */
  @Arbiter
  public void arbiter(ZZI_Result r) {
    r.r3 = semaphore.availablePermits();
  }

  /** The same on a broken copy. */
  @JCStressTest
  @JCStressMeta(CountingSemaphore_InterruptedAmongTakers.class)
  @BrokenTwin("an interrupt takes the permit that races with it and says no")
  @State
  public static class Twin {
    private final HeedlessInterruptSemaphore semaphore = new HeedlessInterruptSemaphore(0);
    private final OneInterrupt interrupt = new OneInterrupt();

    /** Made anew for each attempt. */
    public Twin() {}

    /** Gives two, one by one. */
    @Actor
    public void giver() {
      semaphore.up();
      semaphore.up();
    }

    /** Interrupts. */
    @Actor
    public void interrupter() {
      interrupt.fire();
    }

    /**
     * Waits, and may be interrupted.
     *
     * @param r what is observed
     */
    @Actor
    public void interrupted(ZZI_Result r) {
      interrupt.arm();
      try {
        semaphore.downInterruptibly();
        r.r1 = true;
      } catch (InterruptedException e) {
        r.r1 = false;
      } finally {
        interrupt.disarm();
      }
    }

    /**
     * Waits.
     *
     * @param r what is observed
     */
    @Actor
    public void taker(ZZI_Result r) {
      semaphore.down();
      r.r2 = true;
    }

    /**
     * Counts what is left.
     *
     * @param r what is observed
     */
    @Arbiter
    public void arbiter(ZZI_Result r) {
      r.r3 = semaphore.permits();
    }
  }
}
