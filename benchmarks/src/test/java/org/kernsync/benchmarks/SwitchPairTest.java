package org.kernsync.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.openjdk.jmh.annotations.Param;

/** What is compared takes turns, and ends. */
class SwitchPairTest {
  /** A pair serves several batches, closes right after one, and leaves no thread behind. */
  @ParameterizedTest
  @EnumSource
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void run_often_endsEachTime(SwitchPair.Kind kind) throws Exception {
    Set<Thread> before = threadsOfPairs();
    Set<Thread> ours;
    try (SwitchPair pair = kind.open()) {
      for (int batch = 0; batch < 100; batch++) {
        pair.run(100);
      }
      ours = threadsOfPairs();
      ours.removeAll(before);
      assertThat(ours).isNotEmpty();
    }
    for (Thread each : ours) {
      each.join(); // the timeout notices one that stays
    }
  }

  private static Set<Thread> threadsOfPairs() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().matches("pinned|cpu/\\d+"))
        .collect(Collectors.toSet());
  }

  /** The benchmark's parameter lists every kind, in the same order. */
  @Test
  void impl_listsEveryKind() throws NoSuchFieldException {
    Param impl = ContextSwitch.class.getField("impl").getAnnotation(Param.class);
    assertThat(impl.value())
        .containsExactly(
            Arrays.stream(SwitchPair.Kind.values())
                .map(SwitchPair.Kind::label)
                .toArray(String[]::new));
  }
}
