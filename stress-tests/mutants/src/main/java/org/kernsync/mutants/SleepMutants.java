package org.kernsync.mutants;

import static org.kernsync.mutants.Killer.loop;
import static org.kernsync.mutants.Killer.test;

import java.util.List;

/** Faults of {@code org.kernsync.sleep}. */
final class SleepMutants {
  static final List<Mutant> ALL =
      List.of(
          Mutant.algorithm("mutex-no-recheck", "sleep/MutexQueue")
              .replace("return !(first && lockedMeanwhile(node));", "return true;")
              .breaks(
                  "Who has announced itself does not look again, and sleeps beside a free lock.")
              .killedBy(test("sleep.MutexSleepRaceTest").impatient()),
          Mutant.order("permit-state-plain", "internal/PermitCount")
              .replace("return (int) STATE.getAcquire(this);", "return (int) STATE.get(this);")
              .breaks(
                  "The count of permits is read plainly: a loop may read it once and spin for"
                      + " ever.")
              .killedBy(loop("countingSemaphore_")),
          Mutant.order("rwsem-state-plain", "sleep/RwSemaphoreState")
              .replace("return (int) STATE.getAcquire(this);", "return (int) STATE.get(this);")
              .breaks(
                  "The state of a semaphore is read plainly: a loop may read it once and spin for"
                      + " ever.")
              .killedBy(loop("rwSemaphore_")),
          Mutant.order("mutex-state-plain", "sleep/MutexQueue")
              .replace("return (int) STATE.getAcquire(this);", "return (int) STATE.get(this);")
              .breaks(
                  "The state of a mutex is read plainly: a loop may read it once and spin for"
                      + " ever.")
              .killedBy(loop("mutex_")),
          Mutant.order("mutex-no-heavy-fence", "sleep/MutexQueue")
              .replace(
                  "HeavyFence.heavy(); return stateAcquire() == FREE && acquireAsFirst(node,"
                      + " false);",
                  "return stateAcquire() == FREE && acquireAsFirst(node, false);")
              .breaks("The announcement and the second look change places.")
              .killedBy(test("sleep.MutexSleepRaceTest").impatient().times(3)));

  private SleepMutants() {}
}
