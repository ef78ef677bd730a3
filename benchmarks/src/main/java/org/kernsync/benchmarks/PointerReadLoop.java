package org.kernsync.benchmarks;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does {@link PointerRead} come to where nothing else is done: a hundred reads in a row, which
 * the processor may overlap? A volatile read gains most by that.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 3, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
@Threads(1)
public class PointerReadLoop {
  private static final int BATCH = 100;

  /**
   * A hundred reads.
   *
   * @param worker the thread's reader
   * @return the sum of what was read
   */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public long hundred(PointerRead.Worker worker) {
    long sum = 0;
    for (int i = 0; i < BATCH; i++) {
      sum += worker.reader.read();
    }
    return sum;
  }
}
