package org.kernsync.benchmarks;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.kernsync.rcu.Rcu;
import org.kernsync.rcu.RcuReader;
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
 * How often per microsecond can a writer wait for all readers, where none is inside a section?
 *
 * <p>Eight threads have a handle, have read once, and sleep. The peer is the one system call that a
 * grace period without a fence on the read side cannot do without.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 3, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
@Threads(1)
@State(Scope.Benchmark)
public class GracePeriodWait {
  private static final int READERS = 8;

  /** A label of {@link ReaderWaitKind}. */
  @Param({"synchronizeExpedited", "synchronize", "membarrier"})
  public String impl;

  /** Whether the threads are pinned, the readers to the cores in turn. */
  @Param("true")
  public boolean pinned;

  private final Rcu rcu = new Rcu();
  private final Partners readers = new Partners();
  private Runnable wait;

  /**
   * Starts the readers.
   *
   * @throws InterruptedException if JMH gives up
   */
  @Setup
  public void setUp() throws InterruptedException {
    Pinning.settle();
    wait = ReaderWaitKind.named(impl).of(rcu);
    CountDownLatch haveRead = new CountDownLatch(READERS);
    for (int i = 1; i <= READERS; i++) {
      readers.start(pinned, i, () -> readOnceAndSleep(haveRead));
    }
    haveRead.await();
    Pinning.apply(pinned, 0);
  }

  private void readOnceAndSleep(CountDownLatch haveRead) throws InterruptedException {
    try (RcuReader reader = rcu.register()) {
      reader.readLock();
      reader.readUnlock();
      haveRead.countDown();
      new CountDownLatch(1).await(); // until the interrupt that ends it
    }
  }

  /** Waits once. */
  @Benchmark
  public void waitOnce() {
    long askedAt = Waits.ask();
    wait.run();
    Waits.got(askedAt);
  }

  /**
   * Ends the readers.
   *
   * @throws InterruptedException if JMH gives up
   */
  @TearDown
  public void tearDown() throws InterruptedException {
    readers.stop();
    rcu.close();
  }
}
