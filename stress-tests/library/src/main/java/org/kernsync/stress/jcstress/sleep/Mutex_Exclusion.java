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
public class Mutex_Exclusion {
  private final Mutex lock = new Mutex();
  private int counter;

  /** Made anew for each attempt. */
  public Mutex_Exclusion() {}

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
  @JCStressMeta(Mutex_Exclusion.class)
  @BrokenTwin("tests whether it is free, then sets")
  @State
  public static class Twin {
    private final TestThenSetMutex lock = new TestThenSetMutex();
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
