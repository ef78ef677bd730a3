package org.kernsync.stress.jcstress.percpu;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.kernsync.percpu.PerCpuRwSemaphore;
import org.kernsync.stress.BrokenTwin;
import org.kernsync.stress.broken.HastyPerCpuRwSemaphore;
import org.kernsync.stress.jcstress.RecycledBox;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Does a writer see all that was done in a reader's section? The fields are plain. On x86 this
 * cannot see a missing release or acquire, since the processor adds them.
 */
@JCStressTest
@Outcome(
    id = {"0, 0", "1, 1"},
    expect = ACCEPTABLE,
    desc = "One after the other.")
@Outcome(
    id = {"0, 1", "1, 0"},
    expect = FORBIDDEN,
    desc = "Half of a section.")
@State
public class PerCpuRwSemaphore_Visibility {
  private final PerCpuRwSemaphore semaphore = new PerCpuRwSemaphore();
  private int x;
  private int y;

  /** Made anew for each attempt. */
  public PerCpuRwSemaphore_Visibility() {}

  /** Changes both, as the only reader may. */
  @Actor
  public void reader() {
    semaphore.downRead();
    x = 1;
    RecycledBox.pause();
    y = 1;
    semaphore.upRead();
  }

  /**
   * Reads both inside, at the reader's pace.
   *
   * @param r what is observed
   */
  @Actor
  public void writer(II_Result r) {
    RecycledBox.pause();
    semaphore.downWrite();
    r.r1 = x;
    r.r2 = y;
    semaphore.upWrite();
  }

  /** The same on a broken copy. */
  @JCStressTest
  @JCStressMeta(PerCpuRwSemaphore_Visibility.class)
  @BrokenTwin("the writer waits for no reader")
  @State
  public static class Twin {
    private final HastyPerCpuRwSemaphore semaphore = new HastyPerCpuRwSemaphore();
    private int x;
    private int y;

    /** Made anew for each attempt. */
    public Twin() {}

    /** Changes both, as the only reader may. */
    @Actor
    public void reader() {
      semaphore.downRead();
      x = 1;
      RecycledBox.pause();
      y = 1;
      semaphore.upRead();
    }

    /**
     * Reads both inside, at the reader's pace.
     *
     * @param r what is observed
     */
    @Actor
    public void writer(II_Result r) {
      RecycledBox.pause();
      semaphore.downWrite();
      r.r1 = x;
      r.r2 = y;
      semaphore.upWrite();
    }
  }
}
