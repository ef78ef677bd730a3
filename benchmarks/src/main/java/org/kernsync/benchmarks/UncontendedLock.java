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
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What do lock and unlock cost where nobody else wants the lock? The section adds one to a field.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 3, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
@Threads(1)
@State(Scope.Thread)
public class UncontendedLock {
  /** A label of {@link LockKind}. */
  @Param({
    "TicketSpinLock",
    "Mutex",
    "CountingSemaphore",
    "ReentrantLock",
    "ReentrantLock-fair",
    "Semaphore",
    "Semaphore-fair",
    "synchronized"
  })
  public String impl;

  private final Increment increment = new Increment();
  private Guard guard;

  /** Makes the lock. */
  @Setup
  public void setUp() {
    guard = LockKind.named(impl).newGuard();
  }

  /**
   * Lock, add, unlock.
   *
   * @return the sum
   */
  @Benchmark
  public long lockUnlock() {
    guard.run(increment);
    return increment.sum;
  }

  private static final class Increment implements Guard.Section {
    private long sum;

    @Override
    public void inside() {
      sum++;
    }
  }
}
