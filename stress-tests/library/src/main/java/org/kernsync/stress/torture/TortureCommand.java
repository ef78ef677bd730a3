package org.kernsync.stress.torture;

import java.time.Duration;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./kernsync torture}: one run, one line of summary. */
@Command(
    name = "kernsync torture",
    description = {
      "Torture a type of the library: many threads, random delays, oracles that need no theory."
          + " Progress goes to standard error, the summary to standard output."
    },
    footer = {
      "",
      "Exit codes: 0 green, 2 bad usage, 3 red, 42 a thread waits without end, 130 Ctrl-C. With"
          + " --busted 3 or 42: the twin was found, or was not."
    },
    sortOptions = false)
final class TortureCommand implements Callable<Integer> {
  private static final int GREEN = 0;
  private static final int SECONDS = 10;
  private static final int MOST_SECONDS_TO_GOAL = 600;
  private static final int MOST_SECONDS = 7 * 24 * 60 * 60;
  private static final int MOST_THREADS = 10_000;

  @Spec private CommandSpec spec;

  @Option(names = "--type", paramLabel = "T", description = "What to torture, see --list.")
  private String typeName;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      description = {
        "For how long. Default: " + SECONDS + ".",
        "With --reads, --grace-periods, --acquisitions, --interrupts or --timeouts at most so long:"
            + " "
            + MOST_SECONDS_TO_GOAL
            + "."
      })
  private Integer seconds;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "8",
      description =
          "How many readers, or how many want locks; others come on top. Default:"
              + " ${DEFAULT-VALUE}.")
  private int threads;

  @Option(
      names = "--seed",
      paramLabel = "X",
      description = "Repeats the random decisions of a run; the summary shows it.")
  private Long seed;

  @Option(
      names = "--flood",
      paramLabel = "N",
      defaultValue = "1000000",
      description = "How many callbacks to flood with, while there is time. Default: 10^6.")
  private int flood;

  @Option(
      names = "--reads",
      paramLabel = "N",
      defaultValue = "0",
      description = "Ends at so many read sections, and is red without them.")
  private long reads;

  @Option(
      names = "--grace-periods",
      paramLabel = "N",
      defaultValue = "0",
      description = "Ends at so many grace periods, and is red without them.")
  private long gracePeriods;

  @Option(
      names = "--burst",
      paramLabel = "N",
      defaultValue = "0",
      description = "Readers add so many short sections to each of the usual kind.")
  private int burst;

  @Option(
      names = "--inside",
      paramLabel = "P",
      defaultValue = "0",
      description = "Readers sleep in sections for P percent of their time; red if less.")
  private int inside;

  @Option(
      names = "--acquisitions",
      paramLabel = "N",
      defaultValue = "0",
      description = "Locks: ends at so many acquisitions, and is red without them.")
  private long acquisitions;

  @Option(
      names = "--interrupts",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Locks: ends at so many waits that an interrupt ended, and is red without them.")
  private long interrupts;

  @Option(
      names = "--timeouts",
      paramLabel = "N",
      defaultValue = "0",
      description = "Locks: ends at so many waits that timed out, and is red without them.")
  private long timeouts;

  @Option(
      names = "--stall-millis",
      paramLabel = "N",
      defaultValue = "60000",
      description = "Locks: a thread that waits longer is stuck. Default: ${DEFAULT-VALUE}.")
  private long stallMillis;

  @Option(
      names = "--heap-growth",
      paramLabel = "MB",
      defaultValue = "32",
      description = {
        "Red if so much more memory is in use at later quarters of the run than at the first.",
        "0: not looked at. Default: ${DEFAULT-VALUE}."
      })
  private int heapGrowth;

  @Option(
      names = "--busted",
      paramLabel = "MODE",
      description = "In place of the type a broken twin, which must be found; see --list.")
  private String busted;

  @Option(names = "--list", description = "Show types and broken twins, and torture nothing.")
  private boolean list;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  private boolean help;

  TortureCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    if (list) {
      TortureType.all().forEach(TortureCommand::show);
      return GREEN;
    }
    TortureType type = type();
    TortureSettings settings = settings();
    Duration length = length(settings.goals());
    TortureRun run = new TortureRun(type, settings, busted);
    Verdict verdict = run.run(length, System.err::println);
    verdict.failures().stream().limit(3).forEach(each -> System.err.println("torture: " + each));
    System.out.println(verdict.summary());
    if (busted != null) {
      tellAboutTwin(verdict);
    }
    return verdict.isStalled()
        ? Main.STALLED
        : verdict.isRed() || busted != null ? Main.RED : GREEN;
  }

  private void tellAboutTwin(Verdict verdict) {
    System.err.println(
        verdict.isRed()
            ? String.format(
                Locale.ROOT,
                "kernsync: the broken twin '%s' was found in %.2f s.",
                busted,
                verdict.seconds())
            : "kernsync: the broken twin '" + busted + "' was not found: give it more --seconds.");
  }

  private TortureType type() {
    TortureType type =
        TortureType.all().stream()
            .filter(each -> each.word().equals(typeName))
            .findFirst()
            .orElseThrow(() -> usage("--type takes one of " + types() + ", not " + typeName));
    if (busted != null && !type.bustedModes().contains(busted)) {
      throw usage(
          "--busted takes one of "
              + String.join(", ", type.bustedModes())
              + " for "
              + type.word()
              + ", not "
              + busted);
    }
    type.foreignOptions().stream()
        .filter(spec.commandLine().getParseResult()::hasMatchedOption)
        .findFirst()
        .ifPresent(
            option -> {
              throw usage(option + " says nothing to --type " + type.word());
            });
    return type;
  }

  private static String types() {
    return TortureType.all().stream().map(TortureType::word).collect(Collectors.joining(", "));
  }

  private TortureSettings settings() {
    within("--threads", threads, 1, MOST_THREADS);
    within("--flood", flood, 0, Integer.MAX_VALUE);
    within("--reads", reads, 0, Long.MAX_VALUE);
    within("--grace-periods", gracePeriods, 0, Long.MAX_VALUE);
    within("--burst", burst, 0, Integer.MAX_VALUE);
    within("--inside", inside, 0, TortureGoals.MOST_PERCENT);
    within("--acquisitions", acquisitions, 0, Long.MAX_VALUE);
    within("--interrupts", interrupts, 0, Long.MAX_VALUE);
    within("--timeouts", timeouts, 0, Long.MAX_VALUE);
    within("--stall-millis", stallMillis, 1, Long.MAX_VALUE);
    within("--heap-growth", heapGrowth, 0, Integer.MAX_VALUE);
    return new TortureSettings(
        threads,
        seed != null ? seed : new SplittableRandom().nextLong(1_000_000_000),
        flood,
        burst,
        goals(),
        stallMillis);
  }

  private TortureGoals goals() {
    return new TortureGoals(
        reads, gracePeriods, inside, heapGrowth, acquisitions, interrupts, timeouts);
  }

  private Duration length(TortureGoals goals) {
    int usual = goals.hasNumbers() ? MOST_SECONDS_TO_GOAL : SECONDS;
    int length = seconds == null ? usual : seconds;
    within("--seconds", length, 1, MOST_SECONDS);
    return Duration.ofSeconds(length);
  }

  private void within(String option, long value, long least, long most) {
    if (value < least || value > most) {
      throw usage(option + " takes a number from " + least + " to " + most + ", not " + value);
    }
  }

  private ParameterException usage(String sentence) {
    return new ParameterException(spec.commandLine(), sentence);
  }

  private static void show(TortureType type) {
    System.out.println(type.word() + "  " + type.description());
    System.out.println("    --busted " + String.join(" | ", type.bustedModes()));
  }
}
