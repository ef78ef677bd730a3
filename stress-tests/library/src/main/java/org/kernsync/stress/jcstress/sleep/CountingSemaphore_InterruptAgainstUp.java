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
import org.openjdk.jcstress.infra.results.ZI_Result;

/**
 * Is the number of permits right when one is given to a waiter that is interrupted at that time?
 */
@JCStressTest
@Outcome(id = "true, 0", expect = ACCEPTABLE, desc = "The permit came first.")
@Outcome(
    id = "false, 1",
    expect = ACCEPTABLE,
    desc = "The interrupt came first; the permit is there.")
@Outcome(expect = FORBIDDEN, desc = "A permit appeared or vanished.")
@State
public class CountingSemaphore_InterruptAgainstUp {
  private final CountingSemaphore semaphore = new CountingSemaphore(0);
  private final OneInterrupt interrupt = new OneInterrupt();

  /** Made anew for each attempt. */
  public CountingSemaphore_InterruptAgainstUp() {}

  /** Interrupts, then gives. */
  @Actor
  public void giver() {
    interrupt.fire();
    semaphore.up();
  }

  /**
   * Waits, and may be interrupted.
   *
   * @param r what is observed
   */
  @Actor
  public void taker(ZI_Result r) {
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
   * Counts what is left.
   *
   * @param r what is observed
   */
  @Arbiter
  public void arbiter(ZI_Result r) {
    r.r2 = semaphore.availablePermits();
  }

  /** The same on a broken copy. */
  @JCStressTest
  @JCStressMeta(CountingSemaphore_InterruptAgainstUp.class)
  @BrokenTwin("an interrupt takes the permit that races with it and says no")
  @State
  public static class Twin {
    private final HeedlessInterruptSemaphore semaphore = new HeedlessInterruptSemaphore(0);
    private final OneInterrupt interrupt = new OneInterrupt();

    /** Made anew for each attempt. */
    public Twin() {}

    /** Interrupts, then gives. */
    @Actor
    public void giver() {
      interrupt.fire();
      semaphore.up();
    }

    /**
     * Waits, and may be interrupted.
     *
     * @param r what is observed
     */
    @Actor
    public void taker(ZI_Result r) {
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
     * Counts what is left.
     *
     * @param r what is observed
     */
    @Arbiter
    public void arbiter(ZI_Result r) {
      r.r2 = semaphore.permits();
    }
  }
}
