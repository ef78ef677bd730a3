package org.kernsync.stress.jcstress.rcu;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.kernsync.rcu.Rcu;
import org.kernsync.rcu.RcuReference;
import org.kernsync.stress.BrokenTwin;
import org.kernsync.stress.broken.OldEpochRcu;
import org.kernsync.stress.broken.PausingEpochRcu;
import org.kernsync.stress.jcstress.RecycledBox;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * Is a section waited for that publishes an old number? A reader that loses its processor between
 * the look at the number and its publication may publish one from before the last grace period. The
 * control is the twin without its fault, and with its pause in that place.
 */
@JCStressTest
@Outcome(id = "0", expect = ACCEPTABLE, desc = "The box stays what it is while it is in use.")
@Outcome(id = "1", expect = FORBIDDEN, desc = "The box is recycled under its reader.")
@State
public class Rcu_StaleEpoch {
  private static final Rcu RCU = new Rcu();
  private final RcuReference<RecycledBox> current = new RcuReference<>(new RecycledBox());

  /** Made anew for each attempt. */
  public Rcu_StaleEpoch() {}

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

  /** Waits, puts another box in its place, waits again, and recycles the old one. */
  @Actor
  public void writer() {
    RCU.synchronize();
    RecycledBox.pause();
    RecycledBox old = current.replace(new RecycledBox());
    RCU.synchronize();
    old.recycle();
  }

  /** The twin's pause alone does no harm. */
  @JCStressTest
  @JCStressMeta(Rcu_StaleEpoch.class)
  @State
  public static class Control {
    private static final PausingEpochRcu RCU = new PausingEpochRcu();
    private final RcuReference<RecycledBox> current = new RcuReference<>(new RecycledBox());

    /** Made anew for each attempt. */
    public Control() {}

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

    /** Waits, puts another box in its place, waits again, and recycles the old one. */
    @Actor
    public void writer() {
      RCU.synchronize();
      RecycledBox.pause();
      RecycledBox old = current.replace(new RecycledBox());
      RCU.synchronize();
      old.recycle();
    }
  }

  /** The same on a broken copy. */
  @JCStressTest
  @JCStressMeta(Rcu_StaleEpoch.class)
  @BrokenTwin("takes the epoch of an older grace period for finished")
  @State
  public static class Twin {
    private static final OldEpochRcu RCU = new OldEpochRcu();
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

    /** Waits, puts another box in its place, waits again, and recycles the old one. */
    @Actor
    public void writer() {
      RCU.synchronize();
      RecycledBox.pause();
      RecycledBox old = current.replace(new RecycledBox());
      RCU.synchronize();
      old.recycle();
    }
  }
}
