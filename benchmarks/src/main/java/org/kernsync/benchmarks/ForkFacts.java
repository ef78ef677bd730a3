package org.kernsync.benchmarks;

import java.util.Collection;
import java.util.List;
import org.kernsync.atomic.FenceMode;
import org.kernsync.atomic.MemoryBarriers;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.ScalarResult;

/**
 * What a fork tells beside its score: how long one operation waited at most, and whether it ran as
 * it was meant to. For JMH it is a profiler, which is how a fork may add results.
 */
public final class ForkFacts implements InternalProfiler {
  /** The name of the longest wait, in nanoseconds; 0 where the fork was not {@link #CLOCKED}. */
  public static final String LONGEST_WAIT = "longestWait";

  /** The name of a result that is 1 where {@code membarrier} pays for the light fences, else 0. */
  public static final String MEMBARRIER = "membarrier";

  /** The name of the number of processors that the fork saw. */
  public static final String PROCESSORS = "processors";

  /** The option of the JVM that makes a fork read the clock around each operation. */
  public static final String CLOCKED = "-D" + Waits.PROPERTY + "=true";

  /** Seen by a thread that is not pinned: a pinned one sees its own core only. */
  private final int processors = Runtime.getRuntime().availableProcessors();

  /** Called by JMH. */
  public ForkFacts() {}

  @Override
  public String getDescription() {
    return "the longest wait and the circumstances of a fork";
  }

  @Override
  public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
    long beforeThisIteration = Waits.takeLongestNanos();
    assert beforeThisIteration >= 0;
  }

  @Override
  public Collection<ScalarResult> afterIteration(
      BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
    boolean membarrier = MemoryBarriers.fenceMode() == FenceMode.MEMBARRIER;
    return List.of(
        new ScalarResult(LONGEST_WAIT, Waits.takeLongestNanos(), "ns", AggregationPolicy.MAX),
        new ScalarResult(MEMBARRIER, membarrier ? 1 : 0, "#", AggregationPolicy.MIN),
        new ScalarResult(PROCESSORS, processors, "#", AggregationPolicy.MIN));
  }
}
