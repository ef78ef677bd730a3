package org.kernsync.kernel.scenario;

import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.kernsync.kernel.boot.Kernel;
import org.kernsync.kernel.boot.KernelConfig;
import org.kernsync.kernel.boot.Outcome;
import org.kernsync.kernel.cpu.OopsReport;
import org.kernsync.kernel.cpu.Preemption;

/**
 * What came of one run of a scenario.
 *
 * @param outcome how the model ended
 * @param violations what it found wrong, a sentence each
 * @param reports what it says of each oops
 * @param symptoms what the scenario itself saw go wrong
 */
public record ScenarioRun(
    Outcome outcome, List<String> violations, List<OopsReport> reports, List<String> symptoms) {
  private static final long LIMIT_SECONDS = 15;

  /**
   * How to run.
   *
   * @param repaired which form
   * @param seed chooses roles and delays
   * @param preemption whether kernel mode is preempted
   * @param detection whether locks and stacks are watched
   */
  public record Form(boolean repaired, long seed, Preemption preemption, boolean detection) {}

  /**
   * Boots a model and plays a scenario on it.
   *
   * @param scenario which, made for this run
   * @param form how
   * @return what came of it
   * @throws InterruptedException if interrupted while the model runs
   */
  public static ScenarioRun of(Scenario scenario, Form form) throws InterruptedException {
    Kernel kernel =
        new Kernel(
            KernelConfig.ofCpus(Stage.CPUS)
                .withPreemption(form.preemption)
                .withLockDebugging(form.detection)
                .withHungTaskNanos(form.detection ? scenario.hungTaskNanos() : 0));
    ConcurrentLinkedQueue<String> symptoms = new ConcurrentLinkedQueue<>();
    kernel.boot(
        (init, booted) -> {
          Stage stage = new Stage(booted, init, form.seed, symptoms);
          if (form.repaired) {
            scenario.repaired(stage);
          } else {
            scenario.faulty(stage);
          }
          stage.play();
        });
    Thread limit = Thread.ofPlatform().daemon().start(() -> stopLate(kernel));
    Outcome outcome = kernel.await();
    limit.interrupt();
    return new ScenarioRun(
        outcome, kernel.violations(), kernel.oopsReports(), List.copyOf(symptoms));
  }

  private static void stopLate(Kernel kernel) {
    try {
      TimeUnit.SECONDS.sleep(LIMIT_SECONDS);
      kernel.requestStop();
    } catch (InterruptedException inTime) {
      Thread.currentThread().interrupt(); // nothing is left to do
    }
  }

  /**
   * Whether the model found the fault, and gave it its right name, and found nothing else.
   *
   * @param scenario which was played
   * @return true if so
   */
  public boolean isDetected(Scenario scenario) {
    return outcome == Outcome.VIOLATED
        && !reports.isEmpty()
        && reports.stream().allMatch(report -> report.sentence().startsWith(scenario.diagnosis()));
  }

  /**
   * Whether nothing was wrong.
   *
   * @return true if so
   */
  public boolean isClean() {
    return outcome == Outcome.FINE
        && violations.isEmpty()
        && reports.isEmpty()
        && symptoms.isEmpty();
  }
}
