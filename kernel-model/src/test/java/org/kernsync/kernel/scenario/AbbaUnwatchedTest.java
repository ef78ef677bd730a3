package org.kernsync.kernel.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.kernsync.kernel.cpu.Preemption;
import org.kernsync.kernel.scenario.ScenarioRun.Form;

/**
 * Without lock debugging two CPUs that take two locks in opposite order wait for ever. In a process
 * of its own: nothing else ends them.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AbbaUnwatchedTest {
  private static final int HUNG = 42;
  private static final long WAIT_NANOS = 1_000_000_000L;
  private static final long LOOK_NANOS = 5_000_000;

  /** Both locks stay held and waited for, a whole second long. */
  @Test
  void abba_notDetected_hangs() throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "--add-exports=java.base/jdk.internal.vm=ALL-UNNAMED",
            "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            Program.class.getName()));
    Process process = new ProcessBuilder(command).inheritIO().start();
    try {
      assertThat(process.waitFor()).isEqualTo(HUNG);
    } finally {
      process.destroyForcibly();
    }
  }

  /** Plays the scenario unwatched and looks at its locks from outside. */
  static final class Program {
    private Program() {}

    /** Exits with 42 once both CPUs have waited for a second, with 0 where the scenario ends. */
    public static void main(String[] none) {
      Abba abba = new Abba();
      Thread scene = Thread.ofPlatform().daemon().start(() -> play(abba));
      long since = System.nanoTime();
      while (System.nanoTime() - since < WAIT_NANOS) {
        if (!abba.inodeLock.isContended() || !abba.listLock.isContended()) {
          since = System.nanoTime();
        }
        if (!scene.isAlive()) {
          Runtime.getRuntime().halt(0);
        }
        LockSupport.parkNanos(LOOK_NANOS);
      }
      Runtime.getRuntime().halt(HUNG);
    }

    private static void play(Abba abba) {
      try {
        ScenarioRun.of(abba, new Form(false, 1, Preemption.NONE, false));
      } catch (InterruptedException nobodyDoes) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
