package org.kernsync.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jmh.annotations.Param;

/** What is compared are locks, and all of them are compared. */
class LockKindTest {
  private static final int THREADS = 4;
  private static final int SECTIONS = 20_000;

  private int sum; // guarded by the guard under test

  /** Plain additions inside a guard's sections are not lost. */
  @ParameterizedTest
  @EnumSource
  void run_fourThreads_losesNoAddition(LockKind kind) throws Exception {
    Guard guard = kind.newGuard();
    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      List<Future<?>> all =
          Arrays.stream(new int[THREADS])
              .<Future<?>>mapToObj(ignored -> threads.submit(() -> add(guard)))
              .toList();
      for (Future<?> each : all) {
        each.get();
      }
    }
    assertThat(sum).isEqualTo(THREADS * SECTIONS);
  }

  private void add(Guard guard) {
    for (int i = 0; i < SECTIONS; i++) {
      guard.run(() -> sum++);
    }
  }

  /** The parameter of each benchmark lists every kind, in the same order. */
  @ParameterizedTest
  @ValueSource(classes = {LockThroughput.Contended.class, UncontendedLock.class})
  void impl_listsEveryKind(Class<?> state) throws NoSuchFieldException {
    Field impl = state.getField("impl");
    assertThat(impl.getAnnotation(Param.class).value())
        .containsExactly(
            Arrays.stream(LockKind.values()).map(LockKind::label).toArray(String[]::new));
  }

  /** An unknown name is answered with the known ones. */
  @Test
  void named_unknown_saysWhichThereAre() {
    assertThatThrownBy(() -> LockKind.named("StampedLock"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("StampedLock")
        .hasMessageContaining("TicketSpinLock, QueuedSpinLock");
  }
}
