package org.kernsync.mutants;

import static org.kernsync.mutants.Killer.jcstress;
import static org.kernsync.mutants.Killer.loop;
import static org.kernsync.mutants.Killer.test;
import static org.kernsync.mutants.Killer.torture;

import java.util.List;

/** Faults of {@code org.kernsync.sleep}. */
final class SleepMutants {
  static final List<Mutant> ALL =
      List.of(
          Mutant.algorithm("mutex-test-then-set", "sleep/MutexQueue")
              .replace(
                  "return STATE.weakCompareAndSetAcquire(this, FREE, LOCKED);",
                  "boolean free = state == FREE; if (free) { state = LOCKED; } return free;")
              .breaks("The lock is taken by a look and a store.")
              .killedBy(
                  test("sleep.MutexRaceTest", "lock_eightThreads"),
                  jcstress("Mutex_Exclusion"),
                  torture("--type mutex --seconds 3")),
          Mutant.algorithm("mutex-no-recheck", "sleep/MutexQueue")
              .replace("return !(first && lockedMeanwhile(node));", "return true;")
              .breaks(
                  "Who has announced itself does not look again, and sleeps beside a free lock.")
              .killedBy(
                  test("sleep.MutexSleepRaceTest").impatient().times(8),
                  jcstress("Mutex_WakeUp").times(2)),
          Mutant.algorithm("mutex-timeout-stays", "sleep/MutexQueue")
              .replace(
                  "boolean wasFirst = WaitNode.first(tail) == node;"
                      + " tail = WaitNode.remove(tail, node);",
                  "boolean wasFirst = WaitNode.first(tail) == node;")
              .breaks("Who gives up stays in the line.")
              .killedBy(test("sleep.MutexTest")),
          Mutant.algorithm("mutex-leaver-drops-duty", "sleep/MutexQueue")
              .replace("boolean duties = wasFirst && tail != null;", "boolean duties = false;")
              .breaks("The first that gives up does not pass on the wake-up that it was due.")
              .killedBy(
                  test("sleep.MutexTest", "leave_"), test("sleep.MutexRaceTest", "lock_allForms")),
          Mutant.algorithm("mutex-never-hands-over", "sleep/MutexQueue")
              .replace(
                  "boolean lostLong = lostFirstAt != 0 && now - lostFirstAt >= HANDOFF_NANOS;",
                  "boolean lostLong = false;")
              .breaks("The first in line never demands the lock.")
              .killedBy(test("sleep.MutexTest", "unlock_")),
          Mutant.algorithm("mutex-stray-wakeup-enters", "sleep/MutexQueue")
              .replace(
                  "boolean granted = node.isGranted(); unlockGuard(); return granted;",
                  "boolean granted = node.isGranted(); unlockGuard(); Thread.interrupted(); return"
                      + " true;")
              .breaks("A sleeper that wakes up by itself takes the lock for its own.")
              .killedBy(test("sleep.MutexTest"), test("sleep.MutexRaceTest", "lock_")),
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
              .killedBy(test("sleep.MutexSleepRaceTest").impatient().times(8)),
          Mutant.order("mutex-no-light-fence", "sleep/Mutex")
              .replace(
                  "HeavyFence.light(); if (demandOpaque() != 0) { wakeFirst(); }",
                  "if (demandOpaque() != 0) { wakeFirst(); }")
              .breaks("Without membarrier: the release and the look for sleepers change places.")
              .killedBy(test("sleep.MutexSleepRaceTest").impatient().withoutMembarrier().times(8)),
          Mutant.algorithm("mutex-no-second-look", "sleep/Mutex")
              .replace("HeavyFence.light(); if (demandOpaque() != 0) { wakeFirst(); }", "")
              .breaks("Unlock looks for sleepers only before it frees the lock.")
              .killedBy(test("sleep.MutexSleepRaceTest").impatient().withoutMembarrier().times(8)),
          Mutant.order("mutex-release-opaque", "sleep/MutexQueue")
              .replace("STATE.setRelease(this, FREE);", "STATE.setOpaque(this, FREE);")
              .breaks("The critical section is no longer published by unlock.")
              .unseenOnX86(
                  "the same store instruction; every store of x86 is a release",
                  test("sleep.MutexRaceTest", "lock_eightThreads"),
                  jcstress("Mutex_Visibility")),
          Mutant.algorithm("semaphore-eats-permit", "internal/PermitQueue")
              .replace(
                  "outcome = withdraw(node) ? WaitOutcome.INTERRUPTED : WaitOutcome.ACQUIRED;",
                  "withdraw(node); outcome = WaitOutcome.INTERRUPTED;")
              .breaks("An interrupt that races with a hand-over eats the permit.")
              .killedBy(
                  test("sleep.CountingSemaphoreRaceTest", "down_allForms"),
                  test("stress.contract.SemaphoreContractTest"),
                  torture("--type semaphore --seconds 4")),
          Mutant.algorithm("semaphore-timeout-eats-permit", "internal/PermitQueue")
              .replace(
                  "outcome = withdraw(node) ? WaitOutcome.TIMED_OUT : WaitOutcome.ACQUIRED;",
                  "withdraw(node); outcome = WaitOutcome.TIMED_OUT;")
              .breaks("A timeout that races with a hand-over takes the permit and says no.")
              .killedBy(
                  test("sleep.CountingSemaphoreRaceTest", "tryDownTimed_"),
                  jcstress("CountingSemaphore_TimeoutAgainstUp")),
          Mutant.algorithm("semaphore-timeout-stays", "internal/PermitQueue")
              .replace("tail = WaitNode.remove(tail, node); withdrawState();", "withdrawState();")
              .breaks("Who gives up stays on the list, and is served in place of another.")
              .killedBy(test("sleep.CountingSemaphoreTest")),
          Mutant.algorithm("semaphore-count-stays", "internal/PermitQueue")
              .replace(
                  "tail = WaitNode.remove(tail, node); withdrawState();",
                  "tail = WaitNode.remove(tail, node);")
              .breaks("Who gives up stays counted as a waiter.")
              .killedBy(test("sleep.CountingSemaphoreTest")),
          Mutant.algorithm("semaphore-grants-none", "internal/PermitQueue")
              .replace("node.setStatusVolatile(WaitNode.GRANTED);", "")
              .breaks("A waiter is taken off the list and woken, but not told that it is served.")
              .killedBy(test("sleep.CountingSemaphoreTest", "up_")),
          Mutant.algorithm("semaphore-lost-up", "internal/PermitCount")
              .replace(
                  "final boolean weakCasState(int expected, int newState) {"
                      + " return STATE.weakCompareAndSet(this, expected, newState); }",
                  "final boolean weakCasState(int expected, int newState) { boolean same = state =="
                      + " expected; if (same) { state = newState; } return same; }")
              .breaks("Permits are counted in two steps.")
              .killedBy(
                  test("sleep.CountingSemaphoreRaceTest", "down_allForms"),
                  jcstress("CountingSemaphore_TwoUps")),
          Mutant.algorithm("semaphore-overflow", "internal/PermitQueue")
              .replace(
                  "if (seen > MAX - permits) { return false; } if (seen < 0) {", "if (seen < 0) {")
              .breaks("Permits beyond the maximum wrap around.")
              .killedBy(test("sleep.CountingSemaphoreTest", "up_")),
          Mutant.algorithm("rwsem-writer-joins-readers", "sleep/RwSemaphoreState")
              .replace(
                  "return (state & ~(WAITERS | WAKE)) == 0;",
                  "return (state & (WRITER | HANDOFF)) == 0;")
              .breaks("A writer takes the lock beside its readers.")
              .killedBy(test("sleep.RwSemaphoreTest"), test("sleep.RwSemaphoreRaceTest")),
          Mutant.algorithm("rwsem-readers-pass", "sleep/RwSemaphoreState")
              .replace(
                  "return (state & (WRITER | FULL | HANDOFF)) == 0"
                      + " && ((state & WAITERS) == 0 || state < READER);",
                  "return (state & (WRITER | FULL | HANDOFF)) == 0;")
              .breaks("Readers pass those in line, and starve a writer.")
              .killedBy(
                  test("sleep.RwSemaphoreFairnessTest", "downRead_"),
                  test("sleep.RwSemaphoreFairnessTest")),
          Mutant.algorithm("rwsem-batch-of-one", "sleep/RwSemaphoreQueue")
              .replace(
                  "more = granted != null && tail != null &&"
                      + " WaitNode.first(tail).isWaitingShared();",
                  "more = false;")
              .breaks("Of a long line of readers only the first batch is let in.")
              .killedBy(test("sleep.RwSemaphoreFairnessTest", "upWrite_")),
          Mutant.algorithm("rwsem-last-reader-silent", "sleep/RwSemaphore")
              .replace(
                  "seen = found; found = compareAndExchangeState(seen, seen - READER); }"
                      + " if (owesService) { serve(); }",
                  "seen = found; found = compareAndExchangeState(seen, seen - READER); }")
              .breaks("The last reader does not wake the first in line.")
              .killedBy(test("sleep.RwSemaphoreTest"), test("sleep.RwSemaphoreFairnessTest")),
          Mutant.algorithm("rwsem-leaver-drops-duty", "sleep/RwSemaphoreQueue")
              .replace("owed = announceNext();", "announceNext();")
              .breaks("A writer that gives up does not let in who waited behind it.")
              .killedBy(test("sleep.RwSemaphoreFairnessTest", "leave_")));

  private SleepMutants() {}
}
