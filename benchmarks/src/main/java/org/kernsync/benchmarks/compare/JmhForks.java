package org.kernsync.benchmarks.compare;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.kernsync.benchmarks.CalibratedWork;
import org.kernsync.benchmarks.Cores;
import org.kernsync.benchmarks.ForkFacts;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Measures by JMH, one fork at a time; its talk is shown only where a fork fails. */
final class JmhForks implements Forks, AutoCloseable {
  /** No fork takes that long unless it is wedged: then its process is ended. */
  private static final long WEDGED_SECONDS = 90;

  /** How JMH says that another of its runs holds the lock of this host. */
  private static final String LOCK = "the JMH lock";

  private final Pace pace;
  private final double tokenNanos;
  private final ScheduledExecutorService watchdog =
      Executors.newSingleThreadScheduledExecutor(
          body -> {
            Thread thread = new Thread(body, "kernsync-bench-watchdog");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * Takes the measure of this machine's work: all forks get the same number of tokens for a
   * nanosecond, so both sides of a ratio do the same.
   */
  JmhForks(Pace pace) {
    this.pace = pace;
    tokenNanos = CalibratedWork.measureTokenNanos();
  }

  double tokenNanos() {
    return tokenNanos;
  }

  @Override
  public Score run(Cell cell) throws ForkException {
    if (!Cores.confineTo(cell.cores())) {
      throw new ForkException(
          cell.label() + ": this host cannot confine a process to " + cell.cores() + " cores");
    }
    ByteArrayOutputStream talk = new ByteArrayOutputStream();
    ScheduledFuture<?> limit =
        watchdog.schedule(JmhForks::endChildren, WEDGED_SECONDS, TimeUnit.SECONDS);
    PrintStream standardOut = System.out;
    PrintStream standardError = System.err;
    try (PrintStream out = new PrintStream(talk, false, StandardCharsets.UTF_8)) {
      System.setOut(out); // JMH passes on what a fork prints
      System.setErr(out);
      Collection<RunResult> results =
          new Runner(
                  options(cell).build(),
                  OutputFormatFactory.createFormatInstance(out, VerboseMode.NORMAL))
              .run();
      if (results.size() != 1) {
        throw new ForkException(cell.label() + ": " + results.size() + " results in place of one");
      }
      return score(cell, results.iterator().next());
    } catch (RunnerException e) {
      if (String.valueOf(e.getMessage()).contains(LOCK)) {
        throw ForkException.ofAll(
            "another JMH run is under way, and two at once would measure each other; wait for its"
                + " end",
            e);
      }
      throw new ForkException(
          cell.label() + ": the fork failed; what it said is in " + kept(talk), e);
    } finally {
      System.setOut(standardOut);
      System.setErr(standardError);
      limit.cancel(false);
      Cores.confineTo(0);
    }
  }

  private static void endChildren() {
    ProcessHandle.current().children().forEach(ProcessHandle::destroyForcibly);
  }

  private static String kept(ByteArrayOutputStream talk) {
    try {
      Path file = Files.createTempFile("kernsync-bench-", ".txt");
      Files.write(file, talk.toByteArray());
      return file.toString();
    } catch (IOException e) {
      return "no file (" + e.getMessage() + ")";
    }
  }

  private ChainedOptionsBuilder options(Cell cell) {
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include("^" + Pattern.quote(cell.question().className()) + "\\.")
            .param("impl", cell.impl())
            .threads(cell.question().jmhThreads(cell.threads()))
            .forks(1)
            .warmupIterations(pace.warmUps(cell, cell.cores() == 0 ? Cores.count() : cell.cores()))
            .warmupTime(TimeValue.milliseconds(pace.warmUpMillis()))
            .measurementIterations(pace.iterations())
            .measurementTime(TimeValue.milliseconds(pace.iterationMillis()))
            .addProfiler(ForkFacts.class)
            .shouldFailOnError(true)
            // Not this JVM's own options: the launcher's are not for measuring.
            .jvmArgs("-XX:-UsePerfData")
            .jvmArgsAppend(jvmOptions(cell).toArray(String[]::new));
    Map<String, String> parameters = new TreeMap<>(cell.parameters());
    if (cell.question().worksInSections()) {
      parameters.put("tokenNanos", Double.toString(tokenNanos));
    }
    parameters.forEach(options::param);
    return options;
  }

  private static List<String> jvmOptions(Cell cell) {
    List<String> options = new ArrayList<>();
    if (cell.question().needsInternals()) {
      options.add("--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED"); // by way of Agrona
    }
    if (cell.question().needsUnsafe()) {
      options.add("--sun-misc-unsafe-memory-access=allow");
    }
    if (cell.nativeAccess()) {
      options.add("--enable-native-access=ALL-UNNAMED");
    }
    if (cell.clocked()) {
      options.add(ForkFacts.CLOCKED);
    }
    return options;
  }

  private static Score score(Cell cell, RunResult result) throws ForkException {
    boolean membarrier = fact(result, ForkFacts.MEMBARRIER) > 0;
    if (membarrier && !cell.nativeAccess()) {
      throw new ForkException(cell.label() + ": the fork made native calls all the same");
    }
    return new Score(
        result.getPrimaryResult().getScore(),
        (long) fact(result, ForkFacts.LONGEST_WAIT),
        membarrier,
        (int) fact(result, ForkFacts.PROCESSORS));
  }

  private static double fact(RunResult result, String name) {
    Result<?> fact = result.getSecondaryResults().get(name);
    return fact == null ? 0 : fact.getScore();
  }

  @Override
  public void close() {
    watchdog.shutdownNow();
  }
}
