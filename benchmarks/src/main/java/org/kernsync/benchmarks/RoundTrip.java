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

/** How many times per microsecond can a thread call another and have its answer? */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 3, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
@Threads(1)
@State(Scope.Benchmark)
public class RoundTrip {
  /** A label of {@link PingPong.Kind}. */
  @Param({"Completion", "Exchanger", "SynchronousQueue", "Semaphore"})
  public String impl;

  /** Whether the two threads are pinned, each to a core of its own. */
  @Param("true")
  public boolean pinned;

  private final Partners partners = new Partners();
  private PingPong pair;

  /** Starts the thread that answers. */
  @Setup
  public void setUp() {
    Pinning.settle();
    pair = PingPong.Kind.named(impl).open();
    partners.start(pinned, 1, pair::answer);
    Pinning.apply(pinned, 0);
  }

  /**
   * A call and its answer.
   *
   * @throws InterruptedException if JMH gives up
   */
  @Benchmark
  public void roundTrip() throws InterruptedException {
    long askedAt = Waits.ask();
    pair.call();
    Waits.got(askedAt);
  }

  /**
   * Ends the thread that answers.
   *
   * @throws InterruptedException if JMH gives up
   */
  @TearDown
  public void tearDown() throws InterruptedException {
    partners.stop();
  }
}
