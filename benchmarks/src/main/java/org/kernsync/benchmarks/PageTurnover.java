package org.kernsync.benchmarks;

import java.util.concurrent.TimeUnit;
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

/** How many single pages per microsecond can threads take and give back, all together? */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(
    value = 3,
    jvmArgsAppend = {
      "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED",
      "--enable-native-access=ALL-UNNAMED"
    })
@Threads(1)
public class PageTurnover {
  /** The pages, the same for all threads. */
  @State(Scope.Benchmark)
  public static class Shared {
    /** A label of {@link SinglePages.Kind}. */
    @Param({"PageAllocator", "buddy-merging", "buddy-order-0"})
    public String impl;

    /** Whether thread <i>i</i> is pinned to core <i>i</i>, modulo their number. */
    @Param("true")
    public boolean pinned;

    SinglePages pages;

    /** Makes the allocator. Its memory goes with the fork: other threads may end later. */
    @Setup
    public void setUp() {
      Pinning.settle();
      pages = SinglePages.Kind.named(impl).open();
    }
  }

  /** Pins a thread. */
  @State(Scope.Thread)
  public static class Worker {
    /**
     * Pins the calling thread.
     *
     * @param shared says whether; set up before
     * @param threads says which thread this is
     */
    @Setup(Level.Iteration)
    public void setUp(Shared shared, ThreadParams threads) {
      Pinning.apply(shared.pinned, threads.getThreadIndex());
    }
  }

  /**
   * One page taken and given back.
   *
   * @param shared the pages
   * @param worker pins the thread
   */
  @Benchmark
  public void turn(Shared shared, Worker worker) {
    long askedAt = Waits.ask();
    shared.pages.takeAndGive();
    Waits.got(askedAt);
  }
}
