package org.kernsync.stress.jcstress.rcu;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.kernsync.rcu.Rcu;
import org.kernsync.rcu.RcuReference;
import org.kernsync.stress.BrokenTwin;
import org.kernsync.stress.broken.HastyEpochRcu;
import org.kernsync.stress.jcstress.RecycledBox;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * Does a grace period wait for a section that holds what was removed? One thread takes a box in a
 * read section, the other puts a new one in its place, waits, and recycles the old one.
 */
@JCStressTest
@Outcome(id = "0", expect = ACCEPTABLE, desc = "The box stays what it is while it is in use.")
@Outcome(id = "1", expect = FORBIDDEN, desc = "The box is recycled under its reader.")
@State
public class Rcu_GracePeriod {
  private static final Rcu RCU = new Rcu();
  private final RcuReference<RecycledBox> current = new RcuReference<>(new RecycledBox());

  /** Made anew for each attempt. */
  public Rcu_GracePeriod() {}

  /**
   * Takes the box in a section, and looks at it a little later.
   *
   * @param r what is observed
   */
  @Actor
  public void reader(I_Result r) {
    RCU.readLock();
    r.r1 = current.dereference().isRecycledLater();
    RCU.readUnlock();
  }

  /** Puts another box in its place, waits, and recycles the old one, at the reader's pace. */
  @Actor
  public void writer() {
    RecycledBox.pause();
    RecycledBox old = current.replace(new RecycledBox());
    RCU.synchronize();
    old.recycle();
  }

  /** The same on a broken copy. */
  @JCStressTest
  @JCStressMeta(Rcu_GracePeriod.class)
  @BrokenTwin("waits for nobody")
  @State
  public static class Twin {
    private static final HastyEpochRcu RCU = new HastyEpochRcu();
    private final RcuReference<RecycledBox> current = new RcuReference<>(new RecycledBox());

    /** Made anew for each attempt. */
    public Twin() {}

    /**
     * Takes the box in a section, and looks at it a little later.
     *
     * @param r what is observed
     */
    @Actor
    public void reader(I_Result r) {
      RCU.readLock();
      r.r1 = current.dereference().isRecycledLater();
      RCU.readUnlock();
    }

    /** Puts another box in its place, waits, and recycles the old one, at the reader's pace. */
    @Actor
    public void writer() {
      RecycledBox.pause();
      RecycledBox old = current.replace(new RecycledBox());
      RCU.synchronize();
      old.recycle();
    }
  }
}
