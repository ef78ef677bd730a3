package org.kernsync.benchmarks;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
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

/**
 * How many small blocks per microsecond go from a thread that takes them to one that gives them
 * back?
 *
 * <p>JMH's thread takes, a partner gives back; each tries again where the lane between them is full
 * or empty.
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
@State(Scope.Benchmark)
public class BlockPassing {
  /** A label of {@link SmallBlocks.Kind}. */
  @Param({"kmalloc", "malloc", "malloc-critical", "Netty"})
  public String impl;

  /** Whether the two threads are pinned, each to a core of its own. */
  @Param("true")
  public boolean pinned;

  private final Partners partners = new Partners();
  private SmallBlocks allocator;
  private SmallBlocks.Lane lane;

  /** Starts the thread that gives back. */
  @Setup
  public void setUp() {
    Pinning.settle();
    allocator = SmallBlocks.Kind.named(impl).open();
    lane = allocator.lane();
    partners.start(pinned, 1, this::giveBack);
    Pinning.apply(pinned, 0);
  }

  private void giveBack() {
    for (int i = 0; i < LaneTurns.PLACES; i++) { // a batch: a partner asks for its end in between
      if (!lane.receive()) {
        Thread.onSpinWait();
      }
    }
  }

  /** Takes a block and sends it off. */
  @Benchmark
  public void take() {
    long askedAt = Waits.ask();
    while (!lane.send()) {
      Thread.onSpinWait();
    }
    Waits.got(askedAt);
  }

  /**
   * Ends the thread that gives back.
   *
   * @throws InterruptedException if JMH gives up
   */
  @TearDown
  public void tearDown() throws InterruptedException {
    partners.stop();
    lane.clear();
    allocator.close();
  }
}
