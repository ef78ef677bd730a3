package org.kernsync.stress.jcstress.sleep;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.kernsync.sleep.CountingSemaphore;
import org.kernsync.stress.BrokenTwin;
import org.kernsync.stress.broken.SilentSemaphore;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Mode;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.Signal;
import org.openjdk.jcstress.annotations.State;

/**
 * Does a thread that waits get a permit once there is one? The signal gives it at about the time
 * when the actor goes to sleep. One that is not woken stays stale.
 */
@JCStressTest(Mode.Termination)
@Outcome(id = "TERMINATED", expect = ACCEPTABLE, desc = "It got the permit.")
@Outcome(id = "STALE", expect = FORBIDDEN, desc = "It sleeps beside a permit.")
@State
public class CountingSemaphore_WakeUp {
  private final CountingSemaphore semaphore = new CountingSemaphore(0);

  /** Made anew for each attempt. */
  public CountingSemaphore_WakeUp() {}

  /** Waits for a permit. */
  @Actor
  public void waiter() {
    semaphore.down();
  }

  /** Gives a permit. */
  @Signal
  public void giver() {
    semaphore.up();
  }

  /** The same on a broken copy. */
  @JCStressTest(Mode.Termination)
  @JCStressMeta(CountingSemaphore_WakeUp.class)
  @BrokenTwin("counts a permit and wakes nobody")
  @State
  public static class Twin {
    private final SilentSemaphore semaphore = new SilentSemaphore(0);

    /** Made anew for each attempt. */
    public Twin() {}

    /** Waits for a permit. */
    @Actor
    public void waiter() {
      semaphore.down();
    }

    /** Gives a permit. */
    @Signal
    public void giver() {
      semaphore.up();
    }
  }
}
