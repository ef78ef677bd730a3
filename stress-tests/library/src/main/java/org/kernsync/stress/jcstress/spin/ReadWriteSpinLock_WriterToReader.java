package org.kernsync.stress.jcstress.spin;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.kernsync.spin.ReadWriteSpinLock;
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
 * Does a reader see all of a writer's section, or nothing? The fields are plain, and are read in
 * the other order.
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
public class ReadWriteSpinLock_WriterToReader {
  private final ReadWriteSpinLock lock = new ReadWriteSpinLock();
  private int x;
  private int y;

  /** Made anew for each attempt. */
  public ReadWriteSpinLock_WriterToReader() {}

  /** Writes both inside, at the reader's pace. */
  @Actor
  public void writer() {
    RecycledBox.pause();
    lock.writeLock();
    x = 1;
    y = 1;
    lock.writeUnlock();
  }

  /**
   * Reads both inside, in the other order.
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

  /** The same on a broken copy. */
  @JCStressTest
  @JCStressMeta(ReadWriteSpinLock_WriterToReader.class)
  @BrokenTwin("a writer leaves a permit over, for a reader beside it")
  @State
  public static class Twin {
    private final LeakyReadWriteLock lock = new LeakyReadWriteLock();
    private int x;
    private int y;

    /** Made anew for each attempt. */
    public Twin() {}

    /** Writes both inside, at the reader's pace. */
    @Actor
    public void writer() {
      RecycledBox.pause();
      lock.writeLock();
      x = 1;
      y = 1;
      lock.writeUnlock();
    }

    /**
     * Reads both inside, in the other order.
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
  }
}
