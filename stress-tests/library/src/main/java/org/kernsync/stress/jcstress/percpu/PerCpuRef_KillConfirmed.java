package org.kernsync.stress.jcstress.percpu;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.kernsync.percpu.PerCpuRef;
import org.kernsync.stress.BrokenTwin;
import org.kernsync.stress.broken.RashPerCpuRef;
import org.kernsync.stress.jcstress.RecycledBox;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * Does a get of the living succeed once the kill is confirmed? One thread looks for the
 * confirmation, then gets; the other kills.
 */
@JCStressTest
@Outcome(id = "false, true", expect = ACCEPTABLE, desc = "Got before.")
@Outcome(
    id = "false, false",
    expect = ACCEPTABLE,
    desc = "Not confirmed when it looked, dead when it got.")
@Outcome(id = "true, false", expect = ACCEPTABLE, desc = "Confirmed, and dead.")
@Outcome(id = "true, true", expect = FORBIDDEN, desc = "Got after it was confirmed.")
@State
public class PerCpuRef_KillConfirmed {
  private final PerCpuRef reference = new PerCpuRef(() -> {});
  private volatile boolean confirmed;

  /** Made anew for each attempt. */
  public PerCpuRef_KillConfirmed() {}

  /**
   * Looks, then gets.
   *
   * @param r what is observed
   */
  @Actor
  public void user(ZZ_Result r) {
    RecycledBox.pause();
    r.r1 = confirmed;
    r.r2 = reference.tryGetLive();
  }

  /** Kills. */
  @Actor
  public void owner() {
    reference.killAndConfirm(() -> confirmed = true);
  }

  /** The same on a broken copy. */
  @JCStressTest
  @JCStressMeta(PerCpuRef_KillConfirmed.class)
  @BrokenTwin("confirms before it has changed the mode")
  @State
  public static class Twin {
    private final RashPerCpuRef reference = new RashPerCpuRef(() -> {});
    private volatile boolean confirmed;

    /** Made anew for each attempt. */
    public Twin() {}

    /**
     * Looks, then gets.
     *
     * @param r what is observed
     */
    @Actor
    public void user(ZZ_Result r) {
      RecycledBox.pause();
      r.r1 = confirmed;
      r.r2 = reference.tryGetLive();
    }

    /** Kills. */
    @Actor
    public void owner() {
      reference.killAndConfirm(() -> confirmed = true);
    }
  }
}
