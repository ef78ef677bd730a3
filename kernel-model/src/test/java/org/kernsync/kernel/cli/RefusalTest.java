package org.kernsync.kernel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each kind of bad input is refused with exit code 2 and one sentence, before anything has run. */
class RefusalTest {
  private static final String GOOD = "{\"tasks\":{\"t\":{\"loop\":1,\"run\":1}}}";

  @TempDir private Path folder;

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("w.json"), text);
  }

  private Cli.Result run(String text, String... options) throws IOException {
    Path file = file(text);
    String[] args =
        Stream.concat(Stream.of("run", file.toString()), Stream.of(options)).toArray(String[]::new);
    return Cli.run(args);
  }

  @Test
  void run_noSuchFile_isNamed() {
    Path file = folder.resolve("no.json");
    Cli.run("run", file.toString()).assertRefused(file + ": there is no such file; check the path");
  }

  /** An output that is the workload itself, also through a link: nothing is written over it. */
  @ParameterizedTest
  @ValueSource(strings = {"--json", "--trace", "--ftrace"})
  void run_outputIsTheWorkload_isRefused(String option) throws IOException {
    Path file = file(GOOD);
    Path link = Files.createSymbolicLink(folder.resolve("link.json"), file);
    for (Path output : List.of(file, link)) {
      Cli.run("run", file.toString(), option, output.toString())
          .assertRefused(option + " names " + output + ", which is the workload itself");
      assertThat(Files.readString(file)).isEqualTo(GOOD);
    }
  }

  @Test
  void run_directory_isNamed() {
    Cli.run("run", folder.toString()).assertRefused(folder + ": this is a directory");
  }

  @Test
  void run_oddFileNames_areNamed() {
    Cli.run("run", "").assertRefused("the name of the workload file is empty");
    Cli.run("run", "a\0b").assertRefused("is no file name");
    Cli.run("run", "\u001b[31m\nred").assertRefused("there is no such file");
  }

  /** A name that begins with an at sign is a name, not a file of arguments. */
  @Test
  void run_atSign_isPartOfTheName() throws IOException {
    String name = "@" + Files.writeString(folder.resolve("arguments"), "--help");
    Cli.run("run", name).assertRefused(name + ": there is no such file");
  }

  @Test
  void run_binaryFile_isNamed() throws IOException {
    Path file = folder.resolve("w.json");
    Files.write(file, new byte[] {(byte) 0xca, (byte) 0xfe, (byte) 0xba, (byte) 0xbe, 0, 1});
    Cli.run("run", file.toString()).assertRefused(file + ": this is not UTF-8 text");
    Files.write(file, new byte[] {'{', 0, '}'});
    Cli.run("run", file.toString()).assertRefused(file + ": this is not text");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "` `                                      | the file is empty",
        "{\"tasks\":{\"t\":{\"run\":1}           | w.json:1:",
        "{\"tasks\":{\"t\":{\"run\":\"soon\"}}}  | w.json:1:",
        "{\"tasks\":{\"t\":{\"run\":-1}}}        | key \"run\" holds -1",
        "{\"tasks\":{\"t\":{\"run\":1e99}}}      | key \"run\" holds 1e99",
        "{\"tasks\":{\"t\":{\"juggle\":1}}}      | juggle",
        "{\"tasks\":{\"t\":{\"unlock\":\"m\"}}}  | unlock",
        "{\"tasks\":{\"t\":{\"lock\":\"m\",\"wait\":{\"ref\":\"c\"}}}} | \"mutex\"",
        "{\"tasks\":{}}                          | there are no tasks",
        "{\"tasks\":{\"t\":{\"instance\":0,\"run\":1}}} | no task",
        "{\"global\":{\"duration\":0},\"tasks\":{\"t\":{\"run\":1}}} | duration",
      })
  void run_badWorkload_isNamedWithItsPlace(String text, String fragment) throws IOException {
    run(text).assertRefused(fragment).assertRefused(folder.resolve("w.json").toString());
  }

  @Test
  void run_cpuBeyondTheOption_isNamedWithTheNumberItTakes() throws IOException {
    run("{\"tasks\":{\"t\":{\"cpus\":[3],\"run\":1}}}", "--cpus", "2")
        .assertRefused("task \"t\" asks for CPU 3, but there are 2; run it with --cpus 4 or more");
  }

  @Test
  void run_cpuBeyondTheModel_isNamed() throws IOException {
    run("{\"tasks\":{\"t\":{\"cpus\":[64],\"run\":1}}}").assertRefused("64");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--cpus     | 0           | 0 CPUs are not possible: choose 1 to 64 with --cpus",
        "--cpus     | 1000        | 1000 CPUs are not possible: choose 1 to 64 with --cpus",
        "--cpus     | -3          | -3 CPUs are not possible",
        "--cpus     | 9999999999  | '9999999999' is not an int",
        "--cpus     | many        | 'many' is not an int",
        "--duration | 0           | '0' is no number of seconds",
        "--duration | -1          | '-1' is no number of seconds",
        "--duration | NaN         | 'NaN' is no number of seconds",
        "--duration | Infinity    | 'Infinity' is no number of seconds",
        "--duration | 1e30        | '1e30' is no number of seconds",
        "--duration | 1e999999999 | '1e999999999' is no number of seconds",
        "--duration | 1e-99       | '1e-99' is no number of seconds",
        "--duration | 1,5         | '1,5' is no number of seconds",
        "--duration | ten         | 'ten' is no number of seconds",
        "--hz       | 9           | 9 ticks per second are not possible: choose 10 to 10000",
        "--hz       | 10001       | 10001 ticks per second are not possible",
        "--profile  | linux-2.4   | no profile 'linux-2.4', choose one of linux-5.4",
        "--suspend  | maybe       | 'maybe' is none of auto, group, self",
      })
  void run_badOption_isNamed(String option, String value, String sentence) throws IOException {
    run(GOOD, option, value).assertRefused(sentence);
    Cli.run("demo", option, value).assertRefused(sentence);
  }

  @Test
  void run_outputThatCannotBeWritten_isNamedBeforeTheRun() throws IOException {
    for (String option : List.of("--json", "--trace", "--ftrace")) {
      run(GOOD, option, folder.toString())
          .assertRefused(option + ": " + folder + " is a directory");
      String lost = folder.resolve("no").resolve("out").toString();
      run(GOOD, option, lost).assertRefused(lost + " lies in a folder that does not exist");
      run(GOOD, option, "").assertRefused(option + " needs the name of a file");
    }
    String same = folder.resolve("out").toString();
    run(GOOD, "--json", same, "--trace", same).assertRefused("--json and --trace both name");
    assertThat(folder).isDirectoryNotContaining("glob:**out*");
  }

  /** The folder of {@code --proc} must be one of its own: nothing of the user's is replaced. */
  @Test
  void run_procFolderThatCannotBeIts_isNamedBeforeTheRun() throws IOException {
    run(GOOD, "--proc", file(GOOD).toString()).assertRefused("w.json is no folder");
    run(GOOD, "--proc", "").assertRefused("--proc needs the name of a folder");
    run(GOOD, "--proc", folder.resolve("no").resolve("proc").toString())
        .assertRefused("lies in a folder that does not exist");
    run(GOOD, "--proc", folder.toString())
        .assertRefused("--proc: " + folder + " holds other files, w.json first");
    Path own = Files.createDirectory(folder.resolve("own"));
    Path workload = Files.writeString(own.resolve("stat"), GOOD);
    Cli.run("run", workload.toString(), "--proc", own.toString())
        .assertRefused("holds the workload itself, " + workload);
    Path link = Files.createSymbolicLink(folder.resolve("w2.json"), workload);
    Cli.run("run", link.toString(), "--proc", own.toString())
        .assertRefused("holds the workload itself, " + link);
    assertThat(Files.readString(workload)).isEqualTo(GOOD);
    Path other = folder.resolve("other");
    run(GOOD, "--proc", Files.createDirectory(other).toString(), "--json", other + "/stat")
        .assertRefused("would hold another output, " + other.resolve("stat"));
    assertThat(other).isEmptyDirectory();
    run("{", "--proc", folder.resolve("fresh").toString()).assertRefused("w.json:1:");
    assertThat(folder.resolve("fresh")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "-                     | name a command: demo, run FILE, proc NAME, hackbench, scenario,"
            + " alloc, bench, torture or stress; see 'kernsync --help'",
        "dance                 | there is no command 'dance', name demo, run FILE, proc NAME,"
            + " hackbench, scenario, alloc, bench, torture or stress",
        "run                   | Missing required parameter: 'FILE'; see 'kernsync run --help'",
        "run a b               | Unmatched argument at index 2: 'b'",
        "proc                  | Missing required parameter: 'NAME'; see 'kernsync proc --help'",
        "proc cpuinfo          | there is no 'cpuinfo' in the model's /proc; name buddyinfo,"
            + " interrupts, loadavg, meminfo, schedstat, slabinfo, softirqs, stat, vmstat,"
            + " zoneinfo, PID/stat or TASK/stat",
        "proc stat no.json     | no.json: there is no such file",
        "proc stat a b         | Unmatched argument at index 3: 'b'",
        "demo extra            | Unmatched argument at index 1: 'extra'",
        "demo --nonsense       | Unknown option: '--nonsense'; see 'kernsync demo --help'",
        "demo --json           | Missing required parameter for option '--json'",
        "demo --cpus 1 --cpus 2 | should be specified only once",
      })
  void anyCommand_badUsage_isExplainedInOneSentence(String line, String sentence) {
    Cli.run(line == null ? new String[0] : line.split(" ")).assertRefused(sentence);
  }
}
