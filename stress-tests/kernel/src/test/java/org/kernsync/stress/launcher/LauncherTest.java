package org.kernsync.stress.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.condition.OS.WINDOWS;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.io.TempDir;

/**
 * The launcher, run for real in a project of its own. JDK and Maven are played by two scripts: one
 * prints its arguments and ends with 42, the other makes the jar and keeps count.
 */
@DisabledOnOs(value = WINDOWS, disabledReason = "the launcher is a POSIX shell script")
class LauncherTest {
  private static final String JAVA =
      """
      #!/bin/sh
      while [ "$1" != -jar ] && [ "$1" != -cp ]; do shift; done
      [ -f "$2" ] && printf '%s' "${2##*/}:"
      shift 2
      for argument; do printf '<%s>' "$argument"; done
      exit 42
      """;
  private static final String MAVEN =
      """
      #!/bin/sh
      cd "$(dirname "$0")/../pro ject" || exit 1
      echo run >>../builds
      if [ -f kernel-model/src/main/Broken.java ]; then
        echo '[ERROR] Broken.java:[1,2] planted'
        exit 1
      fi
      case " $* " in *" -pl benchmarks "*) benchmarks=yes ;; *) benchmarks= ;; esac
      sleep 1
      case " $* " in *" -pl stress-tests/library "*)
        mkdir -p stress-tests/library/target
        echo jar >stress-tests/library/target/torture.jar
        echo jar >stress-tests/library/target/jcstress.jar
        exit ;;
      esac
      mkdir -p kernel-model/target
      echo jar >kernel-model/target/kernsync.jar
      [ -n "$benchmarks" ] || exit 0
      mkdir -p benchmarks/target
      echo jar >benchmarks/target/benchmarks.jar
      """;

  @TempDir private Path folder;
  private Path project;
  private Path launcher;

  private record Outcome(int exit, String out, String err) {}

  @BeforeEach
  void makeProject() throws IOException {
    project = Files.createDirectories(folder.resolve("pro ject")); // a blank, as on many disks
    for (String module :
        List.of("primitives", "kernel-model", "benchmarks", "stress-tests/library")) {
      Files.createDirectories(project.resolve(module).resolve("src/main"));
      Files.createFile(project.resolve(module).resolve("pom.xml"));
    }
    for (String file : List.of("pom.xml", "LICENSE", "NOTICE")) {
      Files.createFile(project.resolve(file));
    }
    launcher = project.resolve("kernsync");
    script(launcher, Files.readString(Path.of("..", "..", "kernsync")));
    script(folder.resolve("jdk/bin/java"), JAVA);
    script(folder.resolve("jdk/bin/javac"), JAVA);
    Files.writeString(folder.resolve("jdk/release"), "JAVA_VERSION=\"25.0.3\"\n");
    script(folder.resolve("tools/mvn"), MAVEN);
  }

  /** Arguments and exit code go through untouched; the first launch builds, the second does not. */
  @Test
  void launch_withOddArguments_passesThemOn() throws Exception {
    Outcome first = launch(launcher, "a b", "", "*", "c'd");
    Outcome second = launch(launcher, "again");

    assertThat(first)
        .extracting(Outcome::exit, Outcome::out)
        .containsExactly(42, "kernsync.jar:<a b><><*><c'd>");
    assertThat(first.err()).contains("building");
    assertThat(second).isEqualTo(new Outcome(42, "kernsync.jar:<again>", ""));
    assertThat(builds()).isEqualTo(1);
  }

  /** The command {@code bench} is another jar's, with a build of its own that serves both. */
  @Test
  void launch_ofBench_buildsAndRunsTheBenchmarks() throws Exception {
    assertThat(launch(launcher, "bench", "--list"))
        .extracting(Outcome::exit, Outcome::out)
        .containsExactly(42, "benchmarks.jar:<bench><--list>");
    assertThat(launch(launcher, "bench").err()).isEmpty();
    assertThat(launch(launcher, "demo")).isEqualTo(new Outcome(42, "kernsync.jar:<demo>", ""));
    assertThat(builds()).isEqualTo(1);
  }

  /** The command {@code torture} is a third jar's; its build leaves the model's alone. */
  @Test
  void launch_ofTorture_buildsAndRunsTheTorture() throws Exception {
    launch(launcher, "demo");

    assertThat(launch(launcher, "torture", "--list"))
        .extracting(Outcome::exit, Outcome::out)
        .containsExactly(42, "torture.jar:<torture><--list>");
    assertThat(launch(launcher, "torture").err()).isEmpty();
    assertThat(launch(launcher, "demo")).isEqualTo(new Outcome(42, "kernsync.jar:<demo>", ""));
    assertThat(builds()).isEqualTo(2);
  }

  /**
   * The command {@code stress} is the runner's of jcstress, in a jar without commands; the build
   * for torture made that jar, too.
   */
  @Test
  void launch_ofStressAfterTorture_runsTheRunnerWithoutAnotherBuild() throws Exception {
    launch(launcher, "torture");

    assertThat(launch(launcher, "stress", "-t", "litmus"))
        .isEqualTo(
            new Outcome(42, "jcstress.jar:<org.kernsync.stress.JcstressRunner><-t><litmus>", ""));
    assertThat(launch(launcher, "stress").out())
        .isEqualTo("jcstress.jar:<org.kernsync.stress.JcstressRunner>");
    assertThat(builds()).isEqualTo(1);
  }

  /** Each jar is as old as its own sources: the model does not wait for the benchmarks. */
  @Test
  void launch_afterBenchmarksChanged_buildsForBenchOnly() throws Exception {
    launch(launcher, "bench");
    Path source = Files.createFile(project.resolve("benchmarks/src/main/A.java"));
    Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(5)));

    launch(launcher, "demo");
    assertThat(builds()).isEqualTo(1);
    launch(launcher, "bench");
    assertThat(builds()).isEqualTo(2);
  }

  /** A link to a link finds home. */
  @Test
  void launch_throughSymbolicLinks_findsTheProject() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("link"), launcher);
    Path linkToLink = Files.createSymbolicLink(folder.resolve("second"), Path.of("link"));

    assertThat(launch(linkToLink, "x"))
        .extracting(Outcome::exit, Outcome::out)
        .containsExactly(42, "kernsync.jar:<x>");
    assertThat(link).isSymbolicLink();
  }

  /** An edited source, and a deleted one, make the jar stale. */
  @Test
  void launch_afterSourcesChanged_buildsAgain() throws Exception {
    Path source = Files.createFile(project.resolve("primitives/src/main/A.java"));
    launch(launcher);
    Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(5)));
    launch(launcher);
    assertThat(builds()).isEqualTo(2);

    Files.delete(source);
    launch(launcher);
    launch(launcher);
    assertThat(builds()).isEqualTo(3);
  }

  /** What two launches at once both miss is built once. */
  @Test
  void launches_atOnce_buildOnce() throws Exception {
    List<Process> launches = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      launches.add(start(launcher, "/usr/bin:/bin", List.of()));
    }
    for (Process launch : launches) {
      assertThat(outcome(launch).exit()).isEqualTo(42);
    }
    assertThat(builds()).isEqualTo(1);
  }

  /** A failed build names its log and the first error; nothing is run. */
  @Test
  void launch_brokenSource_namesLogAndError() throws Exception {
    Files.createFile(project.resolve("kernel-model/src/main/Broken.java"));

    Outcome outcome = launch(launcher, "x");

    assertThat(outcome).extracting(Outcome::exit, Outcome::out).containsExactly(1, "");
    assertThat(outcome.err()).contains("target/kernsync-build.log: Broken.java:[1,2] planted");
  }

  /** Without a JDK that is new enough: one sentence. */
  @Test
  void launch_withoutNewJdk_saysSoInOneSentence() throws Exception {
    script(launcher, Files.readString(launcher).replace("needed=25", "needed=9999"));

    Outcome outcome = launch(launcher, "x");

    assertThat(outcome).extracting(Outcome::exit, Outcome::out).containsExactly(2, "");
    assertThat(outcome.err().lines()).singleElement().asString().contains("needs a JDK 9999");
  }

  /** Without Maven, where something has to be built: one sentence. */
  @Test
  void launch_withoutMaven_saysSoInOneSentence() throws Exception {
    Path tools = folder.resolve("bare");
    for (String tool : List.of("dirname", "find", "head", "mkdir", "readlink", "rm", "sed")) {
      script(tools.resolve(tool), "#!/bin/sh\nPATH=/usr/bin:/bin exec " + tool + " \"$@\"\n");
    }
    Files.delete(folder.resolve("tools/mvn"));

    Outcome outcome = outcome(start(launcher, tools.toString(), List.of("x")));

    assertThat(outcome).extracting(Outcome::exit, Outcome::out).containsExactly(2, "");
    assertThat(outcome.err().lines()).singleElement().asString().contains("no mvn on the PATH");
  }

  private Outcome launch(Path program, String... arguments) throws Exception {
    return outcome(start(program, "/usr/bin:/bin", List.of(arguments)));
  }

  private Process start(Path program, String path, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().put("JAVA_HOME", folder.resolve("jdk").toString());
    builder.environment().put("PATH", folder.resolve("tools") + ":" + path);
    return builder.start();
  }

  private static Outcome outcome(Process launch) throws Exception {
    assertThat(launch.waitFor(60, TimeUnit.SECONDS)).as("the launch ended").isTrue();
    return new Outcome(
        launch.exitValue(),
        new String(launch.getInputStream().readAllBytes()),
        new String(launch.getErrorStream().readAllBytes()));
  }

  private long builds() throws IOException {
    return Files.readAllLines(folder.resolve("builds")).size();
  }

  private static void script(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
