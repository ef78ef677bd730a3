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
 * How often per microsecond can threads begin and end to use something that lives long, all
 * together?
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 3, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
@Threads(1)
public class UserCounting {
  /** The count, one for all threads. */
  @State(Scope.Benchmark)
  public static class Shared {
    /** A label of {@link UserCount.Kind}. */
    @Param({"PerCpuRef", "AtomicLong"})
    public String impl;

    /** Whether thread <i>i</i> is pinned to core <i>i</i>, modulo their number. */
    @Param("true")
    public boolean pinned;

    UserCount users;

    /** Makes the count. */
    @Setup
    public void setUp() {
      Pinning.settle();
      users = UserCount.Kind.named(impl).make();
    }

    /** A figure of a count that has lost one is worth nothing. */
    @TearDown
    public void tearDown() {
      if (!users.end()) {
        throw new IllegalStateException(impl + " has lost count of its users");
      }
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
   * One user more, and one less.
   *
   * @param shared the count
   * @param worker pins the thread
   */
  @Benchmark
  public void getPut(Shared shared, Worker worker) {
    long askedAt = Waits.ask();
    shared.users.get();
    shared.users.put();
    Waits.got(askedAt);
  }
}
