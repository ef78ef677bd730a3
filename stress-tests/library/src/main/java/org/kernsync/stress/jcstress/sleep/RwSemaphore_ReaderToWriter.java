package org.kernsync.stress.jcstress.sleep;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.kernsync.sleep.RwSemaphore;
import org.kernsync.stress.BrokenTwin;
import org.kernsync.stress.broken.SharingReadWriteLock;
import org.kernsync.stress.jcstress.RecycledBox;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Does a writer see all that was done in a reader's section? The only reader may write here, and
 * the writer reads. The fields are plain.
 *
 * <p>On x86 this cannot see a missing release or acquire, since the processor adds them.
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
public class RwSemaphore_ReaderToWriter {
  private final RwSemaphore lock = new RwSemaphore();
  private int x;
  private int y;

  /** Made anew for each attempt. */
  public RwSemaphore_ReaderToWriter() {}

  /** Changes both, as the only reader may. */
  @Actor
  public void reader() {
    lock.downRead();
    x = 1;
    RecycledBox.pause();
    y = 1;
    lock.upRead();
  }

  /**
   * Reads both inside, at the reader's pace.
   *
   * @param r what is observed
   */
  @Actor
  public void writer(II_Result r) {
    RecycledBox.pause();
    lock.downWrite();
    r.r1 = x;
    r.r2 = y;
    lock.upWrite();
  }

  /** The same on a broken copy. */
  @JCStressTest
  @JCStressMeta(RwSemaphore_ReaderToWriter.class)
  @BrokenTwin("a writer enters as readers do")
  @State
  public static class Twin {
    private final SharingReadWriteLock lock = new SharingReadWriteLock();
    private int x;
    private int y;

    /** Made anew for each attempt. */
    public Twin() {}

    /** Changes both, as the only reader may. */
    @Actor
    public void reader() {
      lock.readLock();
      x = 1;
      RecycledBox.pause();
      y = 1;
      lock.readUnlock();
    }

    /**
     * Reads both inside, at the reader's pace.
     *
     * @param r what is observed
     */
    @Actor
    public void writer(II_Result r) {
      RecycledBox.pause();
      lock.writeLock();
      r.r1 = x;
      r.r2 = y;
      lock.writeUnlock();
    }
  }
}
