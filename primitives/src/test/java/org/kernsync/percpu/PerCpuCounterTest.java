package org.kernsync.percpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.kernsync.internal.Crew;

/** What the counter counts, how far it may be off, and the limit that it holds. */
class PerCpuCounterTest {
  private static final int BATCH = 64;

  static List<ThreadFactory> kinds() {
    return Crew.kinds();
  }

  private static PerCpuCounter counter(long initial, Cpus cpus) {
    return new PerCpuCounter(initial, BATCH, cpus);
  }

  /** One thread's additions are all in the sum, and the approximate value keeps its bound. */
  @ParameterizedTest
  @EnumSource
  void add_oneThread_sumExactReadNear(Cpus cpus) {
    PerCpuCounter counter = counter(10, cpus);
    long expected = 10;
    for (int i = -200; i < 300; i++) {
      counter.add(i);
      counter.inc();
      counter.inc();
      counter.dec();
      expected += i + 1;
      assertThat(counter.sum()).isEqualTo(expected);
      assertThat(Math.abs(counter.read() - expected)).isLessThan(BATCH);
    }
    assertThat(counter).hasToString("PerCpuCounter[" + expected + ", batch 64]");
  }

  /** A slot that is owned keeps less than a batch to itself, and tells a whole one. */
  @Test
  void read_batchReached_told() {
    PerCpuCounter counter = counter(0, Cpus.ONE_OWNED);
    counter.add(BATCH - 1);
    assertThat(counter.read()).isZero();
    counter.inc();
    assertThat(counter.read()).isEqualTo(BATCH);
    counter.add(-(BATCH - 1));
    assertThat(counter.read()).isEqualTo(BATCH);
    counter.dec();
    assertThat(counter.read()).isZero();
    assertThat(counter.maxError()).isEqualTo(BATCH - 1);
  }

  /** What is shared is in the approximate value at once. */
  @Test
  void read_sharedSlot_exact() {
    PerCpuCounter counter = counter(0, Cpus.ONE_SHARED);
    counter.add(3);
    assertThat(counter.read()).isEqualTo(3);
  }

  /** Numbers wrap as longs do, and the bound holds across the wrap. */
  @ParameterizedTest
  @EnumSource
  void add_beyondLong_wraps(Cpus cpus) {
    PerCpuCounter counter = counter(Long.MAX_VALUE, cpus);
    counter.add(1);
    assertThat(counter.sum()).isEqualTo(Long.MIN_VALUE);
    counter.add(Long.MIN_VALUE);
    assertThat(counter.sum()).isZero();
    assertThat(Math.abs(counter.read())).isLessThan(BATCH);
  }

  /** Values below zero are shown as zero by the positive forms. */
  @Test
  void positiveForms_negative_zero() {
    PerCpuCounter counter = counter(-5, Cpus.THREADS);
    assertThat(counter.readPositive()).isZero();
    assertThat(counter.sumPositive()).isZero();
    counter.set(BATCH);
    assertThat(counter.sumPositive()).isEqualTo(BATCH);
    assertThat(counter.readPositive()).isEqualTo(BATCH);
  }

  /** Comparing is exact, near the number and far from it. */
  @ParameterizedTest
  @EnumSource
  void compare_nearAndFar_exact(Cpus cpus) {
    PerCpuCounter counter = counter(0, cpus);
    counter.add(BATCH - 1);
    long value = BATCH - 1;
    for (long number = value - 2_000; number <= value + 2_000; number++) {
      assertThat(Integer.signum(counter.compare(number))).isEqualTo(Long.compare(value, number));
    }
  }

  /** Setting gives the sum that value; what was not told stays within the bound. */
  @ParameterizedTest
  @EnumSource
  void set_afterAdds_isTheSum(Cpus cpus) {
    PerCpuCounter counter = counter(0, cpus);
    counter.add(BATCH / 2);
    counter.set(1_000);
    assertThat(counter.sum()).isEqualTo(1_000);
    assertThat(Math.abs(counter.read() - 1_000)).isLessThan(BATCH);
    counter.add(BATCH / 2);
    assertThat(counter.sum()).isEqualTo(1_000 + BATCH / 2);
    assertThat(Math.abs(counter.read() - counter.sum())).isLessThan(BATCH);
  }

  /** The limit is reached exactly, from below and from above, and never passed. */
  @ParameterizedTest
  @EnumSource
  void limitedAdd_atTheLimit_refused(Cpus cpus) {
    PerCpuCounter counter = counter(0, cpus);
    counter.add(7);
    assertThat(counter.limitedAdd(10, 4)).isFalse();
    assertThat(counter.limitedAdd(10, 3)).isTrue();
    assertThat(counter.limitedAdd(10, 1)).isFalse();
    assertThat(counter.limitedAdd(10, 0)).isTrue();
    assertThat(counter.sum()).isEqualTo(10);
    assertThat(counter.limitedAdd(0, -11)).isFalse();
    assertThat(counter.limitedAdd(0, -10)).isTrue();
    assertThat(counter.limitedAdd(0, -1)).isFalse();
    assertThat(counter.sum()).isZero();
    assertThat(Math.abs(counter.read())).isLessThan(BATCH);
  }

  /** Neither the amount nor the limit can make the test wrap. */
  @Test
  void limitedAdd_extremes_noWrap() {
    PerCpuCounter counter = counter(100, Cpus.THREADS);
    assertThat(counter.limitedAdd(Long.MIN_VALUE, 1)).isFalse();
    assertThat(counter.limitedAdd(Long.MAX_VALUE, Long.MAX_VALUE)).isFalse();
    assertThat(counter.limitedAdd(Long.MAX_VALUE, -1)).isFalse();
    assertThat(counter.limitedAdd(Long.MIN_VALUE, Long.MIN_VALUE)).isTrue();
    assertThat(counter.sum()).isEqualTo(Long.MIN_VALUE + 100);
    assertThat(counter.limitedAdd(Long.MIN_VALUE, Long.MIN_VALUE)).isFalse();
  }

  /** A batch of nothing is refused. */
  @Test
  void construct_batchBelowOne_throws() {
    assertThatThrownBy(() -> new PerCpuCounter(0, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0");
    assertThat(new PerCpuCounter().sum()).isZero();
    assertThat(new PerCpuCounter(5).read()).isEqualTo(5);
  }

  /** After all threads have ended the sum is exact and the approximate value within its bound. */
  @ParameterizedTest
  @MethodSource("kinds")
  void add_manyThreadsThatComeAndGo_sumExact(ThreadFactory kind) {
    for (Cpus cpus : Cpus.forMany()) {
      PerCpuCounter counter = counter(0, cpus);
      long expected = 0;
      for (int round = 0; round < 10; round++) {
        try (Crew crew = new Crew(kind)) {
          for (int i = 1; i <= 12; i++) {
            int amount = i % 3 == 0 ? -i : i;
            expected += 2_000L * amount;
            crew.start(
                () -> {
                  for (int n = 0; n < 2_000; n++) {
                    counter.add(amount);
                  }
                });
          }
        }
        assertThat(counter.sum()).isEqualTo(expected);
        assertThat(Math.abs(counter.read() - expected)).isLessThanOrEqualTo(counter.maxError());
      }
    }
  }

  /** While all only add, sums never go back, and none is ahead of what has begun to be added. */
  @ParameterizedTest
  @MethodSource("kinds")
  void sum_whileOthersAdd_growsAndCountsNothingTwice(ThreadFactory kind) {
    PerCpuCounter counter = counter(0, Cpus.THREADS);
    AtomicLong begun = new AtomicLong();
    AtomicBoolean done = new AtomicBoolean();
    try (Crew crew = new Crew(kind)) {
      crew.start(
          () -> {
            long before = 0;
            while (!done.get()) {
              long ended = begun.get() - 3 * BATCH; // each adder is at most a batch ahead
              long sum = counter.sum();
              assertThat(sum).isBetween(Math.max(before, ended), begun.get());
              before = sum;
              Thread.yield();
            }
          });
      try (Crew adders = new Crew(kind)) {
        for (int i = 0; i < 3; i++) {
          adders.start(
              () -> {
                for (int n = 0; n < 2_000; n++) {
                  begun.addAndGet(BATCH);
                  for (int k = 0; k < BATCH; k++) {
                    counter.inc();
                  }
                }
              });
        }
      }
      done.set(true);
    }
    assertThat(counter.sum()).isEqualTo(begun.get());
  }

  /** Many compete for what is left: exactly that much is given, and no look ever finds more. */
  @ParameterizedTest
  @MethodSource("kinds")
  void limitedAdd_race_limitHeldAndReached(ThreadFactory kind) {
    for (Cpus cpus : Cpus.forMany()) {
      PerCpuCounter counter = counter(0, cpus);
      long limit = 5_000;
      AtomicLong given = new AtomicLong();
      try (Crew crew = new Crew(kind)) {
        for (int i = 0; i < 6; i++) {
          int number = i;
          crew.start(
              () -> {
                for (int n = 0; n < 3_000; n++) {
                  if (counter.limitedAdd(limit, 1)) {
                    given.incrementAndGet();
                  }
                  assertThat(counter.sum()).isLessThanOrEqualTo(limit);
                  if (number == 0 && n % 4 == 0) {
                    counter.dec(); // subtracting from the side is allowed
                    given.decrementAndGet();
                  }
                }
              });
        }
      }
      while (counter.limitedAdd(limit, 1)) {
        given.incrementAndGet();
      }
      assertThat(counter.sum()).isEqualTo(limit).isEqualTo(given.get());
    }
  }
}
