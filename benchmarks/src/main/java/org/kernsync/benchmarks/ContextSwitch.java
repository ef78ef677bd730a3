package org.kernsync.benchmarks;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
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
 * How long does it take on one core to go from one party to the other: in the kernel model, between
 * bare virtual threads, between platform threads?
 *
 * <p>One operation is one switch. Starting a batch of them takes some 0.1 ms, less than 1 % of it.
 * The JVM runs as the launcher starts the model: with the serial collector.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(
    value = 3,
    jvmArgsAppend = {
      "--add-opens=java.base/java.lang=ALL-UNNAMED",
      "--add-exports=java.base/jdk.internal.vm=ALL-UNNAMED",
      "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED",
      "--enable-native-access=ALL-UNNAMED",
      "-XX:+UseSerialGC"
    })
@Threads(1)
@State(Scope.Benchmark)
public class ContextSwitch {
  private static final int SWITCHES = 50_000;

  /** A label of {@link SwitchPair.Kind}. */
  @Param({"model-yield", "virtual-yield", "park-unpark", "pipe"})
  public String impl;

  private SwitchPair pair;

  /**
   * Starts the parties; boots the model where it is theirs.
   *
   * @throws Exception if that failed
   */
  @Setup
  public void open() throws Exception {
    pair = SwitchPair.Kind.named(impl).open();
  }

  /**
   * A batch of switches.
   *
   * @throws Exception if a party failed
   */
  @Benchmark
  @OperationsPerInvocation(SWITCHES)
  public void switches() throws Exception {
    pair.run(SWITCHES);
  }

  /**
   * Ends the parties; the model checks its invariants.
   *
   * @throws IOException if a pipe does not close
   */
  @TearDown
  public void close() throws IOException {
    pair.close();
  }
}
