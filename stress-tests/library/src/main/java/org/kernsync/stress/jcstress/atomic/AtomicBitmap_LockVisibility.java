package org.kernsync.stress.jcstress.atomic;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.kernsync.atomic.AtomicBitmap;
import org.kernsync.stress.BrokenTwin;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Is a section under a bit seen whole? One thread writes two fields under it, the other reads them
 * under it, if it gets it.
 */
@JCStressTest
@Outcome(
    id = {"0, 0", "1, 1"},
    expect = ACCEPTABLE,
    desc = "Before, or after.")
@Outcome(id = "-1, -1", expect = ACCEPTABLE, desc = "Held: not read.")
@Outcome(id = "0, 1", expect = FORBIDDEN, desc = "Half of a section is seen.")
@Outcome(id = "1, 0", expect = FORBIDDEN, desc = "Half of a section is seen.")
@State
public class AtomicBitmap_LockVisibility {
  private final AtomicBitmap bits = new AtomicBitmap(64);
  private int x;
  private int y;

  /** Made anew for each attempt. */
  public AtomicBitmap_LockVisibility() {}

  /** Writes both. */
  @Actor
  public void writer() {
    if (!bits.testAndSetBitLock(0)) {
      x = 1;
      y = 1;
      bits.clearBitUnlock(0);
    }
  }

  /**
   * Reads both.
   *
   * @param r what is observed
   */
  @Actor
  public void reader(II_Result r) {
    r.r1 = -1;
    r.r2 = -1;
    if (!bits.testAndSetBitLock(0)) {
      r.r1 = x;
      r.r2 = y;
      bits.clearBitUnlock(0);
    }
  }

  /** The same on a broken copy. */
  @JCStressTest
  @JCStressMeta(AtomicBitmap_LockVisibility.class)
  @BrokenTwin("reads another bit than the writer locks")
  @State
  public static class Twin {
    private final AtomicBitmap bits = new AtomicBitmap(64);
    private int x;
    private int y;

    /** Made anew for each attempt. */
    public Twin() {}

    /** Writes both. */
    @Actor
    public void writer() {
      if (!bits.testAndSetBitLock(0)) {
        x = 1;
        y = 1;
        bits.clearBitUnlock(0);
      }
    }

    /**
     * Reads both under another bit.
     *
     * @param r what is observed
     */
    @Actor
    public void reader(II_Result r) {
      r.r1 = -1;
      r.r2 = -1;
      if (!bits.testAndSetBitLock(1)) {
        r.r1 = x;
        r.r2 = y;
        bits.clearBitUnlock(1);
      }
    }
  }
}
