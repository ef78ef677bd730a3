package org.kernsync.stress.jcstress.cpu;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.CountDownLatch;
import org.kernsync.cpu.CpuIds;
import org.kernsync.stress.BrokenTwin;
import org.kernsync.stress.jcstress.OneCpu;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/**
 * Do two threads that live at the same time own one slot? Two new threads look up their slots at
 * once, and live until both have.
 */
@JCStressTest
@Outcome(id = "false", expect = ACCEPTABLE, desc = "A slot each, or a shared one.")
@Outcome(id = "true", expect = FORBIDDEN, desc = "Two owners of one slot.")
@State
public class CpuIds_OneOwner {
  private final CpuIds ids = CpuIds.threads();
  private final CountDownLatch both = new CountDownLatch(2);
  private int mine;
  private int yours;

  /** Made anew for each attempt. */
  public CpuIds_OneOwner() {}

  /** Starts one of the threads. */
  @Actor
  public void first() {
    runToEnd(
        () -> {
          mine = ids.slot();
          both.countDown();
          awaitZero(both);
        });
  }

  /** Starts the other. */
  @Actor
  public void second() {
    runToEnd(
        () -> {
          yours = ids.slot();
          both.countDown();
          awaitZero(both);
        });
  }

  /**
   * Compares.
   *
   * @param r what is observed
   */
  @Arbiter
  public void arbiter(Z_Result r) {
    r.r1 = mine >= 0 && mine == yours;
  }

  private static void runToEnd(Runnable lookUp) {
    Thread thread = new Thread(lookUp);
    thread.start();
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts", e);
    }
  }

  private static void awaitZero(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts", e);
    }
  }

  /** The same on a broken copy. */
  @JCStressTest
  @JCStressMeta(CpuIds_OneOwner.class)
  @BrokenTwin("everybody is told to own the one slot")
  @State
  public static class Twin {
    private final CpuIds ids = OneCpu.OWNED_BY_ALL;
    private final CountDownLatch both = new CountDownLatch(2);
    private int mine;
    private int yours;

    /** Made anew for each attempt. */
    public Twin() {}

    /** Starts one of the threads. */
    @Actor
    public void first() {
      runToEnd(
          () -> {
            mine = ids.slot();
            both.countDown();
            awaitZero(both);
          });
    }

    /** Starts the other. */
    @Actor
    public void second() {
      runToEnd(
          () -> {
            yours = ids.slot();
            both.countDown();
            awaitZero(both);
          });
    }

    /**
     * Compares.
     *
     * @param r what is observed
     */
    @Arbiter
    public void arbiter(Z_Result r) {
      r.r1 = mine >= 0 && mine == yours;
    }
  }
}
