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
import org.openjdk.jcstress.infra.collectors.DiskReadCollector;
import org.openjdk.jcstress.infra.collectors.InProcessCollector;

/**
 * Runs the jcstress tests on the class path and judges them: jcstress alone is content with zero
 * tests, and cannot know that the broken twins must fail.
 *
 * <pre>
 * ./kernsync stress [--quick] [--shard I/N] [options of jcstress]
 * java -cp jcstress.jar org.kernsync.stress.JcstressRunner [--quick] ...
 * </pre>
 *
 * <p>Exit codes: 0 all is well, 2 bad usage, 3 a forbidden outcome, an error, a test that did not
 * run, or a twin that stayed green.
 */
public final class JcstressRunner {
  private static final int FINE = 0;
  private static final int BAD_USAGE = 2;
  private static final int FAILED = 3;

  /** jcstress watches a test that runs, but not the short trial that it begins with. */
  private static final Duration STALLED_AFTER = Duration.ofMinutes(5);

  /** How often twins that stayed green are tried again, and for how long an iteration. */
  private static final int MORE_TRIES = 4;

  private static final String USAGE =
      """
      Usage: kernsync stress [--quick] [-t REGEX] [--shard I/N] [--without REGEX] [options of jcstress]
      Races the library's types under jcstress, with a broken twin of each claim that must fail.
      Ours run in every configuration of the JVM, twins in one; 2 x 100 ms each: about half an hour.
        --quick          ours, too, in one configuration: a few minutes
        -t REGEX         the tests whose names match, such as -t Mutex_ or -t litmus
        --shard I/N      the I-th of N parts of them; a claim and its twin are in the same part
        --without REGEX  all but these, which are counted and named
        -m MODE          the budget of a mode of jcstress; -time and -iters set it, too
      Exit codes: 0 fine, 2 bad usage, 3 a forbidden outcome, an error, a test that did not run, a
      twin that stayed green, or a hang.
      What jcstress takes:
      """;

  private JcstressRunner() {}

  /**
   * Runs the suite and exits.
   *
   * @param args {@code --quick}, {@code --shard}, {@code --without}, and what jcstress knows
   * @throws IOException if the results cannot be read
   * @throws InterruptedException if interrupted while jcstress runs
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    List<String> arguments = List.of(args);
    if (arguments.contains("--help") || arguments.contains("-h")) {
      System.out.println(USAGE);
      System.exit(new JcstressFork(Path.of("."), List.of("-h")).run(STALLED_AFTER, System.out));
    }
    try {
      if (arguments.contains("-l")) {
        list(JcstressPlan.of(arguments.stream().filter(a -> !a.equals("-l")).toList()));
        System.exit(FINE);
      }
      Path directory = Files.createDirectories(Path.of("jcstress-results"));
      JcstressVerdict verdict = run(directory, arguments, System.out);
      verdict.print(System.out);
      System.exit(verdict.problems().isEmpty() ? FINE : FAILED);
    } catch (IllegalArgumentException e) {
      System.err.println("kernsync stress: " + e.getMessage());
      System.exit(BAD_USAGE);
    }
  }

  private static void list(JcstressPlan plan) {
    plan.listed().forEach(test -> System.out.println(test.name()));
  }

  /**
   * Runs the suite in forked JVMs.
   *
   * @param directory where jcstress runs and leaves its results and reports; it exists
   * @param arguments as on the command line: {@code -t} selects the tests
   * @param out where jcstress prints to
   * @return what came of it
   * @throws IOException if the results cannot be read
   * @throws InterruptedException if interrupted while jcstress runs; it runs no longer then
   * @throws IllegalArgumentException if the arguments make no sense, here or to jcstress
   */
  public static JcstressVerdict run(Path directory, List<String> arguments, PrintStream out)
      throws IOException, InterruptedException {
    JcstressPlan plan = JcstressPlan.of(arguments);
    out.println(plan.estimate());
    InProcessCollector results = new InProcessCollector();
    List<String> beside = new ArrayList<>();
    for (JcstressPlan.Pass pass : plan.passes()) {
      beside.addAll(problemsOf(pass, plan, directory, results, out));
    }
    for (int again = 0; again < MORE_TRIES && beside.isEmpty(); again++) {
      List<JcstressSuite.Test> green = verdict(plan, results).greenTwins();
      if (green.isEmpty()) {
        break;
      }
      fork(directory, plan.again(green).options(), results, out);
    }
    JcstressVerdict verdict = verdict(plan, results);
    beside.forEach(verdict::addProblem);
    return verdict;
  }

  /** Runs a pass, and tells what went wrong beside the results that it adds. */
  private static List<String> problemsOf(
      JcstressPlan.Pass pass,
      JcstressPlan plan,
      Path directory,
      InProcessCollector results,
      PrintStream out)
      throws IOException, InterruptedException {
    InProcessCollector ofPass = new InProcessCollector();
    JcstressFork fork = fork(directory, pass.options(), ofPass, out);
    ofPass.getTestResults().forEach(results::add);
    if (fork.hasStalled()) {
      return List.of(
          "a test hangs: jcstress said nothing for " + STALLED_AFTER + ", so it was killed");
    }
    return JcstressVerdict.of(pass.tests(), List.of(), ofPass.getTestResults(), plan.processors())
        .misfits(fork.exitCode());
  }

  private static JcstressVerdict verdict(JcstressPlan plan, InProcessCollector results) {
    return JcstressVerdict.of(
        plan.listed(), plan.leftOut(), results.getTestResults(), plan.processors());
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
          "jcstress wrote no results and exited with " + exitCode + ": what it said is above");
    }
    for (Path file : written) {
      read(file, results);
    }
    return fork;
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
