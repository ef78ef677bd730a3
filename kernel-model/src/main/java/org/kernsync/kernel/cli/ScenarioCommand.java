package org.kernsync.kernel.cli;

import java.util.Iterator;
import java.util.concurrent.Callable;
import org.kernsync.kernel.boot.Outcome;
import org.kernsync.kernel.cpu.OopsReport;
import org.kernsync.kernel.cpu.Preemption;
import org.kernsync.kernel.scenario.Scenario;
import org.kernsync.kernel.scenario.ScenarioRun;
import org.kernsync.kernel.scenario.Scenarios;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Plays one of the classic deadlocks, or lists them. */
@Command(
    name = "scenario",
    description = {
      "List the classic faults of kernel code, or boot the model and play one.",
      "The faulty form ends with what the model found and exit code 3, the repaired one with 0."
    },
    sortOptions = false)
final class ScenarioCommand implements Callable<Integer> {
  private static final int MOST_TIMES = 100_000;

  @Parameters(
      paramLabel = "NAME",
      arity = "0..1",
      completionCandidates = Names.class,
      description = "One of ${COMPLETION-CANDIDATES}. Without it: the list.")
  private String name;

  @Option(names = "--repaired", description = "Play the repaired form.")
  private boolean repaired;

  @Option(
      names = "--times",
      paramLabel = "N",
      defaultValue = "1",
      description = "How often, each time on a newly booted model. Default: ${DEFAULT-VALUE}.")
  private int times;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description =
          "Chooses which CPU has which role and small delays; each further time the next seed."
              + " Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--preempt",
      paramLabel = "none|full",
      converter = PreemptionConverter.class,
      defaultValue = "none",
      description = "As in 'run'. Default: ${DEFAULT-VALUE}.")
  private Preemption preemption;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  private boolean help;

  ScenarioCommand() {}

  /** The names, for the help. */
  static final class Names implements Iterable<String> {
    Names() {}

    @Override
    public Iterator<String> iterator() {
      return Scenarios.names().iterator();
    }
  }

  @Override
  public Integer call() throws InputException, InterruptedException {
    if (times < 1 || times > MOST_TIMES) {
      throw new InputException("--times " + times + " is not within 1 to " + MOST_TIMES);
    }
    if (name == null) {
      for (Scenario one : Scenarios.all()) {
        System.out.printf("%-16s %s%n", one.name(), one.fault());
      }
      return Outcome.FINE.exitCode();
    }
    if (Scenarios.make(name) == null) {
      throw new InputException(
          "there is no scenario '"
              + name
              + "', choose one of "
              + String.join(", ", Scenarios.names()));
    }
    return play();
  }

  private int play() throws InputException, InterruptedException {
    Scenario scenario = Scenarios.make(name);
    System.out.printf(
        "%s, %s: %s%n",
        name, repaired ? "repaired" : "faulty", repaired ? scenario.repair() : scenario.fault());
    int right = 0;
    for (int i = 0; i < times; i++) {
      ScenarioRun.Form form = new ScenarioRun.Form(repaired, seed + i, preemption, true);
      ScenarioRun run = runOnce(form);
      boolean asExpected = repaired ? run.isClean() : run.isDetected(scenario);
      if (asExpected) {
        right++;
      }
      if (i == 0 || !asExpected) {
        tell(run, form.seed(), asExpected);
      }
    }
    System.out.printf("%s %d of %d times%n", repaired ? "nothing wrong" : "detected", right, times);
    System.out.flush();
    return repaired && right == times ? Outcome.FINE.exitCode() : Outcome.VIOLATED.exitCode();
  }

  private ScenarioRun runOnce(ScenarioRun.Form form) throws InputException, InterruptedException {
    try {
      return ScenarioRun.of(Scenarios.make(name), form);
    } catch (UnsupportedOperationException e) { // the JVM lacks what a model needs
      throw new InputException(e.getMessage(), e);
    }
  }

  private void tell(ScenarioRun run, long usedSeed, boolean asExpected) {
    for (OopsReport report : run.reports()) {
      System.out.printf("%nBUG: %s%n", report.sentence());
      report.lines().forEach(line -> System.out.println("  " + line));
      System.out.println();
    }
    run.symptoms().forEach(symptom -> System.out.println("seen: " + symptom));
    if (!asExpected) {
      run.violations().forEach(violation -> Complaint.say("violation: " + violation));
      Complaint.say(
          "seed %d did not end as it should: %s, and %s"
              .formatted(
                  usedSeed,
                  run.outcome(),
                  repaired ? "something was wrong" : "the fault was not given its name"));
    }
  }
}
