package org.kernsync.stress;

import java.io.EOFException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.openjdk.jcstress.infra.collectors.DiskReadCollector;
import org.openjdk.jcstress.infra.collectors.InProcessCollector;

/**
 * Runs the jcstress tests on the class path and judges them: jcstress alone is content with zero
 * tests, and cannot know that the broken twins must fail.
 *
 * <pre>
 * ./kernsync stress [--quick] [options of jcstress]
 * java -cp jcstress.jar org.kernsync.stress.JcstressRunner [--quick] [options of jcstress]
 * </pre>
 *
 * <p>Exit codes: 0 all is well, 2 bad usage, 3 a forbidden outcome, an error, a test that did not
 * run, or a twin that stayed green.
 */
public final class JcstressRunner {
  private static final int FINE = 0;
  private static final int BAD_USAGE = 2;
  private static final int FAILED = 3;

  private static final int NATIVE_ACCESS_FLAG_SINCE = 22;

  /**
   * A short pass: one configuration of the JVM instead of all that jcstress knows, which is what
   * {@code -jvmArgs} and {@code -sc false} come to. Pairs of an option and its value.
   */
  private static final List<String> QUICK =
      List.of("-m", "quick", "-time", "200", "-iters", "2", "-f", "1", "-sc", "false");

  /** jcstress watches a test that runs, but not the short trial that it begins with. */
  private static final Duration STALLED_AFTER = Duration.ofMinutes(5);

  /** How often twins that stayed green are tried again, and for how long an iteration. */
  private static final int MORE_TRIES = 4;

  private static final String LONGER_MILLIS = "1000";

  private static final String USAGE =
      """
      Usage: kernsync stress [--quick] [-t REGEX] [options of jcstress]
      Races the library's types under jcstress, with a broken twin of each claim that must fail.
        --quick   one configuration of the JVM, 2 x 200 ms per test
        -t REGEX  the tests whose names match, such as -t Mutex_ or -t litmus
      Exit codes: 0 fine, 2 bad usage, 3 a forbidden outcome, an error, a test that did not run, a
      twin that stayed green, or a hang.
      What jcstress takes:
      """;

  private JcstressRunner() {}

  /**
   * Runs the suite and exits.
   *
   * @param args {@code --quick}, and what jcstress knows
   * @throws IOException if the results cannot be read
   * @throws InterruptedException if interrupted while jcstress runs
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    List<String> options = new ArrayList<>(List.of(args));
    boolean quick = options.remove("--quick");
    if (options.contains("--help") || options.contains("-h")) {
      System.out.println(USAGE);
      System.exit(new JcstressFork(Path.of("."), List.of("-h")).run(STALLED_AFTER, System.out));
    }
    Path directory = Files.createDirectories(Path.of("jcstress-results"));
    if (options.contains("-l")) {
      System.exit(new JcstressFork(directory, options).run(STALLED_AFTER, System.out));
    }
    try {
      JcstressVerdict verdict = run(directory, quick, options, System.out);
      verdict.print(System.out);
      System.exit(verdict.problems().isEmpty() ? FINE : FAILED);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.exit(BAD_USAGE);
    }
  }

  /**
   * Runs the suite in a forked JVM.
   *
   * @param directory where jcstress runs and leaves its results and reports; it exists
   * @param quick whether to take the short pass
   * @param options what else jcstress is to know; {@code -t} selects the tests
   * @param out where jcstress prints to
   * @return what came of it
   * @throws IOException if the results cannot be read
   * @throws InterruptedException if interrupted while jcstress runs; it runs no longer then
   * @throws IllegalArgumentException if jcstress does not accept the options
   */
  public static JcstressVerdict run(
      Path directory, boolean quick, List<String> options, PrintStream out)
      throws IOException, InterruptedException {
    List<JcstressSuite.Test> listed = JcstressSuite.matching(valueOf("-t", options, ".*"));
    int processors =
        Integer.parseInt(valueOf("-c", options, "" + Runtime.getRuntime().availableProcessors()));
    InProcessCollector results = new InProcessCollector();
    JcstressFork fork = fork(directory, withDefaults(quick, options), results, out);
    JcstressVerdict verdict = JcstressVerdict.of(listed, results.getTestResults(), processors);
    if (fork.hasStalled()) {
      verdict.addProblem(
          "a test hangs: jcstress said nothing for " + STALLED_AFTER + " and was killed");
      return verdict;
    }
    verdict.compareWithExitCode(fork.exitCode());
    for (int again = 0; again < MORE_TRIES && verdict.hasGreenTwins(); again++) {
      fork(directory, withDefaults(quick, longerFor(verdict.greenTwins(), options)), results, out);
      JcstressVerdict summed = JcstressVerdict.of(listed, results.getTestResults(), processors);
      verdict.problemsBesideResults().forEach(summed::addProblem);
      verdict = summed;
    }
    return verdict;
  }

  /** Runs jcstress once, and adds what it wrote down to the results. */
  private static JcstressFork fork(
      Path directory, List<String> options, InProcessCollector results, PrintStream out)
      throws IOException, InterruptedException {
    Set<Path> before = resultFiles(directory);
    JcstressFork fork = new JcstressFork(directory, options);
    int exitCode = fork.run(STALLED_AFTER, out);
    Set<Path> written = resultFiles(directory);
    written.removeAll(before);
    if (written.isEmpty() && exitCode != 0 && !fork.hasStalled()) {
      throw new IllegalArgumentException(
          "jcstress wrote no results and exited with " + exitCode + "; its options: " + options);
    }
    for (Path file : written) {
      read(file, results);
    }
    return fork;
  }

  /** A fault that shows rarely: only these, and for longer. Tests of the real thing run once. */
  private static List<String> longerFor(List<JcstressSuite.Test> twins, List<String> options) {
    List<String> longer = new ArrayList<>(options);
    for (String replaced : List.of("-t", "-time")) {
      int at = longer.indexOf(replaced);
      if (at >= 0) {
        longer.subList(at, at + 2).clear();
      }
    }
    String names =
        twins.stream()
            .map(twin -> Pattern.quote(twin.name()))
            .collect(Collectors.joining("|", "^(", ")$"));
    longer.addAll(List.of("-t", names, "-time", LONGER_MILLIS));
    return longer;
  }

  /** Adds what the caller left open; jcstress refuses an option that is given twice. */
  private static List<String> withDefaults(boolean quick, List<String> options) {
    List<String> all = new ArrayList<>(options);
    if (quick) {
      for (int i = 0; i < QUICK.size(); i += 2) {
        if (!options.contains(QUICK.get(i))) {
          all.addAll(QUICK.subList(i, i + 2));
        }
      }
    }
    if (!options.contains("-jvmArgs") && !options.contains("-jvmArgsPrepend")) {
      // Silences a warning in every fork. Before there was one, a flag that changes nothing.
      String nativeAccess =
          Runtime.version().feature() < NATIVE_ACCESS_FLAG_SINCE
              ? "-Xshare:auto"
              : "--enable-native-access=ALL-UNNAMED";
      all.addAll(List.of(quick ? "-jvmArgs" : "-jvmArgsPrepend", nativeAccess));
    }
    return all;
  }

  private static String valueOf(String option, List<String> options, String otherwise) {
    int at = options.lastIndexOf(option);
    return at < 0 || at + 1 == options.size() ? otherwise : options.get(at + 1);
  }

  private static Set<Path> resultFiles(Path directory) throws IOException {
    Set<Path> files = new HashSet<>();
    try (DirectoryStream<Path> found =
        Files.newDirectoryStream(directory, "jcstress-results-*.bin.gz")) {
      found.forEach(files::add);
    }
    return files;
  }

  private static void read(Path file, InProcessCollector results) throws IOException {
    DiskReadCollector reader;
    try {
      reader = new DiskReadCollector(file.toString(), results);
    } catch (EOFException killedBeforeTheFirst) {
      return; // each test that has no result is a problem of its own
    }
    try {
      reader.dump();
    } catch (ClassNotFoundException e) {
      throw new IOException("not a result of this jcstress: " + file, e);
    } finally {
      reader.close();
    }
  }
}
