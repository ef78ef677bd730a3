package org.kernsync.stress.jcstress.percpu;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.kernsync.percpu.PerCpuRwSemaphore;
import org.kernsync.stress.BrokenTwin;
import org.kernsync.stress.broken.BlindPerCpuRwSemaphore;
import org.kernsync.stress.broken.NaivePerCpuRwSemaphore;
import org.kernsync.stress.jcstress.RecycledBox;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * Does a reader that comes at the last moment find the writer, or the writer it? This is the store
 * buffering shape: entry stored, writer looked for; writer announced, entries read. Without {@code
 * membarrier} both sides have a fence, with it the writer pays for both.
 */
@JCStressTest
@Outcome(id = "0", expect = ACCEPTABLE, desc = "Nothing changes while the reader is inside.")
@Outcome(id = "1", expect = FORBIDDEN, desc = "The writer was inside, too.")
@State
public class PerCpuRwSemaphore_LightSide {
  private final PerCpuRwSemaphore semaphore = new PerCpuRwSemaphore();
  private volatile int changes;

  /** Made anew for each attempt. */
  public PerCpuRwSemaphore_LightSide() {}

  /**
   * Looks twice inside.
   *
   * @param r what is observed
   */
  @Actor
  public void reader(I_Result r) {
    semaphore.downRead();
    int before = changes;
    RecycledBox.pause();
    r.r1 = changes - before;
    semaphore.upRead();
  }

  /** Changes it inside, a little later. */
  @Actor
  public void writer() {
    semaphore.downWrite();
    RecycledBox.pause();
    changes = 1;
    semaphore.upWrite();
  }

  /** The twin's pause alone does no harm. */
  @JCStressTest
  @JCStressMeta(PerCpuRwSemaphore_LightSide.class)
  @State
  public static class Control {
    private final NaivePerCpuRwSemaphore semaphore = new NaivePerCpuRwSemaphore();
    private volatile int changes;

    /** Made anew for each attempt. */
    public Control() {}

    /**
     * Looks twice inside.
     *
     * @param r what is observed
     */
    @Actor
    public void reader(I_Result r) {
      semaphore.downRead();
      int before = changes;
      RecycledBox.pause();
      r.r1 = changes - before;
      semaphore.upRead();
    }

    /** Changes it inside, a little later. */
    @Actor
    public void writer() {
      semaphore.downWrite();
      RecycledBox.pause();
      changes = 1;
      semaphore.upWrite();
    }
  }

  /** The same on a broken copy. */
  @JCStressTest
  @JCStressMeta(PerCpuRwSemaphore_LightSide.class)
  @BrokenTwin("the reader looks for a writer before its entry is visible, and not again")
  @State
  public static class Twin {
    private final BlindPerCpuRwSemaphore semaphore = new BlindPerCpuRwSemaphore();
    private volatile int changes;

    /** Made anew for each attempt. */
    public Twin() {}

    /**
     * Looks twice inside.
     *
     * @param r what is observed
     */
    @Actor
    public void reader(I_Result r) {
      semaphore.downRead();
      int before = changes;
      RecycledBox.pause();
      r.r1 = changes - before;
      semaphore.upRead();
    }

    /** Changes it inside, a little later. */
    @Actor
    public void writer() {
      semaphore.downWrite();
      RecycledBox.pause();
      changes = 1;
      semaphore.upWrite();
    }
  }
}
