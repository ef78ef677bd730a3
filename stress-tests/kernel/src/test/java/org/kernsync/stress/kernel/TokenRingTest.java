package org.kernsync.stress.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.kernsync.kernel.boot.KernelHarness;

class TokenRingTest {
  private static final int TASKS = 1_000;
  private static final int ROUNDS = 100;
  private static final int CPUS = 8;

  /**
   * 1,000 tasks pass a token round on 8 CPUs, 100,000 hand-overs, while a thread takes stack traces
   * of every task: no stall, no violation, no hand-over lost.
   */
  @Test
  @Timeout(value = 150, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void ring_underStackTraces_losesNothing() throws InterruptedException {
    TokenRing ring = new TokenRing(TASKS, ROUNDS);
    long begin = System.nanoTime();
    try (StackSampler sampler = new StackSampler()) {
      KernelHarness.on(CPUS)
          .withLimit(120, TimeUnit.SECONDS)
          .run((self, kernel) -> ring.run(self, kernel, sampler))
          .assertFine();
      System.out.printf(
          "token ring: %d hand-overs in %.1f s under %d stack traces%n",
          ring.handOvers(), (System.nanoTime() - begin) / 1e9, sampler.samples());
      assertThat(sampler.samples()).as("stack traces taken").isGreaterThan(TASKS);
    }
    assertThat(ring.handOvers()).isEqualTo((long) TASKS * ROUNDS);
  }
}
