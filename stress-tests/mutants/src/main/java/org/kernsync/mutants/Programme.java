package org.kernsync.mutants;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/**
 * Puts mutants to their killers. A killer counts once it has been green on the library itself, in
 * the same run: its control. Where a control is not green the score is void.
 */
final class Programme {
  /** A killer that takes several times as long as its control hangs. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private static final int TIMES_CONTROL = 3;
  private static final Duration CONTROL_LIMIT = Duration.ofMinutes(5);
  private static final int LINES_SHOWN = 15;

  private final Workplace workplace;
  private final MutantCompiler compiler;
  private final Path scratch;
  private final long seed;
  private final Listener listener;

  /** Guarded by itself. */
  private final Map<Killer, Trial> controls = new HashMap<>();

  Programme(Workplace workplace, long seed, Listener listener) throws IOException {
    this.workplace = workplace;
    this.compiler = new MutantCompiler(workplace);
    this.scratch = workplace.scratch();
    this.seed = seed;
    this.listener = listener;
  }

  /** Hears of each verdict as soon as there is one; of several at once, where several jobs run. */
  interface Listener {
    void tell(Verdict verdict) throws IOException;
  }

  /** The score is void: a killer is not green on the library, or cannot be run. */
  static final class VoidScore extends Exception {
    private static final long serialVersionUID = 1;

    VoidScore(String message) {
      super(message);
    }
  }

  /**
   * Tries all, in their order.
   *
   * @param jobs how many at once
   */
  List<Verdict> run(List<Mutant> mutants, int jobs)
      throws IOException, InterruptedException, VoidScore {
    ExecutorService workers = Executors.newFixedThreadPool(jobs);
    try {
      List<Future<Verdict>> promised = new ArrayList<>();
      for (Mutant mutant : mutants) {
        promised.add(workers.submit(() -> tell(judge(mutant))));
      }
      List<Verdict> verdicts = new ArrayList<>();
      for (Future<Verdict> verdict : promised) {
        verdicts.add(verdict.get());
      }
      return verdicts;
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case VoidScore voided -> throw voided;
        case IOException failed -> throw failed;
        case Throwable unexpected -> throw new IllegalStateException(unexpected);
      }
    } finally {
      workers.shutdownNow();
    }
  }

  private Verdict tell(Verdict verdict) throws IOException {
    listener.tell(verdict);
    return verdict;
  }

  private Verdict judge(Mutant mutant) throws IOException, InterruptedException, VoidScore {
    Path home = scratch.resolve(mutant.id());
    Path classes = home.resolve("classes");
    compiler.compile(mutant, classes);
    List<Path> classPath = new ArrayList<>(List.of(classes));
    classPath.addAll(workplace.killerPath());
    Duration spent = Duration.ZERO;
    int number = 0;
    for (Killer killer : mutant.killers()) {
      Trial control = control(killer);
      Duration limit = control.took().multipliedBy(TIMES_CONTROL).plus(PATIENCE);
      for (int attempt = 0; attempt < killer.attempts(); attempt++) {
        Path directory = home.resolve("killer-" + number++);
        Trial trial = Trial.run(killer, classPath, directory, limit, seed + attempt);
        if (trial.colour().kills()) {
          return new Verdict(mutant, killer, trial.colour(), trial.took());
        }
        if (trial.colour() == Trial.Colour.NO_RUN) {
          throw new VoidScore(killer.label() + " did not run on " + mutant.id());
        }
        spent = spent.plus(trial.took());
      }
    }
    return new Verdict(mutant, null, Trial.Colour.GREEN, spent);
  }

  /** The killer on the library itself; once in a run. */
  private Trial control(Killer killer) throws IOException, InterruptedException, VoidScore {
    synchronized (controls) {
      Trial known = controls.get(killer.once());
      if (known != null) {
        return known;
      }
      Path directory = scratch.resolve("control-" + controls.size());
      Trial trial = Trial.run(killer, workplace.killerPath(), directory, CONTROL_LIMIT, seed);
      if (trial.colour() != Trial.Colour.GREEN) {
        throw new VoidScore(
            killer.label()
                + " is not green on the library itself, but "
                + trial.colour()
                + ":\n"
                + trial.lastLines(LINES_SHOWN));
      }
      controls.put(killer.once(), trial);
      return trial;
    }
  }

  /** Removes the mutants and the logs. */
  void clean() throws IOException {
    try (Stream<Path> all = Files.walk(scratch)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }

  /** How many controls were green. */
  int greenControls() {
    synchronized (controls) {
      return controls.size();
    }
  }
}
