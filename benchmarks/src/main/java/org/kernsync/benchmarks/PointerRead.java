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
 * What does it cost to follow a pointer to something that must not go away meanwhile? Nobody
 * writes.
 *
 * <p>One read per call by JMH, whose loop takes about as long as a volatile read: so it counts for
 * both sides, as would any code around a read. {@link PointerReadLoop} has no such loop.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 3, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
@Threads(1)
public class PointerRead {
  /** The pointer, one for all threads. */
  @State(Scope.Benchmark)
  public static class Shared {
    /** A label of {@link ProtectedPointer.Kind}. */
    @Param({
      "Rcu-handle",
      "Rcu",
      "Rcu-section",
      "volatile",
      "ReentrantReadWriteLock",
      "StampedLock",
      "StampedLock-optimistic"
    })
    public String impl;

    /** Whether thread <i>i</i> is pinned to core <i>i</i>, modulo their number. */
    @Param("true")
    public boolean pinned;

    ProtectedPointer pointer;

    /** Makes the pointer. */
    @Setup
    public void setUp() {
      Pinning.settle();
      pointer = ProtectedPointer.Kind.named(impl).make();
    }
  }

  /** One thread's reader. */
  @State(Scope.Thread)
  public static class Worker {
    ProtectedPointer.Reader reader;

    /**
     * Pins the calling thread and lets it read.
     *
     * @param shared the pointer; set up before
     * @param threads says which thread this is
     */
    @Setup(Level.Iteration)
    public void setUp(Shared shared, ThreadParams threads) {
      Pinning.apply(shared.pinned, threads.getThreadIndex());
      reader = shared.pointer.open();
    }

    /** Ends reading. */
    @TearDown(Level.Iteration)
    public void tearDown() {
      reader.close();
    }
  }

  /**
   * One read.
   *
   * @param worker the thread's reader
   * @return what was read
   */
  @Benchmark
  public long one(Worker worker) {
    long askedAt = Waits.ask();
    long value = worker.reader.read();
    Waits.got(askedAt);
    return value;
  }
}
