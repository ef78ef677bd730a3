package org.kernsync.kernel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code /proc} from the command line: printed by its name, and written into a folder. */
class ProcCommandTest {
  private static final String WORKLOAD =
      """
      {"global":{"duration":1},
       "tasks":{"two words":{"loop":20,"run":2000,"sleep":500},
                "gentle":{"priority":5,"loop":10,"run":4000}}}
      """;

  @TempDir private Path folder;

  private Path workload() throws Exception {
    return Files.writeString(folder.resolve("w.json"), WORKLOAD);
  }

  /** The file and nothing else goes to standard output. */
  @Test
  void proc_name_printsTheFileAlone() throws Exception {
    Cli.Result result = Cli.run("proc", "softirqs", workload().toString(), "--cpus", "1");
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out()).startsWith(" ".repeat(20) + "CPU0").contains("\n         RCU:");
    assertThat(result.out().lines()).hasSize(11);
  }

  /** Without a workload it is the built-in one; a task may be named instead of numbered. */
  @Test
  void proc_taskByName_printsItsFields() {
    Cli.Result result = Cli.run("proc", "hare/stat", "--duration", "0.2");
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out()).matches("\\d+ \\(hare\\) \\S( -?\\d+){49}\n");
  }

  @Test
  void proc_taskThatWasNotThere_isNamedAfterTheRun() throws Exception {
    Cli.Result result = Cli.run("proc", "nobody/stat", workload().toString());
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).contains("there is no nobody/stat of this run");
  }

  /** All files, agreeing with the report; of an earlier run nothing is left, links included. */
  @Test
  void run_procFolder_holdsWhatTheReportSays() throws Exception {
    Path proc = Files.createDirectory(folder.resolve("proc"));
    Files.writeString(Files.createDirectory(proc.resolve("4711")).resolve("stat"), "old");
    Files.writeString(proc.resolve("stat"), "old");
    Path precious = Files.writeString(folder.resolve("precious"), "mine");
    Files.createSymbolicLink(proc.resolve("loadavg"), precious);
    Path json = folder.resolve("out.json");
    Cli.run("run", workload().toString(), "--proc", proc.toString(), "--json", json.toString())
        .assertFine();
    assertThat(proc.resolve("4711")).doesNotExist();
    assertThat(precious).as("no link is followed").hasContent("mine");
    for (String name : List.of("interrupts", "softirqs", "schedstat", "loadavg", "1/stat")) {
      assertThat(proc.resolve(name)).isNotEmptyFile();
    }
    Map<String, Object> report = Cli.Report.read(json).assertSound().fields();
    List<String> stat = Files.readAllLines(proc.resolve("stat"));
    assertThat(stat).contains("ctxt " + report.get("contextSwitches"));
    for (Map<String, Object> task : Cli.Report.read(json).tasks()) {
      String line = Files.readString(proc.resolve(task.get("pid") + "/stat"));
      String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ");
      assertThat(line).startsWith(task.get("pid") + " (" + task.get("name") + ") ");
      long ticks = Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
      assertThat(ticks)
          .isBetween(
              (long) task.get("cpuNanos") / 10_000_000 - 1,
              (long) task.get("cpuNanos") / 10_000_000);
      assertThat(Long.parseLong(fields[11])).as("user time of a computing task").isPositive();
      assertThat(fields[16]).isEqualTo(task.get("nice").toString());
    }
    String[] all = stat.getFirst().split(" +");
    assertThat(Long.parseLong(all[1])).as("user").isPositive();
    assertThat(Long.parseLong(all[2])).as("nice").isPositive();
  }
}
