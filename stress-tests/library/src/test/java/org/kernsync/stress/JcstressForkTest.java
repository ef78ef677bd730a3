package org.kernsync.stress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JcstressForkTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

  /** What jcstress prints comes through, and its exit code. */
  @Test
  void run_list_printsTheTests(@TempDir Path directory) throws IOException, InterruptedException {
    JcstressFork fork = new JcstressFork(directory, List.of("-l", "-t", "Mutex_WakeUp"));
    assertThat(fork.run(Duration.ofMinutes(1), out)).isZero();
    assertThat(fork.hasStalled()).isFalse();
    assertThat(bytes.toString(StandardCharsets.UTF_8))
        .contains("org.kernsync.stress.jcstress.sleep.Mutex_WakeUp.Twin");
  }

  /** One that says nothing for too long (here: while its JVM starts) is killed, not waited for. */
  @Test
  void run_saysNothing_killed(@TempDir Path directory) throws IOException, InterruptedException {
    JcstressFork fork = new JcstressFork(directory, List.of("-m", "tough"));
    assertThat(fork.run(Duration.ofNanos(1), out)).isNotZero();
    assertThat(fork.hasStalled()).isTrue();
    assertThat(ProcessHandle.current().children().filter(ProcessHandle::isAlive)).isEmpty();
  }
}
