package org.kernsync.stress.jcstress.sleep;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.kernsync.sleep.RwSemaphore;
import org.kernsync.stress.BrokenTwin;
import org.kernsync.stress.broken.LeakyReadWriteLock;
import org.kernsync.stress.jcstress.RecycledBox;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Does a reader between two writers, of which one stays on as a reader, get one whole write? Each
 * writes its number to two plain fields.
 */
@JCStressTest
@Outcome(
    id = {"0, 0", "1, 1", "2, 2"},
    expect = ACCEPTABLE,
    desc = "All of one write, or none.")
@Outcome(expect = FORBIDDEN, desc = "Parts of two.")
@State
public class RwSemaphore_WriterReaderWriter {
  private final RwSemaphore lock = new RwSemaphore();
  private int x;
  private int y;

  /** Made anew for each attempt. */
  public RwSemaphore_WriterReaderWriter() {}

  /** Writes 1, and stays on as a reader. */
  @Actor
  public void one() {
    lock.downWrite();
    x = 1;
    y = 1;
    lock.downgradeWrite();
    lock.upRead();
  }

  /**
   * Reads both inside.
   *
   * @param r what is observed
   */
  @Actor
  public void reader(II_Result r) {
    lock.downRead();
    r.r1 = y;
    RecycledBox.pause();
    r.r2 = x;
    lock.upRead();
  }

  /** Writes 2. */
  @Actor
  public void two() {
    lock.downWrite();
    x = 2;
    y = 2;
    lock.upWrite();
  }

  /** The same on a broken copy. */
  @JCStressTest
  @JCStressMeta(RwSemaphore_WriterReaderWriter.class)
  @BrokenTwin("a writer leaves a permit over, for a reader beside it")
  @State
  public static class Twin {
    private final LeakyReadWriteLock lock = new LeakyReadWriteLock();
    private int x;
    private int y;

    /** Made anew for each attempt. */
    public Twin() {}

    /** Writes 1, and stays on as a reader. */
    @Actor
    public void one() {
      lock.writeLock();
      x = 1;
      y = 1;
      lock.downgrade();
      lock.readUnlock();
    }

    /**
     * Reads both inside.
     *
     * @param r what is observed
     */
    @Actor
    public void reader(II_Result r) {
      lock.readLock();
      r.r1 = y;
      RecycledBox.pause();
      r.r2 = x;
      lock.readUnlock();
    }

    /** Writes 2. */
    @Actor
    public void two() {
      lock.writeLock();
      x = 2;
      y = 2;
      lock.writeUnlock();
    }
  }
}
