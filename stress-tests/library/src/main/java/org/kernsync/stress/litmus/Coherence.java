package org.kernsync.stress.litmus;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.kernsync.atomic.AtomicInt32;
import org.kernsync.stress.BrokenTwin;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * Coherence: all threads agree on the order of the stores to <em>one</em> variable, and a thread
 * that is on its own sees them in its own order. The marked accesses of Linux have that, and so has
 * Java's opaque mode. Plain mode has it not, see {@link CoRR_plain}.
 *
 * <p>The twins do by hand what a compiler without coherence might do: they change the order of the
 * two accesses.
 */
public final class Coherence {
  private Coherence() {}

  /** Two reads of one variable: does the second see what is older than the first? */
  @JCStressTest
  @KernelLitmus(name = "CoRR+poonceonce+Once", verdict = KernelVerdict.NEVER)
  @Outcome(id = "1, 0", expect = FORBIDDEN, desc = "The second read is older than the first.")
  @Outcome(id = "[01], [01]", expect = ACCEPTABLE, desc = "In order.")
  @State
  public static class CoRR_poonceonce_Once {
    private final AtomicInt32 x = new AtomicInt32();

    /** Made anew for each attempt. */
    public CoRR_poonceonce_Once() {}

    /** Writes. */
    @Actor
    public void first() {
      x.set(1);
    }

    /**
     * Reads twice.
     *
     * @param r what is observed
     */
    @Actor
    public void second(II_Result r) {
      r.r1 = x.read();
      r.r2 = x.read();
    }
  }

  /** The same, broken. */
  @JCStressTest
  @JCStressMeta(CoRR_poonceonce_Once.class)
  @BrokenTwin("the second read is done first")
  @State
  public static class CoRR_poonceonce_Once_Twin {
    private final AtomicInt32 x = new AtomicInt32();

    /** Made anew for each attempt. */
    public CoRR_poonceonce_Once_Twin() {}

    /** Writes. */
    @Actor
    public void first() {
      x.set(1);
    }

    /**
     * Reads twice, the other way round, a moment in between.
     *
     * @param r what is observed
     */
    @Actor
    public void second(II_Result r) {
      r.r2 = x.read();
      Moment.pass();
      r.r1 = x.read();
    }
  }

  /**
   * The same in plain mode, through two references that are one, which the compiler does not know.
   * It may keep an older value for the second read.
   */
  @JCStressTest
  @Outcome(
      id = "1, 0",
      expect = ACCEPTABLE_INTERESTING,
      desc = "The second read is older than the first: plain mode promises no coherence.")
  @Outcome(id = "[01], [01]", expect = ACCEPTABLE, desc = "In order.")
  @State
  public static class CoRR_plain {
    private final Plain one = new Plain();
    private final Plain other = one;

    /** Made anew for each attempt. */
    public CoRR_plain() {}

    /** Writes. */
    @Actor
    public void first() {
      one.value = 1;
    }

    /**
     * Reads twice. The two stores before make the compiler load both references early.
     *
     * @param r what is observed
     */
    @Actor
    public void second(II_Result r) {
      Plain a = one;
      Plain b = other;
      a.touched = 0;
      b.touched = 0;
      r.r1 = a.value;
      r.r2 = b.value;
    }
  }

  /** A read, then a store: may the read see a store that comes after the one behind it? */
  @JCStressTest
  @KernelLitmus(name = "CoRW+poonceonce+Once", verdict = KernelVerdict.NEVER)
  @Outcome(
      id = "2, 2",
      expect = FORBIDDEN,
      desc = "The read saw the store that overwrote the one behind it.")
  @Outcome(
      id = {"0, 1", "0, 2", "2, 1"},
      expect = ACCEPTABLE,
      desc = "In order.")
  @State
  public static class CoRW_poonceonce_Once {
    private final AtomicInt32 x = new AtomicInt32();

    /** Made anew for each attempt. */
    public CoRW_poonceonce_Once() {}

    /**
     * Reads, then writes.
     *
     * @param r what is observed
     */
    @Actor
    public void first(II_Result r) {
      r.r1 = x.read();
      x.set(1);
    }

    /** Writes something else. */
    @Actor
    public void second() {
      x.set(2);
    }

    /**
     * Reads what is left in the end.
     *
     * @param r what is observed
     */
    @Arbiter
    public void end(II_Result r) {
      r.r2 = x.read();
    }
  }

  /** The same, broken. */
  @JCStressTest
  @JCStressMeta(CoRW_poonceonce_Once.class)
  @BrokenTwin("the store is done first")
  @State
  public static class CoRW_poonceonce_Once_Twin {
    private final AtomicInt32 x = new AtomicInt32();

    /** Made anew for each attempt. */
    public CoRW_poonceonce_Once_Twin() {}

    /**
     * Writes, then reads. Its own store counts as not seen: that alone would be no finding.
     *
     * @param r what is observed
     */
    @Actor
    public void first(II_Result r) {
      x.set(1);
      int seen = x.read();
      r.r1 = seen == 1 ? 0 : seen;
    }

    /** Writes something else. */
    @Actor
    public void second() {
      x.set(2);
    }

    /**
     * Reads what is left in the end.
     *
     * @param r what is observed
     */
    @Arbiter
    public void end(II_Result r) {
      r.r2 = x.read();
    }
  }

  /** A store, then a read: may the read see a store that the own one overwrote? */
  @JCStressTest
  @KernelLitmus(name = "CoWR+poonceonce+Once", verdict = KernelVerdict.NEVER)
  @Outcome(
      id = "2, 1",
      expect = FORBIDDEN,
      desc = "The read saw what had been overwritten by its own thread.")
  @Outcome(
      id = {"1, 1", "1, 2", "2, 2"},
      expect = ACCEPTABLE,
      desc = "In order.")
  @State
  public static class CoWR_poonceonce_Once {
    private final AtomicInt32 x = new AtomicInt32();

    /** Made anew for each attempt. */
    public CoWR_poonceonce_Once() {}

    /**
     * Writes, then reads.
     *
     * @param r what is observed
     */
    @Actor
    public void first(II_Result r) {
      x.set(1);
      r.r1 = x.read();
    }

    /** Writes something else. */
    @Actor
    public void second() {
      x.set(2);
    }

    /**
     * Reads what is left in the end.
     *
     * @param r what is observed
     */
    @Arbiter
    public void end(II_Result r) {
      r.r2 = x.read();
    }
  }

  /** The same, broken. */
  @JCStressTest
  @JCStressMeta(CoWR_poonceonce_Once.class)
  @BrokenTwin("the read is done first")
  @State
  public static class CoWR_poonceonce_Once_Twin {
    private final AtomicInt32 x = new AtomicInt32();

    /** Made anew for each attempt. */
    public CoWR_poonceonce_Once_Twin() {}

    /**
     * Reads, then writes. Where it finds nothing it says that it saw its own store.
     *
     * @param r what is observed
     */
    @Actor
    public void first(II_Result r) {
      int seen = x.read();
      r.r1 = seen == 0 ? 1 : seen;
      x.set(1);
    }

    /** Writes something else. */
    @Actor
    public void second() {
      x.set(2);
    }

    /**
     * Reads what is left in the end.
     *
     * @param r what is observed
     */
    @Arbiter
    public void end(II_Result r) {
      r.r2 = x.read();
    }
  }

  /**
   * Two stores of one thread: which is left? There is no race in it; it is here because it is in
   * the kernel's folder.
   */
  @JCStressTest
  @KernelLitmus(name = "CoWW+poonceonce", verdict = KernelVerdict.NEVER)
  @Outcome(id = "1", expect = FORBIDDEN, desc = "The first store is left.")
  @Outcome(id = "2", expect = ACCEPTABLE, desc = "The last store is left.")
  @State
  public static class CoWW_poonceonce {
    private final AtomicInt32 x = new AtomicInt32();

    /** Made anew for each attempt. */
    public CoWW_poonceonce() {}

    /** Writes twice. */
    @Actor
    public void only() {
      x.set(1);
      x.set(2);
    }

    /**
     * Reads what is left in the end.
     *
     * @param r what is observed
     */
    @Arbiter
    public void end(I_Result r) {
      r.r1 = x.read();
    }
  }

  /** The same, broken. */
  @JCStressTest
  @JCStressMeta(CoWW_poonceonce.class)
  @BrokenTwin("the last store is done first")
  @State
  public static class CoWW_poonceonce_Twin {
    private final AtomicInt32 x = new AtomicInt32();

    /** Made anew for each attempt. */
    public CoWW_poonceonce_Twin() {}

    /** Writes twice, the other way round. */
    @Actor
    public void only() {
      x.set(2);
      x.set(1);
    }

    /**
     * Reads what is left in the end.
     *
     * @param r what is observed
     */
    @Arbiter
    public void end(I_Result r) {
      r.r1 = x.read();
    }
  }

  /** A variable without any mode. */
  private static final class Plain {
    int value;
    int touched;
  }
}
