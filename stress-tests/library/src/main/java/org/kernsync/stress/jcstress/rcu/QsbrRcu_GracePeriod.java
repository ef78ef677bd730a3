package org.kernsync.stress.jcstress.rcu;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.kernsync.rcu.QsbrRcu;
import org.kernsync.rcu.QsbrReader;
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
 * Does a grace period wait for a reader that is online and has not reported? The reader takes a box
 * twice, with a quiescent state in between that gives the first one up.
 */
@JCStressTest
@Outcome(id = "0", expect = ACCEPTABLE, desc = "The box stays what it is while it is in use.")
@Outcome(id = "1", expect = FORBIDDEN, desc = "The box is recycled under its reader.")
@State
public class QsbrRcu_GracePeriod {
  private static final QsbrRcu RCU = new QsbrRcu();
  private static final ThreadLocal<QsbrReader> READER =
      ThreadLocal.withInitial(QsbrRcu_GracePeriod::register);
  private final RcuReference<RecycledBox> current = new RcuReference<>(new RecycledBox());

  /** Made anew for each attempt. */
  public QsbrRcu_GracePeriod() {}

  private static QsbrReader register() {
    QsbrReader reader = RCU.register();
    reader.offline();
    return reader;
  }

  /**
   * Takes the box while online, and looks at it a little later.
   *
   * @param r what is observed
   */
  @Actor
  public void reader(I_Result r) {
    QsbrReader reader = READER.get();
    reader.online();
    int first = current.dereference().isRecycledLater();
    reader.quiescent();
    r.r1 = first | current.dereference().isRecycledLater();
    reader.offline();
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
  @JCStressMeta(QsbrRcu_GracePeriod.class)
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
