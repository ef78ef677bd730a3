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
   * Whether the lock is old, as locks in use are: it has survived two collections, and lies in
   * another part of the heap than its owner's {@code Thread}. Storing a reference into an old
   * object costs a collector's barrier more than into a young one.
   */
  @Param("false")
  public boolean aged;

  /** Whether the thread is pinned to the first core. */
  @Param("true")
  public boolean pinned;

  /*
   * Between the thread, which is there already, and the lock: 90 MB that stay. Collections keep the
   * order of what they move, so without it the two would end up side by side in one region of G1,
   * whose barrier lets a store within a region pass. Each array is below the size from which G1
   * would give it regions of its own.
   */
  private static final int BALLAST_ARRAYS = 300;
  private static final int BALLAST_BYTES = 300_000;

  private final Increment increment = new Increment();
  private byte[][] ballast;
  Guard guard;

  /** Makes the lock. */
  @Setup
  public void setUp() {
    Pinning.settle();
    if (aged) {
      ballast = new byte[BALLAST_ARRAYS][BALLAST_BYTES];
    }
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
