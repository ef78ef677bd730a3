package org.kernsync.kernel.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LiveViewTest {
  private static final List<CpuSnapshot> CPUS =
      List.of(
          new CpuSnapshot(0, "user", "thread0", 101, 3, 0.974, 12_345),
          new CpuSnapshot(1, "idle", "swapper/1", 0, 0, Double.NaN, 7));

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

  private String printed() {
    String text = bytes.toString(StandardCharsets.UTF_8);
    bytes.reset();
    return text.replace(System.lineSeparator(), "\n");
  }

  /** A frame as it stands on the screen. */
  @Test
  void render_frame_isGolden() {
    assertThat(LiveView.render("example5.json  3.20 s of 6.00 s", CPUS, 100, 24))
        .isEqualTo(
            """
            example5.json  3.20 s of 6.00 s

            CPU  BUSY                        MODE  TASK     PID  QUEUE  SWITCHES
              0   97%  ###################.  user  thread0  101      3     12345
              1    0%  ....................  idle  -          -      0         7
            """);
  }

  /** What does not fit is counted, so that the frame never scrolls. */
  @Test
  void render_moreCpusThanLines_countsTheRest() {
    List<CpuSnapshot> many =
        IntStream.range(0, 64)
            .mapToObj(i -> new CpuSnapshot(i, "user", "t" + i, i + 1, 1, 2.0, i))
            .toList();
    String frame = LiveView.render("h", many, 80, 24);
    assertThat(frame.lines()).hasSize(24).last().isEqualTo("… and 44 more CPUs");
    assertThat(frame).contains("100%");
    assertThat(LiveView.render("h", many, 80, 67).lines())
        .hasSize(67)
        .last()
        .asString()
        .contains("t63");
    assertThat(LiveView.render("h", many, 40, 24).lines()).allMatch(line -> line.length() <= 40);
  }

  /** On a terminal a frame replaces the last one. */
  @Test
  void frame_onTerminal_rewrites() {
    Terminal terminal = new Terminal(out, true, 80, 24);
    terminal.frame("a\nb\n");
    assertThat(printed()).isEqualTo("\033[?25l\033[2J\033[Ha\033[K\nb\033[K\n\033[J");
    terminal.frame("c\n");
    assertThat(printed()).isEqualTo("\033[Hc\033[K\n\033[J");
    terminal.finish();
    assertThat(printed()).isEqualTo("\033[?25h");
    terminal.finish();
    assertThat(printed()).isEmpty();
  }

  /** Anywhere else there is not one escape sequence. */
  @Test
  void frame_intoFile_isPlain() {
    Terminal terminal = new Terminal(out, false, 80, 24);
    terminal.frame("a\n");
    terminal.line("b");
    terminal.finish();
    assertThat(printed()).isEqualTo("a\nb\n");
    assertThat(terminal.height()).isEqualTo(Integer.MAX_VALUE);
  }

  /** The tests' standard streams are redirected to the build, so that they are no terminal. */
  @Test
  void progress_intoFile_isALineEveryTwoSeconds() {
    ProgressLine progress = new ProgressLine(new Terminal(out, false, 80, 24));
    for (long millis = 0; millis <= 6_500; millis += 100) {
      progress.update(millis * 1_000_000, 10_000_000_000L, 2, 1, millis);
    }
    progress.finish();
    assertThat(printed())
        .isEqualTo(
            """
            [####................] 2.00 s of 10.00 s | 2 running, 1 blocked | 2,000 switches
            [########............] 4.00 s of 10.00 s | 2 running, 1 blocked | 4,000 switches
            [############........] 6.00 s of 10.00 s | 2 running, 1 blocked | 6,000 switches
            """);
  }

  /** On a terminal the line is rewritten in place and cut before it wraps. */
  @Test
  void progress_onTerminal_rewritesInPlace() {
    ProgressLine progress = new ProgressLine(new Terminal(out, true, 40, 24));
    progress.update(1_000_000_000, 0, 2, 1, 5);
    assertThat(printed()).isEqualTo("\r1.00 s | 2 running, 1 blocked | 5 swit…\033[K");
    progress.update(1_100_000_000, 0, 2, 1, 6);
    assertThat(printed()).startsWith("\r1.10 s");
    progress.finish();
    assertThat(printed()).isEqualTo("\n");
  }

  /** A run that takes longer than planned fills the bar and no more. */
  @Test
  void text_overdue_fillsTheBar() {
    assertThat(ProgressLine.text(12_000_000_000L, 10_000_000_000L, 0, 0, 0))
        .startsWith("[####################] 12.00 s of 10.00 s");
  }
}
