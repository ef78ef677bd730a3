package org.kernsync.benchmarks;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How many callbacks per microsecond does one thread get another to run? Fifty thousand are handed
 * over as fast as that goes, then the thread waits until all have run: so what the one side gains
 * by leaving work to the other does not count, and back-pressure does.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(
    value = 3,
    jvmArgsAppend = {"--sun-misc-unsafe-memory-access=allow", "--enable-native-access=ALL-UNNAMED"})
@Threads(1)
@State(Scope.Benchmark)
public class CallbackFlood {
  private static final int FLOOD = 50_000;

  /** A label of {@link HandOver.Kind}. */
  @Param({"Rcu-call", "MpscUnboundedArrayQueue"})
  public String impl;

  /** Whether the two threads are pinned, each to a core of its own. */
  @Param("true")
  public boolean pinned;

  private final AtomicLong executed = new AtomicLong();
  private final Runnable callback = this::countOne;
  private HandOver handOver;
  private long given;

  /** Starts the thread that runs callbacks. */
  @Setup
  public void setUp() {
    Pinning.settle();
    handOver = HandOver.Kind.named(impl).make();
    handOver.start(pinned);
    Pinning.apply(pinned, 0);
  }

  private void countOne() {
    // release: pairs with #flood; plain to read, since one thread at a time runs callbacks
    executed.setRelease(executed.getPlain() + 1);
  }

  /** Hands over fifty thousand, and waits until they have run. */
  @Benchmark
  @OperationsPerInvocation(FLOOD)
  public void flood() {
    for (int i = 0; i < FLOOD; i++) {
      long askedAt = Waits.ask();
      handOver.give(callback);
      Waits.got(askedAt);
    }
    given += FLOOD;
    while (executed.getAcquire() < given) { // acquire: pairs with #countOne
      Thread.onSpinWait();
    }
  }

  /**
   * Ends the thread that runs callbacks.
   *
   * @throws InterruptedException if JMH gives up
   */
  @TearDown
  public void tearDown() throws InterruptedException {
    handOver.stop();
  }
}
