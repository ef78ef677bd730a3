package org.kernsync.stress.litmus;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.kernsync.atomic.AtomicInt32;
import org.kernsync.atomic.MemoryBarriers;
import org.kernsync.rcu.Rcu;
import org.kernsync.rcu.RcuReference;
import org.kernsync.stress.BrokenTwin;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Message passing (MP): one thread writes data, then raises a flag; the other sees the flag and
 * reads the data. The pattern behind each publication.
 *
 * <p>x86 keeps stores in order, and loads in order: none of these shows anything there unless the
 * compiler moves something. So the twins change the order by hand.
 */
public final class MessagePassing {
  private MessagePassing() {}

  /** Release and acquire on the flag: who sees it sees the data. */
  @JCStressTest
  @KernelLitmus(name = "MP+pooncerelease+poacquireonce", verdict = KernelVerdict.NEVER)
  @Outcome(id = "1, 0", expect = FORBIDDEN, desc = "The flag without the data.")
  @Outcome(
      id = {"0, 0", "0, 1", "1, 1"},
      expect = ACCEPTABLE,
      desc = "No flag yet, or the data with it.")
  @State
  public static class MP_pooncerelease_poacquireonce {
    private final AtomicInt32 data = new AtomicInt32();
    private final AtomicInt32 flag = new AtomicInt32();

    /** Made anew for each attempt. */
    public MP_pooncerelease_poacquireonce() {}

    /** Writes the data, raises the flag. */
    @Actor
    public void first() {
      data.set(1);
      flag.setRelease(1);
    }

    /**
     * Looks at the flag, reads the data.
     *
     * @param r what is observed
     */
    @Actor
    public void second(II_Result r) {
      r.r1 = flag.readAcquire();
      r.r2 = data.read();
    }
  }

  /** The same, broken. */
  @JCStressTest
  @JCStressMeta(MP_pooncerelease_poacquireonce.class)
  @BrokenTwin("the flag is raised first")
  @State
  public static class MP_pooncerelease_poacquireonce_Twin {
    private final AtomicInt32 data = new AtomicInt32();
    private final AtomicInt32 flag = new AtomicInt32();

    /** Made anew for each attempt. */
    public MP_pooncerelease_poacquireonce_Twin() {}

    /** Raises the flag, writes the data a moment later. */
    @Actor
    public void first() {
      flag.setRelease(1);
      Moment.pass();
      data.set(1);
    }

    /**
     * Looks at the flag, reads the data.
     *
     * @param r what is observed
     */
    @Actor
    public void second(II_Result r) {
      r.r1 = flag.readAcquire();
      r.r2 = data.read();
    }
  }

  /** The same with {@code smp_wmb} and {@code smp_rmb}. */
  @JCStressTest
  @KernelLitmus(name = "MP+fencewmbonceonce+fencermbonceonce", verdict = KernelVerdict.NEVER)
  @Outcome(id = "1, 0", expect = FORBIDDEN, desc = "The flag without the data.")
  @Outcome(
      id = {"0, 0", "0, 1", "1, 1"},
      expect = ACCEPTABLE,
      desc = "No flag yet, or the data with it.")
  @State
  public static class MP_fencewmbonceonce_fencermbonceonce {
    private final AtomicInt32 data = new AtomicInt32();
    private final AtomicInt32 flag = new AtomicInt32();

    /** Made anew for each attempt. */
    public MP_fencewmbonceonce_fencermbonceonce() {}

    /** Writes the data, raises the flag. */
    @Actor
    public void first() {
      data.set(1);
      MemoryBarriers.wmb();
      flag.set(1);
    }

    /**
     * Looks at the flag, reads the data.
     *
     * @param r what is observed
     */
    @Actor
    public void second(II_Result r) {
      r.r1 = flag.read();
      MemoryBarriers.rmb();
      r.r2 = data.read();
    }
  }

  /** The same, broken. */
  @JCStressTest
  @JCStressMeta(MP_fencewmbonceonce_fencermbonceonce.class)
  @BrokenTwin("the data are read first")
  @State
  public static class MP_fencewmbonceonce_fencermbonceonce_Twin {
    private final AtomicInt32 data = new AtomicInt32();
    private final AtomicInt32 flag = new AtomicInt32();

    /** Made anew for each attempt. */
    public MP_fencewmbonceonce_fencermbonceonce_Twin() {}

    /** Writes the data, raises the flag. */
    @Actor
    public void first() {
      data.set(1);
      MemoryBarriers.wmb();
      flag.set(1);
    }

    /**
     * Reads the data, looks at the flag a moment later.
     *
     * @param r what is observed
     */
    @Actor
    public void second(II_Result r) {
      r.r2 = data.read();
      Moment.pass();
      r.r1 = flag.read();
    }
  }

  /** Without order on either side the data may be missed. */
  @JCStressTest
  @KernelLitmus(name = "MP+poonceonces", verdict = KernelVerdict.SOMETIMES)
  @Outcome(id = "1, 0", expect = ACCEPTABLE_INTERESTING, desc = "The flag without the data.")
  @Outcome(
      id = {"0, 0", "0, 1", "1, 1"},
      expect = ACCEPTABLE,
      desc = "No flag yet, or the data with it.")
  @State
  public static class MP_poonceonces {
    private final AtomicInt32 data = new AtomicInt32();
    private final AtomicInt32 flag = new AtomicInt32();

    /** Made anew for each attempt. */
    public MP_poonceonces() {}

    /** Writes the data, raises the flag. */
    @Actor
    public void first() {
      data.set(1);
      flag.set(1);
    }

    /**
     * Looks at the flag, reads the data.
     *
     * @param r what is observed
     */
    @Actor
    public void second(II_Result r) {
      r.r1 = flag.read();
      r.r2 = data.read();
    }
  }

  /** The same on plain fields, through a reference that the compiler must load first. */
  @JCStressTest
  @Outcome(id = "1, 0", expect = ACCEPTABLE_INTERESTING, desc = "The flag without the data.")
  @Outcome(
      id = {"0, 0", "0, 1", "1, 1"},
      expect = ACCEPTABLE,
      desc = "No flag yet, or the data with it.")
  @State
  public static class MP_plain {
    private final Plain all = new Plain();
    private final Plain same = all;

    /** Made anew for each attempt. */
    public MP_plain() {}

    /** Writes the data, raises the flag. */
    @Actor
    public void first() {
      all.data = 1;
      all.flag = 1;
    }

    /**
     * Looks at the flag, reads the data. The two stores before make the compiler load both
     * references early.
     *
     * @param r what is observed
     */
    @Actor
    public void second(II_Result r) {
      Plain a = all;
      Plain b = same;
      a.touched = 0;
      b.touched = 0;
      r.r1 = a.flag;
      r.r2 = b.data;
    }
  }

  /**
   * The flag is a pointer to the data: {@code rcu_assign_pointer}, {@code rcu_dereference}. Linux
   * orders the reader by the address dependency; Java does not, so {@code dereference} is an
   * acquire.
   */
  @JCStressTest
  @KernelLitmus(name = "MP+onceassign+derefonce", verdict = KernelVerdict.NEVER)
  @Outcome(id = "1, 0", expect = FORBIDDEN, desc = "Published, but empty.")
  @Outcome(
      id = {"0, 0", "1, 1"},
      expect = ACCEPTABLE,
      desc = "Not published yet, or complete.")
  @State
  public static class MP_onceassign_derefonce {
    private final Rcu rcu = Readers.RCU;
    private final AtomicInt32 data = new AtomicInt32();
    private final RcuReference<AtomicInt32> pointer = new RcuReference<>();

    /** Made anew for each attempt. */
    public MP_onceassign_derefonce() {}

    /** Writes the data, publishes them. */
    @Actor
    public void first() {
      data.set(1);
      pointer.assign(data);
    }

    /**
     * Follows the pointer in a section.
     *
     * @param r what is observed
     */
    @Actor
    public void second(II_Result r) {
      rcu.readLock();
      AtomicInt32 found = pointer.dereference();
      r.r1 = found == null ? 0 : 1;
      r.r2 = found == null ? 0 : found.read();
      rcu.readUnlock();
    }
  }

  /** The same, broken. */
  @JCStressTest
  @JCStressMeta(MP_onceassign_derefonce.class)
  @BrokenTwin("publishes first")
  @State
  public static class MP_onceassign_derefonce_Twin {
    private final Rcu rcu = Readers.RCU;
    private final AtomicInt32 data = new AtomicInt32();
    private final RcuReference<AtomicInt32> pointer = new RcuReference<>();

    /** Made anew for each attempt. */
    public MP_onceassign_derefonce_Twin() {}

    /** Publishes the data, writes them a moment later. */
    @Actor
    public void first() {
      pointer.assign(data);
      Moment.pass();
      data.set(1);
    }

    /**
     * Follows the pointer in a section.
     *
     * @param r what is observed
     */
    @Actor
    public void second(II_Result r) {
      rcu.readLock();
      AtomicInt32 found = pointer.dereference();
      r.r1 = found == null ? 0 : 1;
      r.r2 = found == null ? 0 : found.read();
      rcu.readUnlock();
    }
  }

  /**
   * As Linux writes it, by the dependency alone: {@code access} is an opaque load, and nothing in
   * Java orders the read behind it.
   */
  @JCStressTest
  @Outcome(id = "1, 0", expect = ACCEPTABLE_INTERESTING, desc = "Published, but empty.")
  @Outcome(
      id = {"0, 0", "1, 1"},
      expect = ACCEPTABLE,
      desc = "Not published yet, or complete.")
  @State
  public static class MP_onceassign_address {
    private final AtomicInt32 data = new AtomicInt32();
    private final RcuReference<AtomicInt32> pointer = new RcuReference<>();

    /** Made anew for each attempt. */
    public MP_onceassign_address() {}

    /** Writes the data, publishes them. */
    @Actor
    public void first() {
      data.set(1);
      pointer.assign(data);
    }

    /**
     * Follows the pointer.
     *
     * @param r what is observed
     */
    @Actor
    public void second(II_Result r) {
      AtomicInt32 found = pointer.access();
      r.r1 = found == null ? 0 : 1;
      r.r2 = found == null ? 0 : found.read();
    }
  }

  /** What readers share; not in the tests themselves, which are made anew for each attempt. */
  private static final class Readers {
    static final Rcu RCU = new Rcu();
  }

  /** Variables without any mode. */
  private static final class Plain {
    int data;
    int flag;
    int touched;
  }
}
