package org.kernsync.sleep;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kernsync.internal.JavaFork;

/** What a stack that ends in the first wait of all does to the waits that follow. */
class FirstWaitStackTest {
  /**
   * It fails that wait at most: no class that other waits need has then failed to initialize, which
   * would break every lock of the process.
   */
  @ParameterizedTest
  @ValueSource(strings = {"mutex", "rwSemaphore", "semaphore"})
  void firstWait_stackEnds_laterWaitsWork(String lock) throws Exception {
    String path =
        String.join(
            File.pathSeparator,
            JavaFork.originOf(Mutex.class).toString(),
            JavaFork.originOf(FirstWaitDive.class).toString());
    JavaFork.Outcome outcome =
        JavaFork.run(List.of("-cp", path, FirstWaitDive.class.getName(), lock));
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out()).isEqualTo("passed: 3\n");
  }
}
