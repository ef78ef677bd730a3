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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.ThreadParams;

/**
 * How many small blocks per microsecond can threads take and give back, each its own, all together?
 *
 * <p>With a stock of one each block is given back at once; with more the oldest is, and another
 * taken.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(
    value = 3,
    jvmArgsAppend = {
      "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED",
      "--sun-misc-unsafe-memory-access=allow",
      "--enable-native-access=ALL-UNNAMED"
    })
@Threads(1)
public class BlockTurnover {
  /** The allocator, one for all threads. */
  @State(Scope.Benchmark)
  public static class Shared {
    /** A label of {@link SmallBlocks.Kind}. */
    @Param({"kmalloc", "malloc", "malloc-critical", "Netty"})
    public String impl;

    /** Whether thread <i>i</i> is pinned to core <i>i</i>, modulo their number. */
    @Param("true")
    public boolean pinned;

    /** How many blocks each thread has in use while it takes another; 0: none. */
    @Param("0")
    public int inUse;

    SmallBlocks allocator;

    /** Makes the allocator. Its memory goes with the fork: other threads may end later. */
    @Setup
    public void setUp() {
      Pinning.settle();
      allocator = SmallBlocks.Kind.named(impl).open();
    }
  }

  /** What a thread has in use. */
  @State(Scope.Thread)
  public static class Worker {
    private SmallBlocks.Stock stock;

    /**
     * Pins the calling thread, and fills its stock.
     *
     * @param shared the allocator; set up before
     * @param threads says which thread this is
     */
    @Setup(Level.Iteration)
    public void setUp(Shared shared, ThreadParams threads) {
      Pinning.apply(shared.pinned, threads.getThreadIndex());
      stock = shared.inUse == 0 ? null : shared.allocator.stock(shared.inUse);
    }

    /** Gives all back. */
    @TearDown(Level.Iteration)
    public void tearDown() {
      if (stock != null) {
        stock.clear();
      }
    }
  }

  /**
   * One block taken, one given back.
   *
   * @param shared the allocator
   * @param worker what the thread has in use
   */
  @Benchmark
  public void turn(Shared shared, Worker worker) {
    long askedAt = Waits.ask();
    if (worker.stock == null) {
      shared.allocator.takeAndGive();
    } else {
      worker.stock.turn();
    }
    Waits.got(askedAt);
  }
}
