package org.kernsync.kernel.proc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the records print is what Linux prints: a file that is read comes out byte for byte. */
class ProcLayoutTest {
  private static void assertRoundTrip(String name, String text) {
    assertThat(ProcParsers.parse(name, text).text()).isEqualTo(text);
  }

  @Test
  void interrupts_linesLocalsAndTotals_roundTrip() {
    String text =
        "           CPU0       CPU1       \n"
            + "  0:          7          0   IO-APIC   2-edge      timer\n"
            + " 11: 1234567890 4294967295  Kernsync  11-edge      net, net2\n"
            + " 19:          1          0  Kernsync  19-edge    \n"
            + " 31:          1          0   PCI-MSI 524288-fasteoi   a[0000:00:1f.2]\n"
            + "LOC:        812        790   Local timer interrupts\n"
            + "ERR:          0\n"
            + "\n"
            + "PIN:          0          0   Posted-interrupt notification event\n";
    assertRoundTrip("interrupts", text);
    InterruptsFile file = ProcParsers.interrupts(text);
    assertThat(file.cpus()).isEqualTo(2);
    assertThat(file.rows().get(1))
        .isEqualTo(
            new InterruptsFile.Line(
                11,
                List.of(1234567890L, 4294967295L),
                "Kernsync",
                11,
                "edge",
                List.of("net", "net2")));
    assertThat(file.rows().get(4))
        .isEqualTo(new InterruptsFile.Local("LOC", List.of(812L, 790L), "Local timer interrupts"));
  }

  @Test
  void softirqs_roundTrip() {
    String text =
        "                    CPU0       CPU1       CPU2       \n"
            + "          HI:          1          0          0\n"
            + "      NET_RX:      55919      28694 4294967295\n"
            + "    IRQ_POLL:          0          0          0\n";
    assertRoundTrip("softirqs", text);
    assertThat(ProcParsers.softirqs(text).rows().get(1))
        .isEqualTo(new SoftirqsFile.Row("NET_RX", List.of(55919L, 28694L, 4294967295L)));
  }

  @Test
  void stat_roundTrip() {
    String text =
        "cpu  30 1 12 97 0 2 4 5 0 0\n"
            + "cpu0 10 1 6 40 0 1 2 5 0 0\n"
            + "cpu1 20 0 6 57 0 1 2 0 0 0\n"
            + "intr 100 0 40 0\n"
            + "ctxt 38014093\n"
            + "btime 1418183276\n"
            + "processes 26442\n"
            + "procs_running 2\n"
            + "procs_blocked 1\n"
            + "softirq 55 1 2 3 4 5 6 7 8 9 10\n";
    assertRoundTrip("stat", text);
    assertThat(ProcParsers.stat(text).cpus()).hasSize(2);
  }

  @Test
  void schedstat_withAndWithoutDomains_roundTrip() {
    assertRoundTrip(
        "schedstat",
        "version 15\ntimestamp 4294892863\ncpu0 1 0 3 4 5 6 7 8 9\ncpu1 0 0 0 0 0 0 0 0 0\n");
    assertRoundTrip(
        "schedstat",
        "version 15\ntimestamp 1\ncpu0 1 0 3 4 5 6 18446744073709551615 8 9\n"
            + "domain0 00000000,00000003 1 2 3\ndomain1 00000000,0000000f 4 5 6\n"
            + "cpu1 1 0 3 4 5 6 7 8 9\ndomain0 00000000,00000003 1 2 3\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.00 0.01 0.05 1/497 11947\n", "12.99 100.00 1.10 123/4567 32767\n"})
  void loadavg_roundTrip(String text) {
    assertRoundTrip("loadavg", text);
  }

  /** Names may hold what separates fields; large numbers are unsigned, some fields are signed. */
  @ParameterizedTest
  @ValueSource(
      strings = {"init", "a b", "tmux: server", "(x) R 1 2", ")", "kworker/0:1-mm", "a\nb"})
  void pidStat_oddNames_roundTrip(String comm) {
    String text =
        "26231 ("
            + comm
            + ") S 5392 7446 5392 34835 -1 4218880 32533 309516 26 82 1677 44 158 99 -51 -20 1 0"
            + " 82375 56274944 1981 18446744073709551615 4194304 6294284 140736914091744"
            + " 140736914087944 139965136429984 0 0 12288 1870679807 0 0 0 17 0 50 1 31 0 0"
            + " 8391624 8481048 16420864 140736914093252 140736914093279 140736914093279"
            + " 140736914096107 65280\n";
    assertRoundTrip("26231/stat", text);
    PidStatFile file = ProcParsers.pidStat(text);
    assertThat(file.comm()).isEqualTo(comm);
    assertThat(file.fields())
        .hasSize(49)
        .containsEntry(PidStatField.PRIORITY, -51L)
        .containsEntry(PidStatField.RSSLIM, -1L)
        .containsEntry(PidStatField.EXIT_CODE, 65280L);
    assertThat(text.replace("(" + comm + ")", "x").split(" ")).hasSize(52);
  }

  /**
   * Files of machines that nobody here has seen, beside the project in {@code ../shared/data/proc};
   * without them this test cannot run. Whoever captured them has cut the blanks behind the titles
   * of {@code interrupts}.
   */
  @ParameterizedTest
  @ValueSource(strings = {"interrupts", "softirqs", "stat", "schedstat", "loadavg"})
  void capturedFiles_roundTrip(String name) throws IOException {
    Path file = captured(name);
    assumeTrue(file != null, "../shared/data/proc is not there");
    String text = Files.readString(file);
    if (name.equals("interrupts")) {
      text = text.replaceFirst("\n", " ".repeat(7) + "\n");
    }
    assertRoundTrip(name, text);
  }

  static Path captured(String name) {
    return Stream.iterate(Path.of("").toAbsolutePath(), path -> path != null, Path::getParent)
        .map(path -> path.resolveSibling("shared").resolve("data").resolve("proc"))
        .map(path -> path.resolve(name + ".txt"))
        .filter(Files::isRegularFile)
        .max(Comparator.comparingInt(Path::getNameCount))
        .orElse(null);
  }

  /** This very process, where it runs on Linux: 52 fields of a kernel that is not ours. */
  @ParameterizedTest
  @ValueSource(strings = {"self/stat", "loadavg", "stat"})
  void filesOfThisMachine_roundTrip(String name) throws IOException {
    Path file = Path.of("/proc").resolve(name);
    assumeTrue(Files.isReadable(file), "this is no Linux");
    assertRoundTrip(name, Files.readString(file));
  }
}
