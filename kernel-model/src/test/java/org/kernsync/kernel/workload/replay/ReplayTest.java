package org.kernsync.kernel.workload.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kernsync.kernel.trace.JsonTree;
import org.kernsync.kernel.workload.replay.ToyMemory.Fault;
import org.w3c.dom.Document;

/** Replays on an allocator of the test's own, which is right, or wrong in a known way. */
class ReplayTest {
  private static final long MEMORY = 32 << 20;

  static AllocationTrace trace(String name) {
    try {
      return TraceParser.parse(Path.of(ReplayTest.class.getResource(name).toURI()));
    } catch (URISyntaxException | ReplayException e) {
      throw new AssertionError(e);
    }
  }

  private static Script script(String... lines) throws ReplayException {
    return new TraceScript(TraceParser.parse("t.rep", List.of(lines)));
  }

  private static ReplayReport play(Script script, int threads, Fault fault)
      throws ReplayException, InterruptedException {
    return replay(script, threads, 7, MEMORY, fault).run();
  }

  private static Replay replay(Script script, int threads, long seed, long memory, Fault fault) {
    return new Replay(script, threads, seed, () -> new ToyMemory(memory, fault), 1);
  }

  /** Numbers of a trace so small that they can be worked out by hand. */
  @Test
  void run_smallTrace_countsAndPeaksAreExact() throws Exception {
    ReplayReport report =
        play(
            script("0", "3", "6", "1", "a 0 100", "a 1 5000", "f 0", "r 1 50", "a 2 10", "f 1"),
            1,
            Fault.NONE);
    assertThat(report.operations()).isEqualTo(6);
    assertThat(report.peakPayload()).isEqualTo(5_100);
    assertThat(report.peakMemory()).isEqualTo(3 * ToyMemory.PAGE);
    assertThat(report.utilization()).isEqualTo(5_100.0 / (3 * ToyMemory.PAGE));
    assertThat(report.freeAtPeak()).containsExactly(3, 2, 1);
    assertThat(report.leftBlocks()).isOne();
    assertThat(report.leftBytes()).isEqualTo(10);
    assertThat(report.violations()).isEmpty();
    assertThat(report.pace().perSecond()).isPositive();
    assertThat(report.points())
        .extracting(Curve.Point::payload)
        .containsExactly(100L, 5_100L, 5_000L, 50L, 60L, 10L);
  }

  /** Our own traces, by one thread and by three at once, each with its own blocks. */
  @ParameterizedTest
  @ValueSource(strings = {"short.rep", "grow.rep", "mixed.rep"})
  void run_ownTraces_areClean(String name) throws Exception {
    for (int threads : new int[] {1, 3}) {
      AllocationTrace trace = trace(name);
      ReplayReport report = play(new TraceScript(trace), threads, Fault.NONE);
      assertThat(report.violations()).isEmpty();
      assertThat(report.operations()).isEqualTo((long) threads * trace.length());
      assertThat(report.leftBlocks()).isEqualTo(name.equals("short.rep") ? threads : 0);
      assertThat(report.peakPayload()).isPositive();
      assertThat(report.peakMemory()).isPositive();
      assertThat(report.utilization()).isBetween(0.001, 1.0);
      if (threads == 1) { // else the two are not seen at the same time
        assertThat(report.peakPayload()).isLessThanOrEqualTo(report.peakMemory());
      }
      assertThat(report.threads()).isEqualTo(threads);
    }
  }

  /** Each generator does about as much as it was asked for, and is clean. */
  @ParameterizedTest
  @EnumSource
  void run_generators_areCleanAndAsLongAsAsked(Generators kind) throws Exception {
    long slack = kind == Generators.XMALLOC ? 64 * 200 : 2; // batches that came in
    for (int threads : new int[] {1, 2}) {
      ReplayReport report = play(kind.script(3_000), threads, Fault.NONE);
      assertThat(report.violations()).isEmpty();
      assertThat(report.operations()).isBetween(threads * 3_000L, threads * (3_000 + slack));
      assertThat(report.source()).isEqualTo(kind.label());
      assertThat(report.peakMemory()).isPositive();
    }
  }

  /** What belongs together in Larson's and xmalloc's programs: blocks are freed by others. */
  @ParameterizedTest
  @EnumSource(names = {"LARSON", "XMALLOC"})
  void sharedGenerators_threads_freeEachOthersBlocks(Generators kind) throws Exception {
    Stage stage = new Stage(new ToyMemory(MEMORY, Fault.NONE), 2, 7, 1);
    Script.Part part = kind.script(5_000).part(stage);
    part.play(stage.lanes().get(0)); // one after the other: what the first leaves, ...
    long left = stage.lanes().get(0).payload();
    assertThat(left).isPositive();
    part.play(stage.lanes().get(1));
    assertThat(stage.lanes().get(1).operations()).isGreaterThanOrEqualTo(5_000);
    stage.clear();
    assertThat(stage.violations()).isEmpty();
    assertThat(kind.isShared()).isTrue();
    ReplayReport report = play(kind.script(20_000), 2, Fault.NONE);
    assertThat(report.violations()).isEmpty();
  }

  /** The same seed gives the same play, another seed another. */
  @Test
  void run_seed_decidesThePlay() throws Exception {
    Script script = Generators.RANDOM.script(2_000);
    List<Long> peaks =
        List.of(seeded(script, 1), seeded(script, 1), seeded(script, 2), seeded(script, 3));
    assertThat(peaks.get(0)).isEqualTo(peaks.get(1));
    assertThat(peaks).as("%s", peaks).satisfies(all -> assertThat(new HashSet<>(all)).hasSize(3));
  }

  private static long seeded(Script script, long seed) throws Exception {
    return replay(script, 1, seed, MEMORY, Fault.NONE).run().peakPayload();
  }

  /** A block that two have is found by what is written in it. */
  @Test
  void run_overlappingBlocks_areFound() throws Exception {
    ReplayReport report = play(new TraceScript(trace("mixed.rep")), 1, Fault.OVERLAP);
    assertThat(report.violations())
        .isNotEmpty()
        .first()
        .asString()
        .contains("does not hold at offset 0 what was written there when it is");
  }

  /** So is a block that lost some of its content when it was resized. */
  @Test
  void run_resizedBlockThatLostItsEnd_isFound() throws Exception {
    ReplayReport report = play(new TraceScript(trace("grow.rep")), 1, Fault.LOST_PREFIX);
    assertThat(report.violations()).isNotEmpty().allMatch(one -> one.endsWith("resized"));
  }

  /** What the allocator finds wrong in itself is told, once for each allocator that was used. */
  @Test
  void run_leak_isTold() throws Exception {
    ReplayReport report = play(new TraceScript(trace("short.rep")), 1, Fault.LEAK);
    assertThat(report.violations())
        .containsExactly("1 block is kept for nobody", "1 block is kept for nobody");
  }

  /** Where the memory does not suffice, the line is named. */
  @Test
  void run_memoryUsedUp_isNamedWithItsLine() throws Exception {
    Script large =
        script(
            "0 9 9 1",
            "a 0 4194304",
            "a 1 4000000",
            "a 2 1",
            "f 0",
            "f 1",
            "f 2",
            "a 3 1",
            "f 3",
            "a 4 4194304");
    assertThatThrownBy(() -> replay(large, 1, 1, 6 << 20, Fault.NONE).run())
        .isInstanceOf(ReplayException.class)
        .hasMessage(
            "t.rep:3: the memory of 6 MiB has no room for 4000000 more bytes, after 1 operations;"
                + " give more with --memory");
    assertThatThrownBy(
            () -> replay(Generators.STEADY.script(100_000), 2, 1, 64 << 10, Fault.NONE).run())
        .isInstanceOf(ReplayException.class)
        .hasMessageContaining("has no room for")
        .hasMessageEndingWith("; give more with --memory");
  }

  /** Every length of a block is filled and looked at up to its last word. */
  @Test
  void stamp_anyWordChanged_isSeenAtTheEnds() {
    ToyMemory memory = new ToyMemory(1 << 20, Fault.NONE);
    for (int size : new int[] {1, 8, 9, 16, 511, 512, 520, 521, 4_095, 4_096, 100_000}) {
      long block = memory.allocate(size);
      Stamp.write(memory, block, size, 42);
      assertThat(Stamp.firstWrong(memory, block, size, size, 42)).isNegative();
      int last = Math.max(1, size / 8) * 8 - 8;
      for (int offset : new int[] {0, last}) {
        long was = memory.read(block + offset);
        memory.write(block + offset, was + 1);
        assertThat(Stamp.firstWrong(memory, block, size, size, 42)).isEqualTo(offset);
        memory.write(block + offset, was);
      }
      memory.write(block + last, 0);
      assertThat(Stamp.firstWrong(memory, block, size, last, 42))
          .as("what is cut off does not matter")
          .isEqualTo(size < 16 ? 0 : -1);
    }
  }

  /** The chart is well formed whatever the script is called, and has both curves. */
  @Test
  void chart_anyName_isWellFormed() throws Exception {
    ReplayReport plain = play(new TraceScript(trace("mixed.rep")), 1, Fault.NONE);
    Script named =
        new TraceScript(
            TraceParser.parse("a<b>&'\"\u0001\ud800.rep", List.of("0 1 2 1", "a 0 9", "f 0")));
    for (ReplayReport report : List.of(plain, play(named, 1, Fault.NONE))) {
      Document chart =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(
                  new ByteArrayInputStream(
                      MemoryChart.draw(report).getBytes(StandardCharsets.UTF_8)));
      assertThat(chart.getDocumentElement().getTagName()).isEqualTo("svg");
      assertThat(chart.getElementsByTagName("polyline").getLength()).isEqualTo(2);
      String[] points =
          chart
              .getElementsByTagName("polyline")
              .item(0)
              .getAttributes()
              .getNamedItem("points")
              .getNodeValue()
              .split(" ");
      assertThat(points.length).isEqualTo(report.points().size()).isGreaterThan(1);
      for (String point : points) {
        String[] xy = point.split(",");
        assertThat(Double.parseDouble(xy[0])).isBetween(90.0, 930.0);
        assertThat(Double.parseDouble(xy[1])).isBetween(80.0, 350.0);
      }
    }
  }

  /** Text and JSON say what the report says. */
  @Test
  void tableAndJson_ofAReport_tellItAll() throws Exception {
    ReplayReport report = play(script("0", "1", "2", "1", "a 0 4000", "r 0 8000"), 1, Fault.LEAK);
    assertThat(ReplayTable.render(report))
        .startsWith("alloc | t.rep | 1 thread | 32 MiB\noperations: 2, ")
        .contains(
            "peak: 8000 bytes of payload, 8192 bytes of memory, utilization 97.7 %\n",
            "  order                      0       1       2\n",
            "  fragmentation index   -1.000  -1.000  -1.000\n",
            "  unusable index         0.000   0.272   0.636\n",
            "left: 1 blocks of 8000 bytes were not freed by the script, but after it\n",
            "violations: see below\n");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ReplayJson.write(report, out);
    Map<String, Object> json = JsonTree.object(out.toByteArray());
    assertThat(json)
        .containsEntry("source", "t.rep")
        .containsEntry("operations", 2L)
        .containsEntry("peakPayloadBytes", 8_000L)
        .containsEntry("peakMemoryBytes", 8_192L)
        .containsEntry("leftBlocks", 1L);
    assertThat((List<?>) json.get("violations")).hasSize(2);
    assertThat(JsonTree.asObjects(json.get("orders")))
        .hasSize(3)
        .first()
        .satisfies(
            order ->
                assertThat(order)
                    .containsEntry("order", 0L)
                    .containsEntry("freeBlocks", 3L)
                    .containsEntry("fragmentationIndex", -1_000L));
  }
}
