package org.kernsync.stress.jcstress.sleep;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.kernsync.sleep.Mutex;
import org.kernsync.stress.BrokenTwin;
import org.kernsync.stress.broken.SilentMutex;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Mode;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.Signal;
import org.openjdk.jcstress.annotations.State;

/**
 * Does a thread that waits get the lock once it is free? The lock is held from the start; the actor
 * locks; the signal unlocks at about the time when the actor goes to sleep. One that is not woken
 * stays stale.
 */
@JCStressTest(Mode.Termination)
@Outcome(id = "TERMINATED", expect = ACCEPTABLE, desc = "It got the lock.")
@Outcome(id = "STALE", expect = FORBIDDEN, desc = "It sleeps beside a free lock.")
@State
public class Mutex_WakeUp {
  private final Mutex lock = new Mutex();

  /** Made anew for each attempt. */
  public Mutex_WakeUp() {
    lock.lock();
  }

  /** Waits for the lock. */
  @Actor
  public void waiter() {
    lock.lock();
    lock.unlock();
  }

  /** Unlocks; runs in the thread that made the object. */
  @Signal
  public void holder() {
    lock.unlock();
  }

  /** The same on a broken copy. */
  @JCStressTest(Mode.Termination)
  @JCStressMeta(Mutex_WakeUp.class)
  @BrokenTwin("unlocks and wakes nobody")
  @State
  public static class Twin {
    private final SilentMutex lock = new SilentMutex();

    /** Made anew for each attempt. */
    public Twin() {
      lock.lock();
    }

    /** Waits for the lock. */
    @Actor
    public void waiter() {
      lock.lock();
      lock.unlock();
    }

    /** Unlocks; runs in the thread that made the object. */
    @Signal
    public void holder() {
      lock.unlock();
    }
  }
}
