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
 * How many elements per microsecond go through a bounded queue from one thread to another?
 *
 * <p>JMH's thread takes them out, a partner puts them in; each tries again where the queue is empty
 * or full.
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
@State(Scope.Benchmark)
public class Transfer {
  /** A label of {@link TransferQueue.Kind}. */
  @Param({"KFifo", "SpscArrayQueue", "OneToOneConcurrentArrayQueue"})
  public String impl;

  /** Whether the two threads are pinned, each to a core of its own. */
  @Param("true")
  public boolean pinned;

  private final Partners partners = new Partners();
  private TransferQueue queue;

  /** Starts the thread that puts. */
  @Setup
  public void setUp() {
    Pinning.settle();
    queue = TransferQueue.Kind.named(impl).open();
    partners.start(pinned, 1, this::put);
    Pinning.apply(pinned, 0);
  }

  private void put() {
    if (!queue.put(this)) {
      Thread.onSpinWait();
    }
  }

  /**
   * Takes one element.
   *
   * @return the element
   */
  @Benchmark
  public Object get() {
    long askedAt = Waits.ask();
    Object element = queue.get();
    while (element == null) {
      Thread.onSpinWait();
      element = queue.get();
    }
    Waits.got(askedAt);
    return element;
  }

  /**
   * Ends the thread that puts.
   *
   * @throws InterruptedException if JMH gives up
   */
  @TearDown
  public void tearDown() throws InterruptedException {
    partners.stop();
  }
}
