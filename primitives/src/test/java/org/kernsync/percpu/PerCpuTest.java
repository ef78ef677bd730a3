package org.kernsync.percpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.kernsync.cpu.CpuIds;
import org.kernsync.internal.Crew;

/** A value per CPU: made once each, found by index and by caller, folded in order. */
class PerCpuTest {
  static List<ThreadFactory> kinds() {
    return Crew.kinds();
  }

  /** One value is made for each CPU, with its index. */
  @Test
  void construct_anyCpus_oneValueEach() {
    PerCpu<String> values = new PerCpu<>(cpu -> "cpu" + cpu);
    assertThat(values.count()).isEqualTo(CpuIds.threads().count());
    List<String> seen = new ArrayList<>();
    values.forEach(seen::add);
    assertThat(seen).hasSize(values.count()).startsWith("cpu0", "cpu1").doesNotHaveDuplicates();
    assertThat(values.of(1)).isEqualTo("cpu1");
    assertThatThrownBy(() -> values.of(values.count()))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> values.of(-1)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  /** The caller's value is that of its CPU. */
  @ParameterizedTest
  @EnumSource
  void current_anyCpus_thatOfTheCaller(Cpus cpus) {
    PerCpu<Integer> values = new PerCpu<>(cpus, cpu -> cpu);
    assertThat(values.current()).isEqualTo(cpus.current());
    values.withCurrent(
        owned -> assertThat(owned).isEqualTo(cpus.slot()),
        shared -> assertThat(shared).isEqualTo(~cpus.slot()));
  }

  /** Folds go over all values, by order of CPUs. */
  @Test
  void folds_allValues_inOrder() {
    PerCpu<Integer> values = new PerCpu<>(cpu -> cpu);
    int n = values.count();
    assertThat(values.sum(Integer::longValue)).isEqualTo(n * (n - 1L) / 2);
    List<Integer> order = new ArrayList<>();
    values.forEach(order::add);
    assertThat(values.fold("", (text, value) -> text + value + ","))
        .isEqualTo(String.join(",", order.stream().map(String::valueOf).toList()) + ",");
  }

  /** What is owned is one thread's: plain additions to it are exact, whoever inherits. */
  @ParameterizedTest
  @MethodSource("kinds")
  void withCurrent_manyThreads_ownedHasOneWriter(ThreadFactory kind) {
    PerCpu<long[]> owned = new PerCpu<>(cpu -> new long[32]);
    LongAdder shared = new LongAdder();
    AtomicInteger threads = new AtomicInteger();
    for (int round = 0; round < 20; round++) {
      try (Crew crew = new Crew(kind)) {
        for (int i = 0; i < 12; i++) {
          threads.incrementAndGet();
          crew.start(
              () -> {
                for (int n = 0; n < 1_000; n++) {
                  owned.withCurrent(mine -> mine[16]++, others -> shared.increment());
                }
              });
        }
      }
    }
    assertThat(owned.sum(cell -> cell[16]) + shared.sum()).isEqualTo(1_000L * threads.get());
  }
}
