package org.kernsync.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/** What a run came to, in each of its forms. */
class ReportTest {
  private static final Report GOOD = Made.report(1.5, 2, 3);
  private static final Report BAD = Made.report(0.5, 0.6, 3);

  /** One judged ratio that misses, or one type that is too big, and the whole does not hold. */
  @Test
  void holds_onlyIfEverythingDoes() {
    assertThat(GOOD.holds()).isTrue();
    assertThat(BAD.holds()).isFalse();
    assertThat(new Footprint("ours", 40, "peer", 48, 32).holds()).isFalse();
    assertThat(ReportText.conclusion(GOOD)).isEqualTo("All 2 demands hold.");
    assertThat(ReportText.conclusion(BAD)).isEqualTo("1 of 2 demands do not hold.");
  }

  /** A verdict that does not count stands in brackets, in a line of its own, and harms nobody. */
  @Test
  void holds_withAMissThatDoesNotCount_isTrue() {
    Scores scores = new Scores();
    Cell young = Made.OURS.with("aged", "false");
    scores.put(Made.OURS, 0, Made.score(2));
    scores.put(young, 0, Made.score(1));
    scores.put(Made.PEER, 0, Made.score(1));
    Trial old = new Trial(Column.OLD, Made.OURS, List.of(Made.PEER), Target.lowerQuartile(2));
    Trial beside = new Trial(Column.YOUNG, young, List.of(Made.PEER), Target.beside(2));
    List<Outcome> outcomes =
        Outcome.all(List.of(Made.comparison(old, beside)), scores, Plan.whole(1));
    assertThat(outcomes).allMatch(outcome -> outcome.bad().isEmpty());
    assertThat(Grids.rows(outcomes).toText())
        .containsPattern("ours : peer, old lock +2 +2\\.0 +2\\.00 +2\\.00 - 2\\.00 +holds\n")
        .containsPattern(
            "ours : peer, young lock +2 +2\\.0 +1\\.00 +1\\.00 - 1\\.00 +\\(misses\\)\n");
    Report report = Made.report(outcomes);
    assertThat(report.judged()).isEqualTo(1);
    assertThat(report.holds()).isTrue();
    assertThat(SvgChart.draw(report)).contains("1.00 (misses) 2.0");
  }

  /** The table has bound, median, quartiles, verdict and both longest waits. */
  @Test
  void plain_hasALineForEachComparison() {
    assertThat(ReportText.plain(GOOD))
        .contains(
            "2 cores (amd64), Linux 6.1, JDK 25, 2026-01-02; 3 rounds, forks of 1080 ms; 2 min")
        .containsPattern("ours : peer +2 +1\\.0 +2\\.00 +1\\.75 - 2\\.50 +holds +1\\.5 ms +40 us\n")
        .contains("Note: a note")
        .doesNotContain("unpinned"); // no such column was measured
    assertThat(ReportText.plain(BAD)).contains("misses");
  }

  /** The same as Markdown: all rows have the same number of cells. */
  @Test
  void markdown_isATable() {
    List<String> table =
        ReportText.markdown(GOOD).lines().filter(line -> line.startsWith("|")).toList();
    assertThat(table)
        .contains("| ours : peer | 2 | 1.0 | 2.00 | 1.75 - 2.50 | holds | 1.5 ms | 40 us |");
    assertThat(table.subList(0, 4))
        .allMatch(line -> line.chars().filter(c -> c == '|').count() == 9);
  }

  /** The JSON has these fields, in this order, and every ratio. */
  @Test
  void json_hasItsShape() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ReportJson.write(GOOD, out);
    List<String> fields = new ArrayList<>();
    List<Double> ratios = new ArrayList<>();
    try (JsonParser json = new JsonFactory().createParser(out.toByteArray())) {
      for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
        if (token == JsonToken.FIELD_NAME) {
          fields.add(json.currentName());
        } else if (token == JsonToken.VALUE_NUMBER_FLOAT
            && "ratios".equals(json.getParsingContext().getParent().getCurrentName())) {
          ratios.add(json.getDoubleValue());
        }
      }
    }
    assertThat(ratios).containsExactly(1.5, 2.0, 3.0);
    assertThat(fields)
        .containsExactly(
            ("machine cores architecture system jdk date rounds quick forkMillis matrix seconds"
                    + " workTokenNanos holds rows row ours peers note threads longestWaitNanos ours"
                    + " peer columns column atLeast verdict counts ratios lowerQuartile median"
                    + " upperQuartile operationsPerMicrosecond ours peer footprint type bytes peer"
                    + " peerBytes atMost holds notes")
                .split(" "));
  }

  /** The chart is well-formed, names each comparison, and says in words what misses. */
  @Test
  void svg_isWellFormedAndSaysWhatMisses() throws Exception {
    assertThat(texts(GOOD)).contains("a row", "ours : peer, 2 threads", "2.00", "1/2", "1", "4");
    assertThat(texts(BAD)).contains("0.60 misses 1.0");
  }

  /** What is beyond the axis ends at it. */
  @Test
  void svg_ofRatiosBeyondTheAxis_staysInside() throws Exception {
    assertThat(texts(Made.report(1e-9, 1e-9, 1e-9))).contains("0.00 misses 1.0");
    assertThat(texts(Made.report(1e9, 1e9, 1e9))).contains("1000000000");
  }

  private static List<String> texts(Report report) throws Exception {
    byte[] svg = SvgChart.draw(report).getBytes(StandardCharsets.UTF_8);
    Document document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(svg));
    NodeList nodes = document.getElementsByTagName("text");
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      texts.add(nodes.item(i).getTextContent());
    }
    return texts;
  }

  /**
   * The matrix has locks down and threads across, marks what is too low, and leaves out the rest.
   */
  @Test
  void matrix_marksWhatIsTooLow() {
    List<Comparison> cells =
        MatrixRows.all().stream()
            .filter(cell -> cell.row().equals("one core") && cell.ours().equals("Mutex"))
            .filter(cell -> cell.threads() <= 2)
            .toList();
    Scores scores = new Scores();
    for (Comparison cell : cells) {
      scores.put(cell.judged().ours(), 0, Made.score(cell.threads() == 2 ? 0.49 : 0.5));
      scores.put(cell.judged().peers().get(0), 0, Made.score(1));
    }
    assertThat(Grids.matrix(Outcome.all(cells, scores, Plan.ratiosOnly(1))).toText())
        .isEqualTo(
            """
            ours : ReentrantLock-fair  1 thread  2 threads
            one core
            Mutex                          0.50     0.49 !
            """);
  }

  /** Figures are as long as they are good for. */
  @Test
  void figures_haveTwoOrThreeDigits() {
    assertThat(List.of(0.974, 1.25, 9.999, 12.54, 190.2))
        .extracting(Figures::ratio)
        .containsExactly("0.97", "1.25", "10.0", "12.5", "190");
    assertThat(List.of(7L, 1_500L, 40_000L, 9_960_000L, 2_100_000_000L))
        .extracting(Figures::duration)
        .containsExactly("7 ns", "1.5 us", "40 us", "10 ms", "2.1 s");
  }

  /** Of a system's release only what is public. */
  @Test
  void machine_release_isCutToTwoNumbers() {
    assertThat(Machine.release("6.18.5-somebodys-build")).isEqualTo("6.18");
    assertThat(Machine.release("10.0")).isEqualTo("10.0");
  }
}
