package org.kernsync.kernel.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * rt-app's own published workloads are read as their authors meant them. They lie beside the
 * project, in {@code ../shared/data/rtapp} from its root; without them these tests cannot run.
 */
class PublishedWorkloadsTest {
  private static Path folder;

  @BeforeAll
  static void find() {
    Optional<Path> found =
        Stream.iterate(Path.of("").toAbsolutePath(), path -> path != null, Path::getParent)
            .map(path -> path.resolveSibling("shared").resolve("data").resolve("rtapp"))
            .filter(Files::isDirectory)
            .findFirst();
    assumeTrue(found.isPresent(), "no published workloads beside the project");
    folder = found.get();
  }

  @ParameterizedTest
  @CsvSource({
    "example1,        1, 1,  2, 2, -1",
    "example2,        1, 1,  2, 2, -1",
    "example3,        1, 12, 4, -1, -1",
    "example4,        2, 2,  6, -1, -1",
    "example5,        2, 2,  17, -1, 1",
    "example6,        1, 1,  4, 2, -1",
    "example7,        2, 2,  15, 5, -1",
    "example8,        1, 1,  3, 2, 2",
    "example9,        3, 2,  10, 2, -1",
    "example10,       1, 1,  2, 2, -1",
    "example11,       1, 1,  6, 2, -1",
    "mp3-short,       5, 5,  24, 6, 0",
    "spreading-tasks, 2, 2,  12, 60, -1",
    "template,        1, 1,  3, 6, -1",
  })
  void parse_publishedFile_hasItsShape(
      String name, int tasks, int threads, int events, int seconds, int highestCpu)
      throws WorkloadException {
    Workload workload = read(name);
    assertThat(workload.tasks()).hasSize(tasks);
    assertThat(workload.threads()).isEqualTo(threads);
    assertThat(count(workload).values().stream().mapToInt(Integer::intValue).sum())
        .isEqualTo(events);
    assertThat(workload.global().durationNanos())
        .isEqualTo(seconds < 0 ? GlobalSettings.ENDLESS : seconds * 1_000_000_000L);
    assertThat(workload.highestCpu()).isEqualTo(highestCpu);
  }

  @Test
  void parse_folder_holdsFourteenFilesAndAllAreRead() throws Exception {
    int read = 0;
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".json")).toList()) {
        assertThat(RtAppParser.parse(file, SuspendRule.AUTO).tasks()).isNotEmpty();
        read++;
      }
    }
    assertThat(read).isEqualTo(14);
  }

  @Test
  void parse_example5_keepsDuplicateKeysInOrder() throws WorkloadException {
    Workload workload = read("example5");
    assertThat(count(workload))
        .isEqualTo(
            Map.of(
                "Sleep", 1, "Lock", 2, "Run", 6, "Signal", 1, "Unlock", 2, "Resume", 1, "Timer", 1,
                "Wait", 1, "Suspend", 2));
    TaskSpec first = workload.tasks().get(0);
    assertThat(first.phases().get(1).loop()).isEqualTo(8);
    assertThat(first.phases().get(1).events())
        .extracting(event -> event.getClass().getSimpleName())
        .containsExactly("Lock", "Run", "Signal", "Run", "Unlock", "Run", "Resume", "Timer");
    assertThat(first.properties().priority()).hasValue(-19);
    assertThat(workload.notes()).isEmpty();
  }

  @Test
  void parse_mp3_readsTheAudioChain() throws WorkloadException {
    Workload workload = read("mp3-short");
    assertThat(workload.tasks())
        .extracting(TaskSpec::name)
        .containsExactly("AudioTick", "AudioOut", "AudioTrack", "mp3.decoder", "OMXCall");
    assertThat(count(workload))
        .isEqualTo(
            Map.of(
                "Lock", 3, "Resume", 3, "Run", 6, "Signal", 2, "Suspend", 3, "Timer", 2, "Unlock",
                3, "Wait", 2));
    assertThat(workload.notes())
        .containsExactly("line 64: global key \"frag\" is unknown and not used");
  }

  @Test
  void parse_example7_countsBarrierUsers() throws WorkloadException {
    assertThat(read("example7").barrierUsers())
        .isEqualTo(Map.of("FIRST", 2, "SECOND", 2, "THIRD", 2));
  }

  @Test
  void parse_example9_keepsTheTaskThatOnlyForks() throws WorkloadException {
    Workload workload = read("example9");
    assertThat(workload.tasks()).extracting(TaskSpec::instances).containsExactly(1, 0, 1);
    assertThat(count(workload)).containsEntry("Fork", 2);
  }

  private static Workload read(String name) throws WorkloadException {
    return RtAppParser.parse(folder.resolve(name + ".json"), SuspendRule.AUTO);
  }

  private static Map<String, Integer> count(Workload workload) {
    Map<String, Integer> counts = new TreeMap<>();
    Rewriting.visit(
        workload.tasks(),
        (task, event) -> counts.merge(event.getClass().getSimpleName(), 1, Integer::sum));
    return counts;
  }
}
