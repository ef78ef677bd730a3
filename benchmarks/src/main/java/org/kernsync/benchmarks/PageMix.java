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
 * How many blocks of pages of mixed sizes per microsecond can threads take and give back, all
 * together?
 *
 * <p>Each thread has sixty-four blocks in use. It gives one of them back, any, and takes another:
 * half of all have the smallest order, a quarter the next, and so on, up to order 6.
 */
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
public class PageMix {
  private static final int BLOCKS = 64;
  private static final int LARGEST_ORDER = 6;

  /** The pages, the same for all threads. */
  @State(Scope.Benchmark)
  public static class Shared {
    /** A label of {@link MixedPages.Kind}. */
    @Param({"PageAllocator", "PlainBuddy"})
    public String impl;

    /** Whether thread <i>i</i> is pinned to core <i>i</i>, modulo their number. */
    @Param("true")
    public boolean pinned;

    /** The smallest order that is asked for. */
    @Param("0")
    public int smallestOrder;

    MixedPages pages;

    /** Makes the allocator. Its memory goes with the fork: other threads may end later. */
    @Setup
    public void setUp() {
      Pinning.settle();
      pages = MixedPages.Kind.named(impl).open();
    }
  }

  /** What a thread has in use. */
  @State(Scope.Thread)
  public static class Worker {
    private final long[] pages = new long[BLOCKS];
    private final int[] orders = new int[BLOCKS];
    private long random;
    private int smallestOrder;

    /**
     * Pins the calling thread, and takes its first blocks.
     *
     * @param shared the pages; set up before
     * @param threads says which thread this is
     */
    @Setup(Level.Iteration)
    public void setUp(Shared shared, ThreadParams threads) {
      Pinning.apply(shared.pinned, threads.getThreadIndex());
      smallestOrder = shared.smallestOrder;
      random = 0x9e37_79b9_7f4a_7c15L * (threads.getThreadIndex() + 1);
      for (int i = 0; i < BLOCKS; i++) {
        take(shared.pages, i, next());
      }
    }

    /**
     * Gives all blocks back.
     *
     * @param shared the pages
     */
    @TearDown(Level.Iteration)
    public void tearDown(Shared shared) {
      for (int i = 0; i < BLOCKS; i++) {
        shared.pages.give(pages[i], orders[i]);
      }
    }

    private void turn(MixedPages from) {
      long choice = next();
      int at = (int) (choice >>> Long.SIZE - 6);
      from.give(pages[at], orders[at]);
      take(from, at, choice);
    }

    private void take(MixedPages from, int at, long choice) {
      int above = Long.numberOfTrailingZeros(choice | 1L << LARGEST_ORDER - smallestOrder);
      orders[at] = smallestOrder + above;
      pages[at] = from.take(orders[at]);
    }

    /** Marsaglia's shifts, three: nothing that shows beside an allocation. */
    private long next() {
      random ^= random << 13;
      random ^= random >>> 7;
      random ^= random << 17;
      return random;
    }
  }

  /**
   * One block given back, another taken.
   *
   * @param shared the pages
   * @param worker what the thread has in use
   */
  @Benchmark
  public void turn(Shared shared, Worker worker) {
    long askedAt = Waits.ask();
    worker.turn(shared.pages);
    Waits.got(askedAt);
  }
}
