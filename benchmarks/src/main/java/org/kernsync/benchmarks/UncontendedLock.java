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
    "QueuedSpinLock",
    "ReadWriteSpinLock",
    "BitSpinLock",
    "SeqLock",
    "Mutex",
    "CountingSemaphore",
    "RwSemaphore",
    "ReentrantLock",
    "ReentrantLock-fair",
    "Semaphore",
    "Semaphore-fair",
    "synchronized"
  })
  public String impl;

  /**
   * Whether the lock is old, as locks in use are: it has survived two collections. Storing a
   * reference into an old object can cost a collector's barrier more than into a young one.
   */
  @Param("false")
  public boolean aged;

  /** Whether the thread is pinned to the first core. */
  @Param("true")
  public boolean pinned;

  private final Increment increment = new Increment();
  private Guard guard;

  /** Makes the lock. */
  @Setup
  public void setUp() {
    Pinning.settle();
    guard = LockKind.named(impl).newGuard();
    if (aged) {
      System.gc(); // to the survivors, or to the old objects at once
      System.gc();
    }
    Pinning.apply(pinned, 0);
  }

  /**
   * Lock, add, unlock.
   *
   * @return the sum
   */
  @Benchmark
  public long lockUnlock() {
    increment.askedAt = Waits.ask();
    guard.run(increment);
    return increment.sum;
  }

  private static final class Increment implements Guard.Section {
    private long sum;
    private long askedAt;

    @Override
    public void inside() {
      Waits.got(askedAt);
      sum++;
    }
  }
}
