package org.kernsync.stress.jcstress.percpu;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.kernsync.percpu.PerCpuRef;
import org.kernsync.stress.BrokenTwin;
import org.kernsync.stress.broken.BlindPerCpuRef;
import org.kernsync.stress.broken.NaivePerCpuRef;
import org.kernsync.stress.jcstress.RecycledBox;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * Is the release held up by a reference that was got at the last moment? One thread gets, and uses
 * what the reference protects, the other kills. This is the store buffering shape: change stored,
 * mode loaded; mode stored, changes loaded.
 */
@JCStressTest
@Outcome(id = "0", expect = ACCEPTABLE, desc = "Not got, or not released while it is used.")
@Outcome(id = "1", expect = FORBIDDEN, desc = "Released under its user.")
@State
public class PerCpuRef_LivesWhileHeld {
  private final RecycledBox box = new RecycledBox();
  private final PerCpuRef reference = new PerCpuRef(box::recycle);

  /** Made anew for each attempt. */
  public PerCpuRef_LivesWhileHeld() {}

  /**
   * Uses the box if it gets a reference.
   *
   * @param r what is observed
   */
  @Actor
  public void user(I_Result r) {
    if (reference.tryGetLive()) {
      r.r1 = box.isRecycledLater();
      reference.put();
    }
  }

  /** Kills, which recycles the box when nobody uses it. */
  @Actor
  public void owner() {
    reference.kill();
  }

  /** The twin's pause alone does no harm. */
  @JCStressTest
  @JCStressMeta(PerCpuRef_LivesWhileHeld.class)
  @State
  public static class Control {
    private final RecycledBox box = new RecycledBox();
    private final NaivePerCpuRef reference = new NaivePerCpuRef(box::recycle);

    /** Made anew for each attempt. */
    public Control() {}

    /**
     * Uses the box if it gets a reference.
     *
     * @param r what is observed
     */
    @Actor
    public void user(I_Result r) {
      if (reference.tryGetLive()) {
        r.r1 = box.isRecycledLater();
        reference.put();
      }
    }

    /** Kills, which recycles the box when nobody uses it. */
    @Actor
    public void owner() {
      reference.kill();
    }
  }

  /** The same on a broken copy. */
  @JCStressTest
  @JCStressMeta(PerCpuRef_LivesWhileHeld.class)
  @BrokenTwin("no second look at the mode, behind the change")
  @State
  public static class Twin {
    private final RecycledBox box = new RecycledBox();
    private final BlindPerCpuRef reference = new BlindPerCpuRef(box::recycle);

    /** Made anew for each attempt. */
    public Twin() {}

    /**
     * Uses the box if it gets a reference.
     *
     * @param r what is observed
     */
    @Actor
    public void user(I_Result r) {
      if (reference.tryGetLive()) {
        r.r1 = box.isRecycledLater();
        reference.put();
      }
    }

    /** Kills, which recycles the box when nobody uses it. */
    @Actor
    public void owner() {
      reference.kill();
    }
  }
}
