package org.kernsync.kernel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code alloc} plays traces on the real allocators; all of their memory comes back. */
class AllocCommandTest {
  private static final String TRACES = "/org/kernsync/kernel/workload/replay/";

  @TempDir private Path folder;

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("t.rep"), text);
  }

  private static String trace(String name) throws Exception {
    return Path.of(AllocCommandTest.class.getResource(TRACES + name).toURI()).toString();
  }

  @ParameterizedTest
  @ValueSource(strings = {"short.rep", "grow.rep", "mixed.rep"})
  void alloc_ownTraces_areFine(String name) throws Exception {
    String trace = trace(name);
    long operations = Files.lines(Path.of(trace)).count() - 4;
    for (int threads : name.equals("mixed.rep") ? new int[] {1, 3} : new int[] {1}) {
      Cli.Result result = Cli.run("alloc", trace, "--threads", "" + threads).assertFine();
      assertThat(result.err()).isEmpty();
      assertThat(result.out())
          .startsWith("alloc | " + trace + " | " + threads + " thread")
          .contains("operations: " + threads * operations + ", ")
          .containsPattern("peak: [1-9]\\d* bytes of payload, [1-9]\\d* bytes of memory")
          .containsPattern("order +0 +1 +2 +3 +4 +5 +6 +7 +8 +9 +10\n")
          .containsPattern("fragmentation index( +-?[01]\\.\\d{3}){11}\n")
          .containsPattern("unusable index( +[01]\\.\\d{3}){11}\n");
      assertThat(result.out().contains("left: ")).isEqualTo(name.equals("short.rep"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"steady", "random", "coalescing", "larson", "XMALLOC"})
  void alloc_generated_isFine(String kind) {
    Cli.Result result =
        Cli.run("alloc", "--generate", kind, "--ops", "30000", "--threads", "2", "--memory", "128M")
            .assertFine();
    assertThat(result.err()).isEmpty();
    assertThat(result.out()).contains("2 threads").contains("violations: none");
  }

  /** What is written besides: the report and the curve, which both tell of this trace. */
  @Test
  void alloc_outputs_areWritten() throws Exception {
    Path json = folder.resolve("out.json");
    Path svg = folder.resolve("out.svg");
    Cli.run("alloc", trace("mixed.rep"), "--json", json.toString(), "--svg", svg.toString())
        .assertFine();
    Cli.Report report = Cli.Report.read(json);
    assertThat(report.fields()).containsEntry("threads", 1L).containsEntry("leftBlocks", 0L);
    assertThat(report.list("violations")).isEmpty();
    assertThat(report.list("orders")).hasSize(11);
    assertThat(((Number) report.fields().get("utilization")).doubleValue()).isBetween(0.01, 1.0);
    assertThat(Files.readString(svg))
        .startsWith("<svg ")
        .contains("mixed.rep")
        .endsWith("</svg>\n");
  }

  /** The trace is not written over, and nothing is left where the trace is bad. */
  @Test
  void alloc_badOutputs_areRefusedBeforeThePlay() throws IOException {
    Path trace = file("0\n1\n2\n1\na 0 8\nf 0\n");
    Cli.run("alloc", trace.toString(), "--svg", trace.toString()).assertRefused("--svg names");
    Cli.run("alloc", trace.toString(), "--json", folder.resolve("no/x").toString())
        .assertRefused("lies in a folder that does not exist");
    Path svg = folder.resolve("x.svg");
    file("0\n1\n2\n1\na 0 8\n");
    Cli.run("alloc", trace.toString(), "--svg", svg.toString()).assertRefused("t.rep:5: the file");
    assertThat(svg).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "` `                      | t.rep: the file is empty; give a malloc trace",
        "0/1/2/1/a 0 8/f 0/f 0    | t.rep:7: there are more than the 2 operations",
        "0/1/3/1/a 0 8/f 0/f 0    | t.rep:7: block 0 is freed, but line 6 has freed it",
        "0/2/1/1/f 1              | t.rep:5: block 1 is freed, but was never allocated",
        "0/1/1/1/a 0 -8           | t.rep:5: the size is negative",
        "0/1/9/1/a 0 8            | t.rep:5: the file ends after 1 of the 9 operations",
        "0/1/1/1/a 0 99999999999999999999 | t.rep:5: the size is more than 4194304",
      },
      quoteCharacter = '`')
  void alloc_badTrace_isNamedWithItsLine(String text, String sentence) throws IOException {
    Cli.run("alloc", file(text.replace('/', '\n')).toString()).assertRefused(sentence);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "alloc                                | name a trace file, or one of steady, random,",
        "alloc t.rep --generate steady        | --generate takes no file",
        "alloc --generate slow                | there is no generator 'slow', choose one of steady",
        "alloc no.rep                         | no.rep: there is no such file; check the path",
        "alloc --generate steady --threads 0  | --threads 0 is not within 1 to 64",
        "alloc --generate steady --threads 65 | --threads 65 is not within 1 to 64",
        "alloc --generate steady --ops 0      | --ops 0 is not within 1 to 1000000000",
        "alloc --generate steady --memory 1M  | '1M' is no size of memory from 16M to 64G",
        "alloc --generate steady --memory 65G | '65G' is no size of memory from 16M to 64G",
        "alloc --generate steady --memory much | 'much' is no size of memory from 16M to 64G",
        "alloc --generate steady --memory 999999999999G | is no size of memory",
        "alloc a b                            | Unmatched argument at index 2: 'b'",
      })
  void alloc_badUsage_isExplained(String line, String sentence) {
    Cli.run(line.split(" +")).assertRefused(sentence);
  }

  /** A trace that needs more than there is: its line, and what to do. */
  @Test
  void alloc_tooLittleMemory_isNamedWithItsLine() throws IOException {
    StringBuilder text = new StringBuilder("0\n10\n10\n1\n");
    for (int i = 0; i < 10; i++) {
      text.append("a ").append(i).append(" 4000000\n");
    }
    Cli.run("alloc", file(text.toString()).toString(), "--memory", "16M")
        .assertRefused("t.rep:")
        .assertRefused("has no room for 4000000 more bytes")
        .assertRefused("give more with --memory");
  }
}
