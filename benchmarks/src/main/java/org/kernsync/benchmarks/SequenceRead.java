package org.kernsync.benchmarks;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.ThreadParams;

/**
 * What does a consistent read of two fields cost that takes no lock, while nobody writes or while
 * each thread writes now and then?
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 3, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
@Threads(1)
public class SequenceRead {
  private static final int BATCH = 100;

  /** The fields and the work, one for all threads. */
  @State(Scope.Benchmark)
  public static class Shared {
    /** A label of {@link SequencePair.Kind}. */
    @Param({"SeqLock", "StampedLock"})
    public String impl;

    /** Of each hundred operations of a thread, how many are writes. */
    @Param({"0", "1"})
    public int writePercent;

    /** Work between the two reads, and between the two writes. */
    @Param("0")
    public long insideNanos;

    /** Work after each operation. */
    @Param("0")
    public long outsideNanos;

    /** How long a token of work takes; 0: the fork measures it. */
    @Param("0")
    public double tokenNanos;

    /** Whether thread <i>i</i> is pinned to core <i>i</i>, modulo their number. */
    @Param("true")
    public boolean pinned;

    SequencePair pair;
    CalibratedWork inside;
    CalibratedWork outside;

    /** Makes the lock. */
    @Setup
    public void setUp() {
      Pinning.settle();
      pair = SequencePair.Kind.named(impl).open();
      double token = CalibratedWork.tokenNanosOr(tokenNanos);
      inside = CalibratedWork.ofNanos(insideNanos, token);
      outside = CalibratedWork.ofNanos(outsideNanos, token);
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
   * Some writes, and reads up to a hundred operations. In a batch, since a call by JMH takes as
   * long as a read; ordered loads keep the reads of a batch apart.
   *
   * @param shared the fields
   * @param worker pins the thread
   * @return 0
   */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public long hundred(Shared shared, Worker worker) {
    int writes = shared.writePercent;
    for (int i = 0; i < writes; i++) {
      long askedAt = Waits.ask();
      shared.pair.write(shared.inside);
      Waits.got(askedAt);
      shared.outside.run();
    }
    long differences = 0;
    for (int i = writes; i < BATCH; i++) {
      long askedAt = Waits.ask();
      differences |= shared.pair.read(shared.inside);
      Waits.got(askedAt);
      shared.outside.run();
    }
    return differences;
  }
}
