package org.kernsync.stress.jcstress.sleep;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.TimeUnit;
import org.kernsync.sleep.RwSemaphore;
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
 * Is the semaphore free after all have left, when a writer that waits for a reader gives up at
 * about the time when that reader leaves?
 */
@JCStressTest
@Outcome(id = "true, 0", expect = ACCEPTABLE, desc = "It got the lock, and gave it back.")
@Outcome(id = "false, 0", expect = ACCEPTABLE, desc = "It gave up, and is not in line.")
@Outcome(expect = FORBIDDEN, desc = "Nobody holds the lock, and it is not free.")
@State
public class RwSemaphore_TimeoutAgainstUp {
  private final RwSemaphore lock = new RwSemaphore();

  /** Made anew for each attempt. */
  public RwSemaphore_TimeoutAgainstUp() {}

  /** Is inside for a moment. */
  @Actor
  public void reader() {
    lock.downRead();
    RecycledBox.pause();
    lock.upRead();
  }

  /**
   * Waits for about as long.
   *
   * @param r what is observed
   */
  @Actor
  public void writer(ZI_Result r) {
    try {
      if (lock.tryDownWrite(500, TimeUnit.NANOSECONDS)) {
        r.r1 = true;
        lock.upWrite();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e); // nobody interrupts
    }
  }

  /**
   * Looks whether it is free and nobody in line.
   *
   * @param r what is observed
   */
  @Arbiter
  public void arbiter(ZI_Result r) {
    r.r2 = lock.getQueueLength() + (lock.tryDownWrite() ? 0 : 1);
  }

  /** The same on a broken copy. */
  @JCStressTest
  @JCStressMeta(RwSemaphore_TimeoutAgainstUp.class)
  @BrokenTwin("who gives up does not look whether it was handed the lock")
  @State
  public static class Twin {
    private final HeedlessHandOverLock lock = new HeedlessHandOverLock();

    /** Made anew for each attempt. */
    public Twin() {}

    /** Is inside for a moment. */
    @Actor
    public void reader() {
      lock.lock();
      RecycledBox.pause();
      lock.unlock();
    }

    /**
     * Waits for about as long.
     *
     * @param r what is observed
     */
    @Actor
    public void writer(ZI_Result r) {
      try {
        if (lock.tryLock(500)) {
          r.r1 = true;
          lock.unlock();
        }
      } catch (InterruptedException e) {
        throw new IllegalStateException(e); // nobody interrupts
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
