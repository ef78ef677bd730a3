package org.kernsync.stress.jcstress.percpu;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.kernsync.percpu.PerCpu;
import org.kernsync.stress.BrokenTwin;
import org.kernsync.stress.jcstress.OneCpu;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.J_Result;

/**
 * Is a thread that is told that a value is its own the only one who changes it? Each counts on its
 * own value, without any order; who has none takes a monitor.
 */
@JCStressTest
@Outcome(id = "2", expect = ACCEPTABLE, desc = "Both are counted.")
@Outcome(id = "1", expect = FORBIDDEN, desc = "Two on one value, one is lost.")
@State
public class PerCpu_OwnedValue {
  private final PerCpu<int[]> values = new PerCpu<>(cpu -> new int[1]);

  /** Made anew for each attempt. */
  public PerCpu_OwnedValue() {}

  /** Counts. */
  @Actor
  public void first() {
    values.withCurrent(own -> own[0]++, PerCpu_OwnedValue::countShared);
  }

  /** Counts. */
  @Actor
  public void second() {
    values.withCurrent(own -> own[0]++, PerCpu_OwnedValue::countShared);
  }

  /**
   * Looks at the end.
   *
   * @param r what is observed
   */
  @Arbiter
  public void arbiter(J_Result r) {
    r.r1 = values.sum(value -> value[0]);
  }

  private static void countShared(int[] value) {
    synchronized (value) {
      value[0]++;
    }
  }

  /** The same on a broken copy. */
  @JCStressTest
  @JCStressMeta(PerCpu_OwnedValue.class)
  @BrokenTwin("two owners of one value")
  @State
  public static class Twin {
    private final PerCpu<int[]> values = new PerCpu<>(OneCpu.OWNED_BY_ALL, cpu -> new int[1]);

    /** Made anew for each attempt. */
    public Twin() {}

    /** Counts. */
    @Actor
    public void first() {
      values.withCurrent(own -> own[0]++, PerCpu_OwnedValue::countShared);
    }

    /** Counts. */
    @Actor
    public void second() {
      values.withCurrent(own -> own[0]++, PerCpu_OwnedValue::countShared);
    }

    /**
     * Looks at the end.
     *
     * @param r what is observed
     */
    @Arbiter
    public void arbiter(J_Result r) {
      r.r1 = values.sum(value -> value[0]);
    }
  }
}
