package org.kernsync.benchmarks;

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
 * How many times per microsecond can a thread wake one of seven others that wait, and go to sleep
 * itself?
 *
 * <p>Eight threads have one turn among them. JMH's own is one of them, and counts how often the
 * turn was handed over, whoever did it: an operation is one hand-over.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 3, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
@Threads(1)
@State(Scope.Benchmark)
public class WakeOne {
  private static final int THREADS = 8;
  private static final int HAND_OVERS = 1_000; // so many that a few too many do not count

  /** A label of {@link WakeRing.Kind}. */
  @Param({"WaitQueue", "Condition"})
  public String impl;

  /** Whether thread <i>i</i> is pinned to core <i>i</i>, modulo their number. */
  @Param("true")
  public boolean pinned;

  private final Partners partners = new Partners();
  private WakeRing ring;

  /** Starts the others. */
  @Setup
  public void setUp() {
    Pinning.settle();
    ring = WakeRing.Kind.named(impl).open(THREADS);
    for (int i = 1; i < THREADS; i++) {
      int self = i;
      partners.start(pinned, self, () -> takeTurns(self));
    }
    Pinning.apply(pinned, 0);
  }

  private void takeTurns(int self) throws InterruptedException {
    ring.join(self);
    while (true) {
      ring.pass(self); // until the interrupt
    }
  }

  /**
   * A batch of hand-overs.
   *
   * @throws InterruptedException if JMH gives up
   */
  @Benchmark
  @OperationsPerInvocation(HAND_OVERS)
  public void handOvers() throws InterruptedException {
    long goal = ring.handOvers() + HAND_OVERS;
    while (ring.handOvers() < goal) {
      long askedAt = Waits.ask();
      ring.pass(0);
      Waits.got(askedAt);
    }
  }

  /**
   * Ends the others.
   *
   * @throws InterruptedException if JMH gives up
   */
  @TearDown
  public void tearDown() throws InterruptedException {
    partners.stop();
  }
}
