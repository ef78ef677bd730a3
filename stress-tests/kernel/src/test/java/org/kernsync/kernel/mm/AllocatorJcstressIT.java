package org.kernsync.kernel.mm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kernsync.stress.JcstressRunner;
import org.kernsync.stress.JcstressVerdict;

/**
 * The jcstress tests of the allocators: ours are green, their twins red. A quick pass of some
 * seconds; {@code -Dkernsync.jcstress.millis=2000} makes each iteration that long.
 */
class AllocatorJcstressIT {
  /** As many tests as there are: one that is not listed would not be missed otherwise. */
  private static final int TESTS = 14;

  /** Of these, as many are broken copies. */
  private static final int TWINS = 7;

  @TempDir Path directory;

  /** All tests ran, none saw a forbidden outcome, each twin did. */
  @Test
  void pass_allTests_oursGreenTwinsRed() throws IOException, InterruptedException {
    List<String> arguments =
        List.of(
            "--quick",
            "-t",
            "^org\\.kernsync\\.kernel\\.mm\\.",
            "-c",
            "2",
            "-time",
            System.getProperty("kernsync.jcstress.millis", "200"));
    JcstressVerdict verdict =
        JcstressRunner.run(
            Files.createDirectories(directory.resolve("jcstress")), arguments, System.out);
    verdict.print(System.out);
    assertThat(verdict.problems()).isEmpty();
    assertThat(verdict.listed()).isEqualTo(TESTS);
    assertThat(verdict.executed()).isEqualTo(TESTS);
    assertThat(verdict.redTwins()).isEqualTo(TWINS);
  }
}
