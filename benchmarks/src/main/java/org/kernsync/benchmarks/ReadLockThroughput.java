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
 * How many read sections per microsecond do some threads get through one read-write lock, all
 * together, while nobody writes?
 *
 * <p>Each thread: lock for reading, {@code insideNanos} of work, unlock, {@code outsideNanos} of
 * work. The number of threads is JMH's {@code -t}.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 3, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
@Threads(2)
public class ReadLockThroughput {
  /** The lock and the work, one for all threads. */
  @State(Scope.Benchmark)
  public static class Contended {
    /** A label of {@link ReadLockKind}. */
    @Param({
      "ReadWriteSpinLock",
      "RwSemaphore",
      "PerCpuRwSemaphore",
      "ReentrantReadWriteLock",
      "none",
      "counter"
    })
    public String impl;

    /** Work while the lock is held. */
    @Param("20")
    public long insideNanos;

    /** Work between unlock and the next lock. */
    @Param("200")
    public long outsideNanos;

    /** How long a token of work takes; 0: the fork measures it. */
    @Param("0")
    public double tokenNanos;

    /** Whether thread <i>i</i> is pinned to core <i>i</i>, modulo their number. */
    @Param("true")
    public boolean pinned;

    Guard guard;
    CalibratedWork inside;
    CalibratedWork outside;

    /** Makes the lock, and says what the fork works with where it found that out itself. */
    @Setup
    public void setUp() {
      Pinning.settle();
      guard = ReadLockKind.named(impl).newGuard();
      double token = CalibratedWork.tokenNanosOr(tokenNanos);
      inside = CalibratedWork.ofNanos(insideNanos, token);
      outside = CalibratedWork.ofNanos(outsideNanos, token);
      if (tokenNanos == 0) { // who gives it knows the rest
        System.out.printf(
            "# inside %s, outside %s, fences %s%n", inside, outside, MemoryBarriers.fenceMode());
      }
    }
  }

  /** One thread, and its section. */
  @State(Scope.Thread)
  public static class Worker implements Guard.Section {
    private CalibratedWork work;
    private long askedAt;

    /**
     * Pins the calling thread once the lock is made.
     *
     * @param contended says whether; set up before
     * @param threads says which thread this is
     */
    @Setup(Level.Iteration)
    public void setUp(Contended contended, ThreadParams threads) {
      work = contended.inside;
      Pinning.apply(contended.pinned, threads.getThreadIndex());
    }

    @Override
    public void inside() {
      Waits.got(askedAt);
      work.run();
    }
  }

  /**
   * One section and what is done outside.
   *
   * @param contended the lock
   * @param worker the thread
   */
  @Benchmark
  public void section(Contended contended, Worker worker) {
    worker.askedAt = Waits.ask();
    contended.guard.run(worker);
    contended.outside.run();
  }
}
