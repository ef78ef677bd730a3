package org.kernsync.stress.jcstress.spin;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.kernsync.spin.QueuedSpinLock;
import org.kernsync.stress.BrokenTwin;
import org.kernsync.stress.broken.OpenMutex;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Is all of a section seen by the next? One thread writes two plain fields inside, the other reads
 * them inside, in the other order.
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
public class QueuedSpinLock_Visibility {
  private final QueuedSpinLock lock = new QueuedSpinLock();
  private int x;
  private int y;

  /** Made anew for each attempt. */
  public QueuedSpinLock_Visibility() {}

  /** Writes both inside. */
  @Actor
  public void writer() {
    lock.lock();
    x = 1;
    y = 1;
    lock.unlock();
  }

  /**
   * Reads both inside, in the other order.
   *
   * @param r what is observed
   */
  @Actor
  public void reader(II_Result r) {
    lock.lock();
    r.r1 = y;
    r.r2 = x;
    lock.unlock();
  }

  /** The same on a broken copy. */
  @JCStressTest
  @JCStressMeta(QueuedSpinLock_Visibility.class)
  @BrokenTwin("lets everybody in")
  @State
  public static class Twin {
    private final OpenMutex lock = new OpenMutex();
    private int x;
    private int y;

    /** Made anew for each attempt. */
    public Twin() {}

    /** Writes both inside. */
    @Actor
    public void writer() {
      lock.lock();
      x = 1;
      y = 1;
      lock.unlock();
    }

    /**
     * Reads both inside, in the other order.
     *
     * @param r what is observed
     */
    @Actor
    public void reader(II_Result r) {
      lock.lock();
      r.r1 = y;
      r.r2 = x;
      lock.unlock();
    }
  }
}
