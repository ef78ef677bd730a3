package org.kernsync.stress.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.kernsync.kernel.boot.Kernel;
import org.kernsync.kernel.boot.KernelHarness;
import org.kernsync.kernel.cpu.CpuClock;
import org.kernsync.kernel.sched.Task;
import org.kernsync.sleep.CountingSemaphore;
import org.kernsync.stress.kernel.HandOverPeers.Cost;

/**
 * What a context switch costs on one CPU, from one yield to the other task's, the scheduler
 * included; against a bare yield of virtual threads and against what platform threads pay to hand
 * over one core.
 *
 * <p>Rounds alternate, and medians of CPU time are compared: on a quiet machine that is the time on
 * the wall clock, which is printed beside it, and on a busy one it leaves out the others. For the
 * platform threads it is the kinder measure.
 */
class ContextSwitchTest {
  private static final int WARM_UPS = 8;
  private static final int ROUNDS = 11;
  private static final int YIELDS = 100_000;
  private static final int PLATFORM_TURNS = 5_000;

  /** One round in a model of its own, compiled by the rounds before. */
  private static Cost modelYield() throws InterruptedException {
    Cost[] cost = new Cost[1];
    KernelHarness.on(1)
        .withLimit(20, TimeUnit.SECONDS)
        .run((self, kernel) -> cost[0] = measure(self, kernel))
        .assertFine();
    return cost[0];
  }

  private static Cost measure(Task self, Kernel kernel) {
    CountingSemaphore ready = new CountingSemaphore(0);
    CountingSemaphore go = new CountingSemaphore(0);
    CountingSemaphore done = new CountingSemaphore(0);
    for (int id = 0; id < 2; id++) {
      Task.Body body =
          task -> {
            ready.up();
            go.down();
            for (int i = 0; i < YIELDS; i++) {
              kernel.scheduler().yield(task);
            }
            done.up();
          };
      KernelHarness.startThread(kernel, self, "yield/" + id, body);
    }
    ready.down();
    ready.down();
    CpuClock clock = kernel.scheduler().cpu(0).clock();
    long switchesBefore = kernel.scheduler().contextSwitches();
    long cpuBefore = clock.threadCpuNanos();
    long wallBefore = System.nanoTime();
    go.up(2);
    done.down();
    done.down();
    double wall = System.nanoTime() - wallBefore;
    double cpu = clock.threadCpuNanos() - cpuBefore;
    long switches = kernel.scheduler().contextSwitches() - switchesBefore;
    assertThat(switches).as("yields that led to the other task").isGreaterThan(2L * YIELDS * 3 / 4);
    return new Cost(cpu / switches, wall / switches);
  }

  private static double median(List<Cost> costs, ToDoubleFunction<Cost> part) {
    double[] sorted = costs.stream().mapToDouble(part).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  private static void print(String what, List<Cost> costs) {
    System.out.printf(
        "%-32s median %7.1f ns CPU (from %7.1f to %7.1f), %7.1f ns wall%n",
        what,
        median(costs, Cost::cpuNanos),
        costs.stream().mapToDouble(Cost::cpuNanos).min().orElseThrow(),
        costs.stream().mapToDouble(Cost::cpuNanos).max().orElseThrow(),
        median(costs, Cost::wallNanos));
  }

  /** The median over the rounds of what the first costs in units of the second. */
  private static double ratio(List<Cost> first, List<Cost> second) {
    double[] sorted =
        IntStream.range(0, first.size())
            .mapToDouble(i -> first.get(i).cpuNanos() / second.get(i).cpuNanos())
            .sorted()
            .toArray();
    return sorted[sorted.length / 2];
  }

  /**
   * At most 2.5 times a bare yield of virtual threads; at least twice as fast as a park hand-over
   * and a pipe.
   */
  @Test
  void yieldToYield_againstItsPeers_isCheap() throws Exception {
    Attempts.untilUndisturbed(ContextSwitchTest::compare);
  }

  private static void compare() throws InterruptedException, IOException {
    for (int warmUp = 0; warmUp < WARM_UPS; warmUp++) {
      modelYield();
      HandOverPeers.bareVirtualThreadYield(YIELDS);
    }
    List<Cost> model = new ArrayList<>();
    List<Cost> bare = new ArrayList<>();
    List<Cost> park = new ArrayList<>();
    List<Cost> pipe = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      model.add(modelYield());
      bare.add(HandOverPeers.bareVirtualThreadYield(YIELDS));
      park.add(HandOverPeers.parkHandOver(PLATFORM_TURNS));
      pipe.add(HandOverPeers.pipePingPong(PLATFORM_TURNS));
    }
    print("the model's context switch", model);
    print("bare virtual-thread yield", bare);
    print("platform threads, LockSupport", park);
    print("platform threads, pipes", pipe);
    System.out.printf(
        "medians of the rounds' ratios: model / bare %.2f, park / model %.1f, pipe / model %.1f%n",
        ratio(model, bare), ratio(park, model), ratio(pipe, model));
    assertThat(ratio(model, bare)).as("model / bare yield").isLessThanOrEqualTo(2.5);
    assertThat(ratio(park, model)).as("park hand-over / model").isGreaterThanOrEqualTo(2);
    assertThat(ratio(pipe, model)).as("pipe ping-pong / model").isGreaterThanOrEqualTo(2);
  }
}
