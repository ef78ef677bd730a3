package org.kernsync.stress.jcstress.sleep;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import org.kernsync.sleep.Mutex;
import org.kernsync.stress.BrokenTwin;
import org.kernsync.stress.broken.LateMonitor;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/**
 * Does a signal reach a thread that is about to wait? It looks under the lock and waits on a
 * condition of {@code asLock()}; the other changes what it looks for and signals, under the lock.
 * Who is not signalled hangs, and with it the run, which the runner notices; the twin gives up and
 * says so.
 */
@JCStressTest
@Outcome(id = "true", expect = ACCEPTABLE, desc = "It saw the change.")
@Outcome(id = "false", expect = FORBIDDEN, desc = "It slept on beside the change.")
@State
public class Mutex_ConditionSignal {
  private final Lock lock = new Mutex().asLock();
  private final Condition changed = lock.newCondition();
  private boolean change;

  /** Made anew for each attempt. */
  public Mutex_ConditionSignal() {}

  /**
   * Waits for the change.
   *
   * @param r what is observed
   */
  @Actor
  public void waiter(Z_Result r) {
    lock.lock();
    while (!change) {
      changed.awaitUninterruptibly();
    }
    r.r1 = true;
    lock.unlock();
  }

  /** Changes and signals. */
  @Actor
  public void signaller() {
    lock.lock();
    change = true;
    changed.signal();
    lock.unlock();
  }

  /** The same on a broken copy. */
  @JCStressTest
  @JCStressMeta(Mutex_ConditionSignal.class)
  @BrokenTwin("lets the lock go first and stands in line second")
  @State
  public static class Twin {
    private final LateMonitor lock = new LateMonitor();
    private boolean change;

    /** Made anew for each attempt. */
    public Twin() {}

    /**
     * Waits for the change.
     *
     * @param r what is observed
     */
    @Actor
    public void waiter(Z_Result r) {
      lock.lock();
      r.r1 = change || lock.await(1_000_000);
      lock.unlock();
    }

    /** Changes and signals. */
    @Actor
    public void signaller() {
      lock.lock();
      change = true;
      lock.signal();
      lock.unlock();
    }
  }
}
