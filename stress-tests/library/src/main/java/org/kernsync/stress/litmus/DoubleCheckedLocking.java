package org.kernsync.stress.litmus;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.kernsync.atomic.AtomicInt32;
import org.kernsync.spin.TicketSpinLock;
import org.kernsync.stress.BrokenTwin;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Double-checked locking (DCL): who sees the flag takes no lock and uses the data. Both threads do
 * the same.
 */
public final class DoubleCheckedLocking {
  private DoubleCheckedLocking() {}

  /** With release and acquire on the flag, nobody finds the data missing. */
  @JCStressTest
  @KernelLitmus(name = "DCL-fixed", verdict = KernelVerdict.NEVER)
  @Outcome(
      id = {"0, 1", "1, 0", "0, 0"},
      expect = FORBIDDEN,
      desc = "The flag was seen without the data.")
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Both found the data.")
  @State
  public static class DCL_fixed {
    private final AtomicInt32 data = new AtomicInt32();
    private final AtomicInt32 flag = new AtomicInt32();
    private final TicketSpinLock lock = new TicketSpinLock();

    /** Made anew for each attempt. */
    public DCL_fixed() {}

    /**
     * Makes the data unless they are there, then reads them.
     *
     * @param r what is observed
     */
    @Actor
    public void first(II_Result r) {
      int seen = flag.readAcquire();
      if (seen == 0) {
        lock.lock();
        if (flag.read() == 0) {
          data.set(1);
          flag.setRelease(1);
        }
        lock.unlock();
      }
      r.r1 = data.read();
    }

    /**
     * Makes the data unless they are there, then reads them.
     *
     * @param r what is observed
     */
    @Actor
    public void second(II_Result r) {
      int seen = flag.readAcquire();
      if (seen == 0) {
        lock.lock();
        if (flag.read() == 0) {
          data.set(1);
          flag.setRelease(1);
        }
        lock.unlock();
      }
      r.r2 = data.read();
    }
  }

  /** The same, broken. */
  @JCStressTest
  @JCStressMeta(DCL_fixed.class)
  @BrokenTwin("raises the flag before the data are there")
  @State
  public static class DCL_fixed_Twin {
    private final AtomicInt32 data = new AtomicInt32();
    private final AtomicInt32 flag = new AtomicInt32();
    private final TicketSpinLock lock = new TicketSpinLock();

    /** Made anew for each attempt. */
    public DCL_fixed_Twin() {}

    /**
     * Makes the data unless they are there, then reads them.
     *
     * @param r what is observed
     */
    @Actor
    public void first(II_Result r) {
      int seen = flag.readAcquire();
      if (seen == 0) {
        lock.lock();
        if (flag.read() == 0) {
          flag.setRelease(1);
          Moment.pass();
          data.set(1);
        }
        lock.unlock();
      }
      r.r1 = data.read();
    }

    /**
     * Makes the data unless they are there, then reads them.
     *
     * @param r what is observed
     */
    @Actor
    public void second(II_Result r) {
      int seen = flag.readAcquire();
      if (seen == 0) {
        lock.lock();
        if (flag.read() == 0) {
          flag.setRelease(1);
          Moment.pass();
          data.set(1);
        }
        lock.unlock();
      }
      r.r2 = data.read();
    }
  }

  /** With a flag that orders nothing. */
  @JCStressTest
  @KernelLitmus(name = "DCL-broken", verdict = KernelVerdict.SOMETIMES)
  @Outcome(
      id = {"0, 1", "1, 0", "0, 0"},
      expect = ACCEPTABLE_INTERESTING,
      desc = "The flag was seen without the data.")
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Both found the data.")
  @State
  public static class DCL_broken {
    private final AtomicInt32 data = new AtomicInt32();
    private final AtomicInt32 flag = new AtomicInt32();
    private final TicketSpinLock lock = new TicketSpinLock();

    /** Made anew for each attempt. */
    public DCL_broken() {}

    /**
     * Makes the data unless they are there, then reads them.
     *
     * @param r what is observed
     */
    @Actor
    public void first(II_Result r) {
      int seen = flag.read();
      if (seen == 0) {
        lock.lock();
        if (flag.read() == 0) {
          data.set(1);
          flag.set(1);
        }
        lock.unlock();
      }
      r.r1 = data.read();
    }

    /**
     * Makes the data unless they are there, then reads them.
     *
     * @param r what is observed
     */
    @Actor
    public void second(II_Result r) {
      int seen = flag.read();
      if (seen == 0) {
        lock.lock();
        if (flag.read() == 0) {
          data.set(1);
          flag.set(1);
        }
        lock.unlock();
      }
      r.r2 = data.read();
    }
  }
}
