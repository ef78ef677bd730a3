package org.kernsync.kernel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kernsync.kernel.workload.hackbench.HackbenchSize;

/** The command hackbench, and the host's own beside it. */
class HackbenchRunTest {
  private static final HackbenchSize SIZE = new HackbenchSize(1, 2, 3);

  @TempDir private Path folder;

  private HostHackbench host(String... lines) throws IOException {
    Path program = folder.resolve("hackbench");
    Files.writeString(program, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    return HostHackbench.find("" + File.pathSeparator + "/nowhere" + File.pathSeparator + folder);
  }

  /**
   * Every message is accounted for, and one line tells of the host, be its program there or not.
   */
  @Test
  void hackbench_small_countsEveryMessage() {
    Cli.Result result =
        Cli.run("hackbench", "--groups", "2", "--fds", "5", "--loops", "20", "--cpus", "2")
            .assertFine();
    assertThat(result.out())
        .contains("2 CPUs on", "2 groups of 5 senders and 5 receivers")
        .contains("messages: 1000 of 1000, 0 out of order")
        .containsPattern("time: [0-9]+\\.[0-9]{3} s, [0-9]+ context switches")
        .containsOnlyOnce("host: ");
    assertThat(result.err()).isEmpty();
  }

  @Test
  void hackbench_badSizes_areRefusedInOneSentence() {
    Cli.run("hackbench", "--groups", "0").assertRefused("groups must be at least 1, not 0");
    Cli.run("hackbench", "--fds", "3000").assertRefused("need more than the 4093 descriptors");
    Cli.run("hackbench", "--cpus", "65").assertRefused("65");
    Cli.run("hackbench", "--loops", "many").assertRefused("'many' is not an int");
  }

  /** The host's program is called with the same numbers, three times; the median counts. */
  @Test
  void host_found_tellsTheMedian() throws Exception {
    HostHackbench host =
        host(
            "echo \"$*\" >> " + folder.resolve("calls"),
            "n=$(wc -l < " + folder.resolve("calls") + ")",
            "echo Running in threaded mode",
            "echo Time: 0.$((n * 7 % 5))00");
    assertThat(host.run(SIZE)).hasValue(0.2);
    assertThat(Files.readAllLines(folder.resolve("calls")))
        .hasSize(3)
        .containsOnly("-p -T -g 1 -f 2 -l 3 -s 100");
  }

  /** A program that fails, or tells no time, gives none. */
  @Test
  void host_failing_tellsNothing() throws Exception {
    assertThat(host("echo Time: 1.000", "exit 1").run(SIZE)).isEmpty();
    assertThat(host("echo Time is money").run(SIZE)).isEmpty();
  }

  /** Without one on the search path there is nothing to compare with. */
  @Test
  void host_absent_isNotFound() throws Exception {
    assertThat(HostHackbench.find(null)).isNull();
    assertThat(HostHackbench.find(folder.toString())).isNull();
    Files.createDirectory(folder.resolve("hackbench"));
    assertThat(HostHackbench.find(folder.toString())).isNull();
  }
}
