package org.kernsync.benchmarks.compare;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.kernsync.benchmarks.Cores;
import org.kernsync.kernel.report.OutputException;
import org.kernsync.kernel.report.OutputFiles;
import org.kernsync.kernel.report.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Compares everything that is to be compared, and says what holds. */
@Command(
    name = "kernsync bench",
    description = {
      "Compare every type with what a Java engineer would use instead: forks of ours and of the"
          + " peer in turn, a ratio in each round. A row holds when the lower quartile of its"
          + " ratios reaches the bound.",
      "A whole run takes less than 25 minutes, since its forks are short, and leaves the allocators"
          + " out; with --group all it takes 30. With forks of full length --group locks takes less"
          + " than 25, --group rcu less than 11, --group allocators less than 8. Let nothing else"
          + " run meanwhile."
    },
    footer = {
      "",
      "Exit codes: 0 all demands hold, 2 bad usage, 3 some do not or a fork failed, 130 Ctrl-C."
    },
    sortOptions = false)
final class BenchCommand implements Callable<Integer> {
  static final int FINE = 0;
  static final int NOT_HELD = 3;

  private static final String JSON = "--json";
  private static final String SVG = "--svg";
  private static final String MARKDOWN = "--markdown";
  private static final int ROUNDS = 9;
  private static final int FEW_ROUNDS = 3;
  private static final int MOST_ROUNDS = 99;

  @Spec private CommandSpec spec;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "Rounds, 1 to 99. Default: 9; 3 with --quick and --matrix.")
  private Integer rounds;

  @Option(
      names = "--group",
      paramLabel = "GROUP",
      description =
          "Only one part of the rows: locks (locks, atomics, waits), rcu (RCU, per-CPU data) or"
              + " allocators (memory); or all. Default: locks and rcu; all with --rows and --list.")
  private String groupName;

  @Option(
      names = "--rows",
      paramLabel = "REGEX",
      description = "Only what --list shows with a match, such as 'Mutex.*8 threads'.")
  private String rows;

  @Option(names = "--quick", description = "A first look: short forks, nothing but what is judged.")
  private boolean quick;

  @Option(
      names = "--matrix",
      description =
          "In place of the rows: every lock by ReentrantLock(true) with 1 to 32 threads on one core"
              + " and on two; none may fall under half.")
  private boolean matrix;

  @Option(
      names = "--footprint",
      description = "Only the bytes of one instance, ours beside the peers'.")
  private boolean footprintOnly;

  @Option(names = "--list", description = "Show what would be measured, and measure nothing.")
  private boolean list;

  @Option(names = JSON, paramLabel = "OUT.json", description = "Write every figure as JSON.")
  private String json;

  @Option(names = SVG, paramLabel = "OUT.svg", description = "Draw the ratios as a chart.")
  private String svg;

  @Option(names = MARKDOWN, paramLabel = "OUT.md", description = "Write the tables as Markdown.")
  private String markdown;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  private boolean help;

  BenchCommand() {}

  @Override
  public Integer call() throws Exception {
    int count = roundsToRun();
    refuseWhatDoesNotGoTogether();
    List<Comparison> comparisons = chosen();
    if (list) {
      comparisons.forEach(each -> System.out.println(each.searchText()));
      return FINE;
    }
    try (OutputFiles files = new OutputFiles()) {
      files.open(JSON, json);
      files.open(SVG, svg);
      files.open(MARKDOWN, markdown);
      return tell(footprintOnly ? footprints() : measure(comparisons, count), files);
    }
  }

  private int roundsToRun() {
    int count = rounds != null ? rounds : quick || matrix ? FEW_ROUNDS : ROUNDS;
    if (count < 1 || count > MOST_ROUNDS) {
      throw usage("--rounds takes a number from 1 to " + MOST_ROUNDS + ", not " + count + ".");
    }
    return count;
  }

  private void refuseWhatDoesNotGoTogether() {
    if (matrix && footprintOnly) {
      throw usage("--matrix and --footprint are two different runs, choose one.");
    }
    if (groupName != null && (matrix || footprintOnly)) {
      throw usage("--group picks among the rows, leave it out with --matrix and --footprint.");
    }
    if (svg != null && (matrix || footprintOnly)) {
      throw usage("--svg draws rows only, leave it out with --matrix and --footprint.");
    }
  }

  private List<Comparison> chosen() {
    List<Comparison> all = matrix ? MatrixRows.all() : isUsual() ? Rows.usual() : Rows.of(group());
    if (rows == null) {
      return all;
    }
    Pattern pattern;
    try {
      pattern = Pattern.compile(rows);
    } catch (PatternSyntaxException e) {
      throw usage(
          "--rows '%s' is no regular expression: %s near index %d."
              .formatted(rows, e.getDescription().toLowerCase(), e.getIndex()));
    }
    List<Comparison> some =
        all.stream().filter(each -> pattern.matcher(each.searchText()).find()).toList();
    if (some.isEmpty()) {
      throw usage("no row matches --rows '" + rows + "', --list shows them all.");
    }
    return some;
  }

  private boolean isUsual() {
    return groupName == null && rows == null && !list;
  }

  private Rows.Group group() {
    String word = groupName == null ? Rows.Group.ALL.word() : groupName;
    return Rows.Group.named(word)
        .orElseThrow(
            () ->
                usage(
                    "there is no --group '"
                        + word
                        + "', take one of: "
                        + Rows.Group.words()
                        + "."));
  }

  private ParameterException usage(String sentence) {
    return new ParameterException(spec.commandLine(), sentence);
  }

  private Report measure(List<Comparison> chosen, int count)
      throws ForkException, InterruptedException {
    Machine machine = Machine.here();
    long begin = System.nanoTime();
    List<Comparison> comparisons = possible(chosen);
    Plan plan = matrix ? Plan.ratiosOnly(count) : quick ? Plan.judged(count) : Plan.whole(count);
    Pace pace = pace(comparisons);
    try (JmhForks forks = new JmhForks(pace)) {
      Campaign campaign = new Campaign(forks, Terminal.of(Terminal.Stream.ERR));
      campaign.run(Schedule.of(comparisons, plan), pace);
      List<String> notes = new ArrayList<>(campaign.notes());
      notes.addAll(remarks(machine, campaign.scores(), count, comparisons.size() < chosen.size()));
      boolean withLocks = rows == null && !matrix && group().hasLocks();
      List<Footprint> footprint = withLocks ? bytes(notes) : List.of();
      return new Report(
          machine,
          count,
          pace,
          matrix,
          TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin),
          forks.tokenNanos(),
          Outcome.all(comparisons, campaign.scores(), plan),
          footprint,
          notes);
    }
  }

  /** The same whatever the number of rounds: more of them are more time, not shorter forks. */
  private Pace pace(List<Comparison> comparisons) {
    if (quick) {
      return Pace.QUICK;
    }
    return matrix ? Pace.FULL : Pace.fitting(Schedule.forks(comparisons, Plan.whole(ROUNDS)));
  }

  private static List<Comparison> possible(List<Comparison> chosen) {
    return chosen.stream()
        .filter(each -> each.judged().ours().cores() <= Math.max(1, Cores.count()))
        .toList();
  }

  private List<String> remarks(Machine machine, Scores scores, int count, boolean tooFewCores) {
    List<String> remarks = new ArrayList<>();
    if (count < ROUNDS && !matrix) {
      remarks.add("Fewer than " + ROUNDS + " rounds: a verdict that may change.");
    }
    if (machine.cores() != 2 && !matrix) {
      remarks.add("The bounds are made for 2 cores, here are " + machine.cores() + ".");
    }
    if (!scores.membarrierEverywhere()) {
      remarks.add("This host has no membarrier: every fork ran with full fences.");
    }
    if (tooFewCores) {
      remarks.add(
          "This host has fewer than 2 cores to confine a process to: that half is left out.");
    }
    return remarks;
  }

  private static List<Footprint> bytes(List<String> notes) throws InterruptedException {
    try {
      return Footprint.measure();
    } catch (ForkException e) {
      notes.add(e.getMessage() + ".");
      return List.of();
    }
  }

  private static Report footprints() throws ForkException, InterruptedException {
    return new Report(
        Machine.here(), 1, Pace.FULL, false, 0, 0, List.of(), Footprint.measure(), List.of());
  }

  private static int tell(Report report, OutputFiles files) throws OutputException {
    (files.takeStandardOutput() ? System.err : System.out).print(ReportText.plain(report));
    System.out.flush();
    files.write(JSON, out -> ReportJson.write(report, out));
    files.write(SVG, out -> out.write(utf8(SvgChart.draw(report))));
    files.write(MARKDOWN, out -> out.write(utf8(ReportText.markdown(report))));
    return report.holds() ? FINE : NOT_HELD;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
