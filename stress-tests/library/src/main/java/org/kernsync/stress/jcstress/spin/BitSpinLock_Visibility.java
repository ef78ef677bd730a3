package org.kernsync.stress.jcstress.spin;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.kernsync.atomic.AtomicInt32;
import org.kernsync.spin.BitSpinLock;
import org.kernsync.stress.BrokenTwin;
import org.kernsync.stress.broken.OpenBitLock;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Is all of a section under a bit of a word seen by the next? The fields are plain, and are read in
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
public class BitSpinLock_Visibility {
  private final BitSpinLock bits = new BitSpinLock();
  private final AtomicInt32 word = new AtomicInt32();
  private int x;
  private int y;

  /** Made anew for each attempt. */
  public BitSpinLock_Visibility() {}

  /** Writes both inside. */
  @Actor
  public void writer() {
    bits.lock(word, 5);
    x = 1;
    y = 1;
    bits.unlock(word, 5);
  }

  /**
   * Reads both inside, in the other order.
   *
   * @param r what is observed
   */
  @Actor
  public void reader(II_Result r) {
    bits.lock(word, 5);
    r.r1 = y;
    r.r2 = x;
    bits.unlock(word, 5);
  }

  /** The same on a broken copy. */
  @JCStressTest
  @JCStressMeta(BitSpinLock_Visibility.class)
  @BrokenTwin("lets everybody in")
  @State
  public static class Twin {
    private final OpenBitLock bits = new OpenBitLock();
    private int x;
    private int y;

    /** Made anew for each attempt. */
    public Twin() {}

    /** Writes both inside. */
    @Actor
    public void writer() {
      bits.lock(5);
      x = 1;
      y = 1;
      bits.unlock(5);
    }

    /**
     * Reads both inside, in the other order.
     *
     * @param r what is observed
     */
    @Actor
    public void reader(II_Result r) {
      bits.lock(5);
      r.r1 = y;
      r.r2 = x;
      bits.unlock(5);
    }
  }
}
