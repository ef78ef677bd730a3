package org.kernsync.stress.jcstress.sleep;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import org.kernsync.sleep.Mutex;
import org.kernsync.stress.BrokenTwin;
import org.kernsync.stress.broken.OpenMonitor;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Does a wait on a condition of {@code asLock()} come back with the lock, also if its time was
 * over? It lets the lock go for no longer than that takes. Both threads count on a plain counter.
 */
@JCStressTest
@Outcome(
    id = {"1, 2", "2, 1"},
    expect = ACCEPTABLE,
    desc = "One after the other.")
@Outcome(id = "1, 1", expect = FORBIDDEN, desc = "Both were inside.")
@State
public class Mutex_ConditionLocksAgain {
  private final Lock lock = new Mutex().asLock();
  private final Condition changed = lock.newCondition();
  private int counter;

  /** Made anew for each attempt. */
  public Mutex_ConditionLocksAgain() {}

  /**
   * Waits for no time, then counts.
   *
   * @param r what is observed
   */
  @Actor
  public void waiter(II_Result r) {
    lock.lock();
    try {
      changed.awaitNanos(0);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e); // nobody interrupts
    }
    r.r1 = ++counter;
    lock.unlock();
  }

  /**
   * Counts inside, and signals.
   *
   * @param r what is observed
   */
  @Actor
  public void signaller(II_Result r) {
    lock.lock();
    r.r2 = ++counter;
    changed.signal();
    lock.unlock();
  }

  /** The same on a broken copy. */
  @JCStressTest
  @JCStressMeta(Mutex_ConditionLocksAgain.class)
  @BrokenTwin("a wait that timed out comes back without the lock")
  @State
  public static class Twin {
    private final OpenMonitor lock = new OpenMonitor();
    private int counter;

    /** Made anew for each attempt. */
    public Twin() {}

    /**
     * Waits for no time, then counts.
     *
     * @param r what is observed
     */
    @Actor
    public void waiter(II_Result r) {
      lock.lock();
      lock.await(0);
      r.r1 = ++counter;
      lock.unlock();
    }

    /**
     * Counts inside, and signals.
     *
     * @param r what is observed
     */
    @Actor
    public void signaller(II_Result r) {
      lock.lock();
      r.r2 = ++counter;
      lock.signal();
      lock.unlock();
    }
  }
}
