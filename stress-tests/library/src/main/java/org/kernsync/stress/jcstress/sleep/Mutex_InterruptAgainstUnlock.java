package org.kernsync.stress.jcstress.sleep;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.kernsync.sleep.Mutex;
import org.kernsync.stress.BrokenTwin;
import org.kernsync.stress.broken.HeedlessHandOverLock;
import org.kernsync.stress.jcstress.RecycledBox;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZI_Result;

/**
 * Is the lock free after all have left, when a thread in line is interrupted at about the time of
 * the unlock?
 */
@JCStressTest
@Outcome(id = "true, 0", expect = ACCEPTABLE, desc = "It got the lock, and gave it back.")
@Outcome(id = "false, 0", expect = ACCEPTABLE, desc = "It was interrupted, and is not in line.")
@Outcome(expect = FORBIDDEN, desc = "Nobody holds the lock, and it is not free.")
@State
public class Mutex_InterruptAgainstUnlock {
  private final Mutex lock = new Mutex();
  private final OneInterrupt interrupt = new OneInterrupt();

  /** Made anew for each attempt. */
  public Mutex_InterruptAgainstUnlock() {}

  /** Interrupts from inside, then leaves. */
  @Actor
  public void holder() {
    lock.lock();
    RecycledBox.pause();
    interrupt.fire();
    lock.unlock();
  }

  /**
   * Waits, and may be interrupted.
   *
   * @param r what is observed
   */
  @Actor
  public void waiter(ZI_Result r) {
    interrupt.arm();
    try {
      lock.lockInterruptibly();
      r.r1 = true;
      lock.unlock();
    } catch (InterruptedException e) {
      r.r1 = false;
    } finally {
      interrupt.disarm();
    }
  }

  /**
   * Looks whether it is free and nobody in line.
   *
   * @param r what is observed
   */
  @Arbiter
  public void arbiter(ZI_Result r) {
    r.r2 = lock.getQueueLength() + (lock.tryLock() ? 0 : 1);
  }

  /** The same on a broken copy. */
  @JCStressTest
  @JCStressMeta(Mutex_InterruptAgainstUnlock.class)
  @BrokenTwin("who gives up does not look whether it was handed the lock")
  @State
  public static class Twin {
    private final HeedlessHandOverLock lock = new HeedlessHandOverLock();
    private final OneInterrupt interrupt = new OneInterrupt();

    /** Made anew for each attempt. */
    public Twin() {}

    /** Interrupts from inside, then leaves. */
    @Actor
    public void holder() {
      lock.lock();
      RecycledBox.pause();
      interrupt.fire();
      lock.unlock();
    }

    /**
     * Waits, and may be interrupted.
     *
     * @param r what is observed
     */
    @Actor
    public void waiter(ZI_Result r) {
      interrupt.arm();
      try {
        lock.lockInterruptibly();
        r.r1 = true;
        lock.unlock();
      } catch (InterruptedException e) {
        r.r1 = false;
      } finally {
        interrupt.disarm();
      }
    }

    /**
     * Looks whether it is free and nobody in line.
     *
     * @param r what is observed
     */
    @Arbiter
    public void arbiter(ZI_Result r) {
      r.r2 = lock.tryLock() ? 0 : 1;
    }
  }
}
