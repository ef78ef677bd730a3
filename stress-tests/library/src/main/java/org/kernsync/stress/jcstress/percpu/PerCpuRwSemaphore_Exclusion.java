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

/** Is a writer alone? It changes two plain fields, which a reader reads inside. */
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
public class PerCpuRwSemaphore_Exclusion {
  private final PerCpuRwSemaphore semaphore = new PerCpuRwSemaphore();
  private int x;
  private int y;

  /** Made anew for each attempt. */
  public PerCpuRwSemaphore_Exclusion() {}

  /**
   * Reads both inside.
   *
   * @param r what is observed
   */
  @Actor
  public void reader(II_Result r) {
    semaphore.downRead();
    r.r1 = x;
    RecycledBox.pause();
    r.r2 = y;
    semaphore.upRead();
  }

  /** Changes both inside, at the reader's pace. */
  @Actor
  public void writer() {
    RecycledBox.pause();
    semaphore.downWrite();
    x = 1;
    y = 1;
    semaphore.upWrite();
  }

  /** The same on a broken copy. */
  @JCStressTest
  @JCStressMeta(PerCpuRwSemaphore_Exclusion.class)
  @BrokenTwin("the writer waits for no reader")
  @State
  public static class Twin {
    private final HastyPerCpuRwSemaphore semaphore = new HastyPerCpuRwSemaphore();
    private int x;
    private int y;

    /** Made anew for each attempt. */
    public Twin() {}

    /**
     * Reads both inside.
     *
     * @param r what is observed
     */
    @Actor
    public void reader(II_Result r) {
      semaphore.downRead();
      r.r1 = x;
      RecycledBox.pause();
      r.r2 = y;
      semaphore.upRead();
    }

    /** Changes both inside, at the reader's pace. */
    @Actor
    public void writer() {
      RecycledBox.pause();
      semaphore.downWrite();
      x = 1;
      y = 1;
      semaphore.upWrite();
    }
  }
}
