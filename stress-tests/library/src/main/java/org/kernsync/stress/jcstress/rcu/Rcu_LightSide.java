package org.kernsync.stress.jcstress.rcu;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.kernsync.rcu.Rcu;
import org.kernsync.rcu.RcuReference;
import org.kernsync.stress.BrokenTwin;
import org.kernsync.stress.broken.BufferedOneReaderRcu;
import org.kernsync.stress.broken.OneReaderRcu;
import org.kernsync.stress.jcstress.RecycledBox;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * Is a section seen whose epoch was published just before it followed the pointer? This is the
 * store buffering shape: epoch stored, pointer loaded; pointer stored, epoch loaded. Without {@code
 * membarrier} both sides have a fence, with it the grace period pays for both.
 */
@JCStressTest
@Outcome(id = "0", expect = ACCEPTABLE, desc = "The box stays what it is while it is in use.")
@Outcome(id = "1", expect = FORBIDDEN, desc = "The box is recycled under its reader.")
@State
public class Rcu_LightSide {
  private static final Rcu RCU = new Rcu();
  private final RcuReference<RecycledBox> current = new RcuReference<>(new RecycledBox());

  /** Made anew for each attempt. */
  public Rcu_LightSide() {}

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

  /** The twin's pause alone does no harm. */
  @JCStressTest
  @JCStressMeta(Rcu_LightSide.class)
  @State
  public static class Control {
    private final OneReaderRcu rcu = new OneReaderRcu();
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
      r.r1 = rcu.readLock(current).isRecycledLater();
      rcu.readUnlock();
    }

    /** Puts another box in its place, waits, and recycles the old one, at the reader's pace. */
    @Actor
    public void writer() {
      RecycledBox.pause();
      RecycledBox old = current.replace(new RecycledBox());
      rcu.synchronize();
      old.recycle();
    }
  }

  /** The same on a broken copy. */
  @JCStressTest
  @JCStressMeta(Rcu_LightSide.class)
  @BrokenTwin("the store of the epoch becomes visible after the pointer was followed")
  @State
  public static class Twin {
    private final BufferedOneReaderRcu rcu = new BufferedOneReaderRcu();
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
      r.r1 = rcu.readLock(current).isRecycledLater();
      rcu.readUnlock();
    }

    /** Puts another box in its place, waits, and recycles the old one, at the reader's pace. */
    @Actor
    public void writer() {
      RecycledBox.pause();
      RecycledBox old = current.replace(new RecycledBox());
      rcu.synchronize();
      old.recycle();
    }
  }
}
