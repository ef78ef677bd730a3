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
import org.openjdk.jcstress.infra.results.IIII_Result;

/**
 * Are both of two readers alone with their like? A writer changes two plain fields, which each
 * reads inside.
 */
@JCStressTest
@Outcome(
    id = {"0, 0, 0, 0", "0, 0, 1, 1", "1, 1, 0, 0", "1, 1, 1, 1"},
    expect = ACCEPTABLE,
    desc = "One after the other.")
@Outcome(expect = FORBIDDEN, desc = "Half of a section.")
@State
public class ReadWriteSpinLock_TwoReadersAndWriter {
  private final ReadWriteSpinLock lock = new ReadWriteSpinLock();
  private int x;
  private int y;

  /** Made anew for each attempt. */
  public ReadWriteSpinLock_TwoReadersAndWriter() {}

  /**
   * Reads both inside.
   *
   * @param r what is observed
   */
  @Actor
  public void first(IIII_Result r) {
    lock.readLock();
    r.r1 = y;
    RecycledBox.pause();
    r.r2 = x;
    lock.readUnlock();
  }

  /**
   * Reads both inside.
   *
   * @param r what is observed
   */
  @Actor
  public void second(IIII_Result r) {
    lock.readLock();
    r.r3 = y;
    RecycledBox.pause();
    r.r4 = x;
    lock.readUnlock();
  }

  /** Changes both inside, at the readers' pace. */
  @Actor
  public void writer() {
    RecycledBox.pause();
    lock.writeLock();
    x = 1;
    y = 1;
    lock.writeUnlock();
  }

  /** The same on a broken copy. */
  @JCStressTest
  @JCStressMeta(ReadWriteSpinLock_TwoReadersAndWriter.class)
  @BrokenTwin("a writer leaves a permit over, for a reader beside it")
  @State
  public static class Twin {
    private final LeakyReadWriteLock lock = new LeakyReadWriteLock();
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
    public void first(IIII_Result r) {
      lock.readLock();
      r.r1 = y;
      RecycledBox.pause();
      r.r2 = x;
      lock.readUnlock();
    }

    /**
     * Reads both inside.
     *
     * @param r what is observed
     */
    @Actor
    public void second(IIII_Result r) {
      lock.readLock();
      r.r3 = y;
      RecycledBox.pause();
      r.r4 = x;
      lock.readUnlock();
    }

    /** Changes both inside, at the readers' pace. */
    @Actor
    public void writer() {
      RecycledBox.pause();
      lock.writeLock();
      x = 1;
      y = 1;
      lock.writeUnlock();
    }
  }
}
