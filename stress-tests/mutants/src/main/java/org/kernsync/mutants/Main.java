package org.kernsync.mutants;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Where {@code ./kernsync mutants} starts. */
public final class Main {
  static final int FINE = 0;
  static final int BAD_USAGE = 2;
  static final int FAILED = 3;

  private static final String USAGE =
      """
      Usage: kernsync mutants [--only REGEX] [--jobs N] [--seed X] [--table FILE] [--list]
      Plants faults in copies of the library's sources, one at a time, and shows which test finds each.
        --only REGEX  the mutants whose ids match, such as ticket or ^rcu-
        --jobs N      how many at once. Default: 1
        --seed X      of the torture runs. Default: 1
        --table FILE  adds the rows of docs/mutants.md to a file
        --list        shows the catalogue, and runs nothing
      Exit codes: 0 fine, 2 bad usage, 3 a mutant survived, or one was killed that the catalogue calls
      unseen, or a test was not green on the library itself, which makes the score void.\
      """;

  private final List<Mutant> catalogue;
  private final PrintStream out;
  private final PrintStream err;

  private Pattern only = Pattern.compile("");
  private int jobs = 1;
  private long seed = 1;
  private Path table;
  private boolean list;
  private boolean help;

  Main(List<Mutant> catalogue, PrintStream out, PrintStream err) {
    this.catalogue = catalogue;
    this.out = out;
    this.err = err;
  }

  /**
   * Runs the command and ends the process with its exit code.
   *
   * @param args the options
   * @throws IOException if a source cannot be read or a class not be written
   * @throws InterruptedException if interrupted; killers run no longer then
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    System.exit(new Main(Catalogue.all(), System.out, System.err).run(List.of(args)));
  }

  /** Runs in this process. */
  int run(List<String> args) throws IOException, InterruptedException {
    try {
      read(args.iterator());
    } catch (IllegalArgumentException e) {
      err.println("kernsync: " + e.getMessage() + ". See 'kernsync mutants --help'");
      return BAD_USAGE;
    }
    if (help) {
      out.println(USAGE);
      return FINE;
    }
    List<Mutant> chosen =
        catalogue.stream().filter(mutant -> only.matcher(mutant.id()).find()).toList();
    if (chosen.isEmpty()) {
      err.println("kernsync: no mutant matches " + only + ". See 'kernsync mutants --list'");
      return BAD_USAGE;
    }
    return list ? show(chosen) : judge(chosen);
  }

  private int judge(List<Mutant> chosen) throws IOException, InterruptedException {
    Programme programme = new Programme(Workplace.here(), seed, this::tell);
    List<Verdict> verdicts;
    try {
      verdicts = programme.run(chosen, jobs);
    } catch (Programme.VoidScore e) {
      out.println("FAILED: the score is void: " + e.getMessage());
      return FAILED;
    }
    Score score = new Score(verdicts);
    score.print(out, programme.greenControls());
    if (!score.fine()) {
      return FAILED; // what each killer said stays, in target/run-...
    }
    programme.clean();
    return FINE;
  }

  private synchronized void tell(Verdict verdict) throws IOException {
    out.printf("%-34s %s%n", verdict.mutant().id(), verdict.sentence());
    if (table != null) {
      List<String> row = List.of(verdict.row());
      Files.write(table, row, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
  }

  private int show(List<Mutant> chosen) {
    for (Mutant mutant : chosen) {
      out.printf(
          "%-34s %-10s %-26s %s%n", mutant.id(), mutant.kind(), mutant.source(), mutant.breaks());
    }
    out.println(chosen.size() + " mutants");
    return FINE;
  }

  private void read(Iterator<String> args) {
    while (args.hasNext()) {
      String option = args.next();
      switch (option) {
        case "--list" -> list = true;
        case "-h", "--help" -> help = true;
        case "--only" -> only = pattern(valueOf(option, args));
        case "--jobs" -> jobs = Math.toIntExact(number(option, valueOf(option, args), 1, 64));
        case "--seed" ->
            seed = number(option, valueOf(option, args), Long.MIN_VALUE, Long.MAX_VALUE);
        case "--table" -> table = Path.of(valueOf(option, args));
        default -> throw new IllegalArgumentException("unknown option " + option);
      }
    }
  }

  private static String valueOf(String option, Iterator<String> args) {
    if (!args.hasNext()) {
      throw new IllegalArgumentException(option + " needs a value");
    }
    return args.next();
  }

  private static Pattern pattern(String regex) {
    try {
      return Pattern.compile(regex);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException("--only " + regex + " is no regular expression", e);
    }
  }

  private static long number(String option, String text, long least, long most) {
    try {
      long value = Long.parseLong(text);
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(option + " " + text + " is no number", e);
    }
    throw new IllegalArgumentException(option + " " + text + " is not in " + least + ".." + most);
  }
}
