package org.kernsync.stress.litmus;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.kernsync.atomic.AtomicInt32;
import org.kernsync.atomic.MemoryBarriers;
import org.kernsync.spin.TicketSpinLock;
import org.kernsync.stress.BrokenTwin;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * ISA2: message passing over a thread in the middle. The first stores x and tells the second by y,
 * which tells the third by z, which reads x. Three actors.
 */
public final class ThreeThreadChain {
  private ThreeThreadChain() {}

  /** Release and acquire at each step: the third sees all of it. */
  @JCStressTest
  @KernelLitmus(
      name = "ISA2+pooncerelease+poacquirerelease+poacquireonce",
      verdict = KernelVerdict.NEVER)
  @Outcome(
      id = "1, 1, 0",
      expect = FORBIDDEN,
      desc = "The third saw the end of the chain and not its beginning.")
  @Outcome(id = "[01], [01], [01]", expect = ACCEPTABLE, desc = "In order.")
  @State
  public static class ISA2_pooncerelease_poacquirerelease_poacquireonce {
    private final AtomicInt32 x = new AtomicInt32();
    private final AtomicInt32 y = new AtomicInt32();
    private final AtomicInt32 z = new AtomicInt32();

    /** Made anew for each attempt. */
    public ISA2_pooncerelease_poacquirerelease_poacquireonce() {}

    /** Stores x, tells the second. */
    @Actor
    public void first() {
      x.set(1);
      y.setRelease(1);
    }

    /**
     * Hears the first, tells the third.
     *
     * @param r what is observed
     */
    @Actor
    public void second(III_Result r) {
      r.r1 = y.readAcquire();
      z.setRelease(1);
    }

    /**
     * Hears the second, reads x.
     *
     * @param r what is observed
     */
    @Actor
    public void third(III_Result r) {
      r.r2 = z.readAcquire();
      r.r3 = x.read();
    }
  }

  /** The same, broken; two threads play all parts, so that two processors can show it. */
  @JCStressTest
  @JCStressMeta(ISA2_pooncerelease_poacquirerelease_poacquireonce.class)
  @BrokenTwin("the first tells before it stores")
  @State
  public static class ISA2_pooncerelease_poacquirerelease_poacquireonce_Twin {
    private final AtomicInt32 x = new AtomicInt32();
    private final AtomicInt32 y = new AtomicInt32();
    private final AtomicInt32 z = new AtomicInt32();

    /** Made anew for each attempt. */
    public ISA2_pooncerelease_poacquirerelease_poacquireonce_Twin() {}

    /** Tells the second, stores x a moment later. */
    @Actor
    public void first() {
      y.setRelease(1);
      Moment.pass();
      x.set(1);
    }

    /**
     * The second and the third: hears the first, passes it on, reads x.
     *
     * @param r what is observed
     */
    @Actor
    public void second(III_Result r) {
      r.r1 = y.readAcquire();
      z.setRelease(1);
      r.r2 = z.readAcquire();
      r.r3 = x.read();
    }
  }

  /** Without order. */
  @JCStressTest
  @KernelLitmus(name = "ISA2+poonceonces", verdict = KernelVerdict.SOMETIMES)
  @Outcome(
      id = "1, 1, 0",
      expect = ACCEPTABLE_INTERESTING,
      desc = "The third saw the end of the chain and not its beginning.")
  @Outcome(id = "[01], [01], [01]", expect = ACCEPTABLE, desc = "In order.")
  @State
  public static class ISA2_poonceonces {
    private final AtomicInt32 x = new AtomicInt32();
    private final AtomicInt32 y = new AtomicInt32();
    private final AtomicInt32 z = new AtomicInt32();

    /** Made anew for each attempt. */
    public ISA2_poonceonces() {}

    /** Stores x, tells the second. */
    @Actor
    public void first() {
      x.set(1);
      y.set(1);
    }

    /**
     * Hears the first, tells the third.
     *
     * @param r what is observed
     */
    @Actor
    public void second(III_Result r) {
      r.r1 = y.read();
      z.set(1);
    }

    /**
     * Hears the second, reads x.
     *
     * @param r what is observed
     */
    @Actor
    public void third(III_Result r) {
      r.r2 = z.read();
      r.r3 = x.read();
    }
  }

  /**
   * The first two under a lock, the third without. In Linux the order of stores under a lock is
   * seen by those outside as well. In Java the store to z must be a release, or {@code
   * mbAfterUnlockLock} stand behind the lock.
   */
  @JCStressTest
  @KernelLitmus(name = "ISA2+pooncelock+pooncelock+pombonce", verdict = KernelVerdict.NEVER)
  @Outcome(
      id = "1, 1, 0",
      expect = FORBIDDEN,
      desc = "The third saw the end of the chain and not its beginning.")
  @Outcome(id = "[01], [01], [01]", expect = ACCEPTABLE, desc = "In order.")
  @State
  public static class ISA2_pooncelock_pooncelock_pombonce {
    private final AtomicInt32 x = new AtomicInt32();
    private final AtomicInt32 y = new AtomicInt32();
    private final AtomicInt32 z = new AtomicInt32();
    private final TicketSpinLock lock = new TicketSpinLock();

    /** Made anew for each attempt. */
    public ISA2_pooncelock_pooncelock_pombonce() {}

    /** Stores x and y inside. */
    @Actor
    public void first() {
      lock.lock();
      x.set(1);
      y.set(1);
      lock.unlock();
    }

    /**
     * Hears the first and tells the third, inside.
     *
     * @param r what is observed
     */
    @Actor
    public void second(III_Result r) {
      lock.lock();
      MemoryBarriers.mbAfterUnlockLock();
      r.r1 = y.read();
      z.set(1);
      lock.unlock();
    }

    /**
     * Hears the second, reads x.
     *
     * @param r what is observed
     */
    @Actor
    public void third(III_Result r) {
      r.r2 = z.read();
      MemoryBarriers.mb();
      r.r3 = x.read();
    }
  }

  /** As Linux writes it, by the locks alone. */
  @JCStressTest
  @Outcome(
      id = "1, 1, 0",
      expect = ACCEPTABLE_INTERESTING,
      desc = "The third saw the end of the chain and not its beginning.")
  @Outcome(id = "[01], [01], [01]", expect = ACCEPTABLE, desc = "In order.")
  @State
  public static class ISA2_locks_bare {
    private final AtomicInt32 x = new AtomicInt32();
    private final AtomicInt32 y = new AtomicInt32();
    private final AtomicInt32 z = new AtomicInt32();
    private final TicketSpinLock lock = new TicketSpinLock();

    /** Made anew for each attempt. */
    public ISA2_locks_bare() {}

    /** Stores x and y inside. */
    @Actor
    public void first() {
      lock.lock();
      x.set(1);
      y.set(1);
      lock.unlock();
    }

    /**
     * Hears the first and tells the third, inside.
     *
     * @param r what is observed
     */
    @Actor
    public void second(III_Result r) {
      lock.lock();
      r.r1 = y.read();
      z.set(1);
      lock.unlock();
    }

    /**
     * Hears the second, reads x.
     *
     * @param r what is observed
     */
    @Actor
    public void third(III_Result r) {
      r.r2 = z.read();
      MemoryBarriers.mb();
      r.r3 = x.read();
    }
  }
}
