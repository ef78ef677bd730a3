package org.kernsync.stress.litmus;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.kernsync.atomic.AtomicInt32;
import org.kernsync.atomic.MemoryBarriers;
import org.kernsync.spin.TicketSpinLock;
import org.kernsync.stress.BrokenTwin;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * Z6.0: as {@link ThreeThreadChain}, but the third does not hear from the second: it stores to z as
 * well, comes last, and reads x. Who stores later has not heard anything; so release and acquire
 * are not enough, and a full barrier in the middle is. Three actors.
 */
public final class ThreeThreadStoreRace {
  private ThreeThreadStoreRace() {}

  /** Under a lock, with {@code smp_mb__after_spinlock} in the second thread. */
  @JCStressTest
  @KernelLitmus(name = "Z6.0+pooncelock+poonceLock+pombonce", verdict = KernelVerdict.NEVER)
  @Outcome(
      id = "1, 0, 2",
      expect = FORBIDDEN,
      desc = "The chain holds, the third stored last, and did not see x.")
  @Outcome(id = "[01], [01], [12]", expect = ACCEPTABLE, desc = "In order.")
  @State
  public static class Z6_0_pooncelock_poonceLock_pombonce {
    private final AtomicInt32 x = new AtomicInt32();
    private final AtomicInt32 y = new AtomicInt32();
    private final AtomicInt32 z = new AtomicInt32();
    private final TicketSpinLock lock = new TicketSpinLock();

    /** Made anew for each attempt. */
    public Z6_0_pooncelock_poonceLock_pombonce() {}

    /** Stores x and y inside. */
    @Actor
    public void first() {
      lock.lock();
      x.set(1);
      y.set(1);
      lock.unlock();
    }

    /**
     * Hears the first and stores z, inside.
     *
     * @param r what is observed
     */
    @Actor
    public void second(III_Result r) {
      lock.lock();
      MemoryBarriers.mbAfterSpinlock();
      r.r1 = y.read();
      z.set(1);
      lock.unlock();
    }

    /**
     * Stores z, reads x.
     *
     * @param r what is observed
     */
    @Actor
    public void third(III_Result r) {
      z.set(2);
      MemoryBarriers.mb();
      r.r2 = x.read();
    }

    /**
     * Reads what is left in z.
     *
     * @param r what is observed
     */
    @Arbiter
    public void end(III_Result r) {
      r.r3 = z.read();
    }
  }

  /** The same, broken; two threads play all parts, so that two processors can show it. */
  @JCStressTest
  @JCStressMeta(Z6_0_pooncelock_poonceLock_pombonce.class)
  @BrokenTwin("the third reads first")
  @State
  public static class Z6_0_pooncelock_poonceLock_pombonce_Twin {
    private final AtomicInt32 x = new AtomicInt32();
    private final AtomicInt32 y = new AtomicInt32();
    private final AtomicInt32 z = new AtomicInt32();
    private final TicketSpinLock lock = new TicketSpinLock();

    /** Made anew for each attempt. */
    public Z6_0_pooncelock_poonceLock_pombonce_Twin() {}

    /**
     * The first and the second: stores x and y inside, hears that and stores z inside.
     *
     * @param r what is observed
     */
    @Actor
    public void first(III_Result r) {
      lock.lock();
      x.set(1);
      y.set(1);
      lock.unlock();
      lock.lock();
      MemoryBarriers.mbAfterSpinlock();
      r.r1 = y.read();
      z.set(1);
      lock.unlock();
    }

    /**
     * Reads x, stores z a moment later.
     *
     * @param r what is observed
     */
    @Actor
    public void second(III_Result r) {
      r.r2 = x.read();
      Moment.pass();
      z.set(2);
    }

    /**
     * Reads what is left in z.
     *
     * @param r what is observed
     */
    @Arbiter
    public void end(III_Result r) {
      r.r3 = z.read();
    }
  }

  /** By the lock alone. */
  @JCStressTest
  @KernelLitmus(name = "Z6.0+pooncelock+pooncelock+pombonce", verdict = KernelVerdict.SOMETIMES)
  @Outcome(
      id = "1, 0, 2",
      expect = ACCEPTABLE_INTERESTING,
      desc = "The chain holds, the third stored last, and did not see x.")
  @Outcome(id = "[01], [01], [12]", expect = ACCEPTABLE, desc = "In order.")
  @State
  public static class Z6_0_pooncelock_pooncelock_pombonce {
    private final AtomicInt32 x = new AtomicInt32();
    private final AtomicInt32 y = new AtomicInt32();
    private final AtomicInt32 z = new AtomicInt32();
    private final TicketSpinLock lock = new TicketSpinLock();

    /** Made anew for each attempt. */
    public Z6_0_pooncelock_pooncelock_pombonce() {}

    /** Stores x and y inside. */
    @Actor
    public void first() {
      lock.lock();
      x.set(1);
      y.set(1);
      lock.unlock();
    }

    /**
     * Hears the first and stores z, inside.
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
     * Stores z, reads x.
     *
     * @param r what is observed
     */
    @Actor
    public void third(III_Result r) {
      z.set(2);
      MemoryBarriers.mb();
      r.r2 = x.read();
    }

    /**
     * Reads what is left in z.
     *
     * @param r what is observed
     */
    @Arbiter
    public void end(III_Result r) {
      r.r3 = z.read();
    }
  }

  /** By release and acquire. */
  @JCStressTest
  @KernelLitmus(
      name = "Z6.0+pooncerelease+poacquirerelease+fencembonceonce",
      verdict = KernelVerdict.SOMETIMES)
  @Outcome(
      id = "1, 0, 2",
      expect = ACCEPTABLE_INTERESTING,
      desc = "The chain holds, the third stored last, and did not see x.")
  @Outcome(id = "[01], [01], [12]", expect = ACCEPTABLE, desc = "In order.")
  @State
  public static class Z6_0_pooncerelease_poacquirerelease_fencembonceonce {
    private final AtomicInt32 x = new AtomicInt32();
    private final AtomicInt32 y = new AtomicInt32();
    private final AtomicInt32 z = new AtomicInt32();

    /** Made anew for each attempt. */
    public Z6_0_pooncerelease_poacquirerelease_fencembonceonce() {}

    /** Stores x, tells the second. */
    @Actor
    public void first() {
      x.set(1);
      y.setRelease(1);
    }

    /**
     * Hears the first, stores z.
     *
     * @param r what is observed
     */
    @Actor
    public void second(III_Result r) {
      r.r1 = y.readAcquire();
      z.setRelease(1);
    }

    /**
     * Stores z, reads x.
     *
     * @param r what is observed
     */
    @Actor
    public void third(III_Result r) {
      z.set(2);
      MemoryBarriers.mb();
      r.r2 = x.read();
    }

    /**
     * Reads what is left in z.
     *
     * @param r what is observed
     */
    @Arbiter
    public void end(III_Result r) {
      r.r3 = z.read();
    }
  }
}
