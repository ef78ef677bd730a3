package org.kernsync.wait;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.kernsync.internal.JavaFork;

/** What a full stack does to semaphores, completions and wait queues. */
class DeepStackTest {
  /**
   * However little stack is left: what a call has taken it returns with, what it has given arrives,
   * and who waits is not forgotten. Interpreted, since then all frames are large.
   */
  @Test
  void slowPaths_stackOverflow_loseNothing() throws Exception {
    String path =
        String.join(
            File.pathSeparator,
            JavaFork.originOf(Completion.class).toString(),
            JavaFork.originOf(DeepStackTest.class).toString());
    JavaFork.Outcome outcome =
        JavaFork.run(List.of("-Xint", "-cp", path, DeepStack.class.getName()));
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out())
        .isEqualTo(
            """
            down: 0 missing
            tryDown: 0 missing
            up: 0 missing
            await: 0 missing
            wakeOne: 0 missing
            waitEvent: 0 missing
            """);
  }
}
