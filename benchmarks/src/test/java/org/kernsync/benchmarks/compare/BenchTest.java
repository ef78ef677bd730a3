package org.kernsync.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command as its user meets it. */
class BenchTest {
  @TempDir private Path folder;

  private record Answer(int exit, String out, String err) {}

  /** Bad usage: exit 2, one sentence on standard error that names what is wrong, nothing run. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--rounds 0            | from 1 to 99, not 0",
        "--rounds 100          | from 1 to 99, not 100",
        "--rounds many         | 'many' is not an int",
        "--rows [              | no regular expression",
        "--rows nosuchrow      | no row matches --rows 'nosuchrow'",
        "--matrix --footprint  | two different runs",
        "--matrix --svg a.svg  | --svg draws rows only",
        "--group cpu           | there is no --group 'cpu', take one of: all, locks, rcu,"
            + " allocators",
        "--group rcu --matrix  | --group picks among the rows",
        "--group rcu --rows KF | no row matches --rows 'KF'",
        "--json                | Missing required parameter",
        "--json /no/such/a.json| --json: /no/such/a.json lies in a folder that does not exist",
        "--fast                | Unknown option: '--fast'",
        "Mutex                 | Unmatched argument"
      })
  void run_badUsage_isOneSentenceAndTwo(String arguments, String expected) {
    Answer answer = run(arguments.strip().split(" +"));
    assertThat(answer.exit()).isEqualTo(2);
    assertThat(answer.out()).isEmpty();
    assertThat(answer.err().lines()).singleElement().asString().contains(expected);
  }

  /** The list names every comparison once; a pattern picks among them. */
  @Test
  void list_showsWhatWouldRun() {
    assertThat(run("--list").out().lines()).hasSize(Rows.all().size());
    assertThat(run("--list", "--rows", "^Mutex, Q.*Mutex : .*8 threads").out().lines())
        .containsExactly(
            "Mutex, QueuedSpinLock / Mutex : ReentrantLock, 8 threads",
            "Mutex, QueuedSpinLock / Mutex : synchronized, 8 threads");
    assertThat(run("--list", "--group", "rcu").out().lines()).hasSize(14);
    assertThat(run("--list", "--group", "allocators").out().lines()).hasSize(10);
    assertThat(run("--list", "--matrix").out().lines()).hasSize(MatrixRows.all().size());
  }

  /** Help goes to standard output and names every option. */
  @Test
  void help_namesTheOptions() {
    Answer answer = run("--help");
    assertThat(answer.exit()).isZero();
    assertThat(answer.out())
        .contains("--rounds", "--group", "--rows", "--quick", "--matrix", "--footprint", "--list")
        .contains("--json", "--svg", "--markdown");
  }

  /** The bytes of every type of ours, measured; the file is written. */
  @Test
  void footprint_measuresAndWrites() throws Exception {
    Path json = folder.resolve("out.json");
    Answer answer = run("--footprint", "--json", json.toString());
    assertThat(answer.err()).isEmpty();
    assertThat(answer.exit()).isZero();
    assertThat(answer.out()).containsPattern("TicketSpinLock : ReentrantLock +32 +32 +48 +holds");
    assertThat(answer.out())
        .containsPattern("PerCpu : LongAdder +\\d+ +\\d{3,}") // with its cells
        .containsPattern("PerCpuCounter : LongAdder +\\d{4,} +\\d{3,}")
        .containsPattern("PerCpuRef : AtomicLong +\\d{4,} +24")
        .containsPattern("PerCpuRwSemaphore : ReentrantReadWriteLock +\\d{4,} +120");
    assertThat(json).content().contains("\"type\" : \"Mutex\"");
    assertThat(Files.list(folder)).containsExactly(json);
  }

  private static Answer run(String... arguments) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    ByteArrayOutputStream complained = new ByteArrayOutputStream();
    try {
      System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
      System.setErr(new PrintStream(complained, true, StandardCharsets.UTF_8));
      int exit = Bench.run(arguments);
      return new Answer(
          exit, said.toString(StandardCharsets.UTF_8), complained.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }
}
