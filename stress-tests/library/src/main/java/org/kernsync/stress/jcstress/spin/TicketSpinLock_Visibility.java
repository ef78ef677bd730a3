package org.kernsync.stress.jcstress.spin;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.kernsync.spin.TicketSpinLock;
import org.kernsync.stress.BrokenTwin;
import org.kernsync.stress.broken.OpenTicketLock;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Does a thread that gets in see all that was written inside before it? One thread writes two plain
 * fields inside, the other reads them inside.
 *
 * <p>On x86 this cannot see a missing release or acquire, since the processor adds them; the twin
 * is red because it lets both in.
 */
@JCStressTest
@Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "The reader was first.")
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "The writer was first, and all of it is seen.")
@Outcome(
    id = {"0, 1", "1, 0"},
    expect = FORBIDDEN,
    desc = "Half of a section is seen.")
@State
public class TicketSpinLock_Visibility {
  private final TicketSpinLock lock = new TicketSpinLock();
  private int x;
  private int y;

  /** Made anew for each attempt. */
  public TicketSpinLock_Visibility() {}

  /** Writes both fields inside. */
  @Actor
  public void writer() {
    lock.lock();
    x = 1;
    y = 1;
    lock.unlock();
  }

  /**
   * Reads both fields inside, in the other order.
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
  @JCStressMeta(TicketSpinLock_Visibility.class)
  @BrokenTwin("serves every ticket at once")
  @State
  public static class Twin {
    private final OpenTicketLock lock = new OpenTicketLock();
    private int x;
    private int y;

    /** Made anew for each attempt. */
    public Twin() {}

    /** Writes both fields inside. */
    @Actor
    public void writer() {
      lock.lock();
      x = 1;
      y = 1;
      lock.unlock();
    }

    /**
     * Reads both fields inside, in the other order.
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
