package org.kernsync.benchmarks;

import java.util.concurrent.TimeUnit;
import org.kernsync.atomic.MemoryBarriers;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.ThreadParams;

/**
 * How many critical sections per microsecond do some threads get through one lock, all together?
 *
 * <p>Each thread: lock, {@code insideNanos} of work, unlock, {@code outsideNanos} of work. The
 * number of threads is JMH's {@code -t}.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 3, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
@Threads(2)
public class LockThroughput {
  /** The lock and the work, one for all threads. */
  @State(Scope.Benchmark)
  public static class Contended {
    /** A label of {@link LockKind}. */
    @Param({
      "TicketSpinLock",
      "Mutex",
      "CountingSemaphore",
      "ReentrantLock",
      "ReentrantLock-fair",
      "Semaphore",
      "Semaphore-fair",
      "synchronized"
    })
    public String impl;

    /** Work while the lock is held. */
    @Param("20")
    public long insideNanos;

    /** Work between unlock and the next lock. */
    @Param("200")
    public long outsideNanos;

    /** Whether thread <i>i</i> is pinned to core <i>i</i>, modulo their number. */
    @Param("true")
    public boolean pinned;

    Guard guard;
    CalibratedWork outside;
    Guard.Section section;

    /** Makes the lock, and says what the fork works with. */
    @Setup
    public void setUp() {
      guard = LockKind.named(impl).newGuard();
      double tokenNanos = CalibratedWork.measureTokenNanos();
      CalibratedWork inside = CalibratedWork.ofNanos(insideNanos, tokenNanos);
      outside = CalibratedWork.ofNanos(outsideNanos, tokenNanos);
      section = inside::run;
      System.out.printf(
          "# inside %s, outside %s, fences %s%n", inside, outside, MemoryBarriers.fenceMode());
    }
  }

  /** Pins each thread once the fence mode is settled: pinning loads native code of its own. */
  @State(Scope.Thread)
  public static class Worker {
    /**
     * Pins the calling thread.
     *
     * @param contended says whether; set up before
     * @param threads says which thread this is
     */
    @Setup(Level.Iteration)
    public void pin(Contended contended, ThreadParams threads) {
      if (contended.pinned) {
        Cores.pinTo(threads.getThreadIndex());
      }
    }
  }

  /**
   * One section and what is done outside.
   *
   * @param contended the lock
   * @param worker pins the thread
   */
  @Benchmark
  public void section(Contended contended, Worker worker) {
    contended.guard.run(contended.section);
    contended.outside.run();
  }
}
