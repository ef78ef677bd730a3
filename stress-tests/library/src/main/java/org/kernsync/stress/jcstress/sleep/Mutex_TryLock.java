package org.kernsync.stress.jcstress.sleep;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.kernsync.sleep.Mutex;
import org.kernsync.stress.BrokenTwin;
import org.kernsync.stress.broken.TestThenSetMutex;
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
public class Mutex_TryLock {
  private final Mutex lock = new Mutex();
  private int counter;

  /** Made anew for each attempt. */
  public Mutex_TryLock() {}

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
  @JCStressMeta(Mutex_TryLock.class)
  @BrokenTwin("tests whether it is free, then sets")
  @State
  public static class Twin {
    private final TestThenSetMutex lock = new TestThenSetMutex();
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
