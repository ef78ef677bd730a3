package org.kernsync.kernel.cli;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.kernsync.kernel.workload.GlobalSettings;
import org.kernsync.kernel.workload.PhaseSpec;
import org.kernsync.kernel.workload.TaskSpec;
import org.kernsync.kernel.workload.Workload;

/**
 * How long a run lasts: as the option says, else as the workload says, else by a rule of ours that
 * the user is told of.
 *
 * @param runNanos the length that the workload is run for, or {@link GlobalSettings#ENDLESS} until
 *     its tasks have ended
 * @param limitNanos when a run without a length is stopped nevertheless, 0 where it has one
 * @param remark what the user should know about the choice, null where it is theirs
 */
record RunLength(long runNanos, long limitNanos, String remark) {
  private static final long ENDLESS_SECONDS = 10;
  private static final long LIMIT_SECONDS = 30;

  static RunLength of(Workload workload, Long chosenNanos) {
    if (chosenNanos != null) {
      return new RunLength(chosenNanos, 0, null);
    }
    long ownNanos = workload.global().durationNanos();
    if (ownNanos != GlobalSettings.ENDLESS) {
      return new RunLength(ownNanos, 0, null);
    }
    Optional<TaskSpec> endless = workload.tasks().stream().filter(RunLength::isEndless).findFirst();
    if (endless.isPresent()) {
      return new RunLength(
          TimeUnit.SECONDS.toNanos(ENDLESS_SECONDS),
          0,
          "the workload names no end and task %s never ends: it runs for %d s, --duration"
                  .formatted(endless.get().comm(), ENDLESS_SECONDS)
              + " chooses another");
    }
    return new RunLength(
        GlobalSettings.ENDLESS,
        TimeUnit.SECONDS.toNanos(LIMIT_SECONDS),
        "the workload names no end: it runs until its tasks have ended, %d s at most,"
                .formatted(LIMIT_SECONDS)
            + " --duration chooses another");
  }

  private static boolean isEndless(TaskSpec task) {
    return task.loop() == PhaseSpec.ENDLESS
        || task.phases().stream().anyMatch(phase -> phase.loop() == PhaseSpec.ENDLESS);
  }

  /** Whether the run has to be stopped from outside by now. */
  boolean isOver(long elapsedNanos) {
    return limitNanos > 0 && elapsedNanos >= limitNanos;
  }
}
