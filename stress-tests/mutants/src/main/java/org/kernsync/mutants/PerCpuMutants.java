package org.kernsync.mutants;

import static org.kernsync.mutants.Killer.jcstress;
import static org.kernsync.mutants.Killer.loop;
import static org.kernsync.mutants.Killer.test;

import java.util.List;

/** Faults of {@code org.kernsync.percpu}. */
final class PerCpuMutants {
  static final List<Mutant> ALL =
      List.of(
          Mutant.algorithm("percpuref-no-second-look", "percpu/PerCpuRef")
              .replace(
                  "HeavyFence.light(); return wordAcquire() == PER_CPU;",
                  "HeavyFence.light(); return true;")
              .breaks("A reference that is got while the mode changes is not counted.")
              .killedBy(test("percpu.PerCpuRefTest", "get_killedInBetween_")),
          Mutant.algorithm("percpuref-keeps-bias", "percpu/PerCpuRef")
              .replace(
                  "} while (!weakCasCount(seen, seen - BIAS)); }",
                  "} while (!weakCasCount(seen, seen)); }")
              .breaks("After the kill the count never comes to zero: nothing is released.")
              .killedBy(test("percpu.PerCpuRefTest", "kill_usersOrNone_")),
          Mutant.algorithm("percpuref-confirms-early", "percpu/PerCpuRef")
              .replace(
                  "Objects.requireNonNull(confirm, \"confirm\"); lock.lock();",
                  "Objects.requireNonNull(confirm, \"confirm\"); confirm.run(); lock.lock();")
              .breaks("The confirmation comes before the mode has changed.")
              .killedBy(jcstress("PerCpuRef_KillConfirmed"), test("percpu.PerCpuRefTest")),
          Mutant.algorithm("percpuref-folds-twice", "percpu/PerCpuRef")
              .replace("folded = sum; return seen + growth == 0;", "return seen + growth == 0;")
              .breaks("What was folded in is folded in again.")
              .killedBy(test("percpu.PerCpuRefTest")),
          Mutant.algorithm("percpucounter-tells-twice", "percpu/PerCpuCounter")
              .replace(
                  "cells.setOwnOpaque(slot, TOLD, total); addTold(slot, untold);",
                  "addTold(slot, untold);")
              .breaks("What was told is told again: reads drift from the sum.")
              .killedBy(test("percpu.PerCpuCounterTest", "read_")),
          Mutant.algorithm("percpucounter-sharers-lose", "percpu/PerCpuCells")
              .replace(
                  "long unused = (long) LONGS.getAndAddRelease(longs, index(cpu, quantity) +"
                      + " SHARED, amount);",
                  "longs[index(cpu, quantity) + SHARED] += amount;")
              .breaks("Those who share a stripe add as if they owned it.")
              .killedBy(
                  test("percpu.PerCpuCounterTest", "add_manyThreads"),
                  jcstress("PerCpuCounter_SharedStripe")),
          Mutant.algorithm("percpucounter-limit-unlocked", "percpu/PerCpuCounter")
              .replace(
                  "return true; } lock.lock(); try { if (!fits(amount, limit)) {",
                  "return true; } try { if (!fits(amount, limit)) {")
              .breaks("Two who want the last of the limit both get it.")
              .killedBy(
                  test("percpu.PerCpuCounterTest", "limitedAdd_race_"),
                  jcstress("PerCpuCounter_LimitedAdd")),
          Mutant.algorithm("percpurwsem-no-second-look", "percpu/PerCpuRwSemaphoreState")
              .replace(
                  "HeavyFence.light(); turnedAway = blockedAcquire();",
                  "HeavyFence.light(); turnedAway = false;")
              .breaks("A reader that comes while the writer blocks stays inside.")
              .killedBy(test("percpu.PerCpuRwSemaphoreTest", "downRead_writerComesInBetween_")),
          Mutant.algorithm("percpurwsem-silent-reader", "percpu/PerCpuRwSemaphoreState")
              .replace(
                  "try { wakeWriter(); } catch (StackOverflowError notWoken)",
                  "try { cpus.slot(); } catch (StackOverflowError notWoken)")
              .breaks("The last reader does not wake the writer.")
              .killedBy(test("percpu.PerCpuRwSemaphoreTest", "upRead_writerParked_")),
          Mutant.algorithm("percpurwsem-stays-blocked", "percpu/PerCpuRwSemaphoreState")
              .replace("setWaiterVolatile(null); unblock(); } }", "setWaiterVolatile(null); } }")
              .breaks("A writer that gives up keeps readers out.")
              .killedBy(test("percpu.PerCpuRwSemaphoreTest", "downWrite_givesUp_")),
          Mutant.order("percpuref-word-plain", "percpu/PerCpuRefCount")
              .replace("return (int) WORD.getAcquire(this);", "return (int) WORD.get(this);")
              .breaks("The mode is read plainly: a loop may read it once and spin for ever.")
              .killedBy(loop("perCpuRef_")),
          Mutant.order("percpuref-no-heavy-fence", "percpu/PerCpuRef")
              .replace("setWordVolatile(after); HeavyFence.heavy();", "setWordVolatile(after);")
              .breaks("A get whose count is still in the store buffer is missed by the kill.")
              .killedBy(
                  test("internal.LightSideRaceTest", "perCpuRef").times(3),
                  jcstress("PerCpuRef_LivesWhileHeld")),
          Mutant.order("percpuref-no-light-fence", "percpu/PerCpuRef")
              .replace(
                  "HeavyFence.light(); return wordAcquire() == PER_CPU;",
                  "return wordAcquire() == PER_CPU;")
              .breaks("Without membarrier: the second look at the mode passes the count.")
              .killedBy(
                  test("internal.LightSideRaceTest", "perCpuRef").withoutMembarrier().times(3),
                  jcstress("PerCpuRef_LivesWhileHeld").withoutMembarrier()),
          Mutant.order("percpurwsem-no-heavy-fence", "percpu/PerCpuRwSemaphoreState")
              .replace("setBlockedVolatile(); HeavyFence.heavy();", "setBlockedVolatile();")
              .breaks("Reader and writer miss each other, and are both inside.")
              .killedBy(
                  test("internal.LightSideRaceTest", "perCpuRw").times(3),
                  jcstress("PerCpuRwSemaphore_LightSide")),
          Mutant.order("percpurwsem-no-light-fence", "percpu/PerCpuRwSemaphoreState")
              .replace(
                  "HeavyFence.light(); turnedAway = blockedAcquire();",
                  "turnedAway = blockedAcquire();")
              .breaks("Without membarrier: the reader's second look passes its count.")
              .killedBy(
                  test("internal.LightSideRaceTest", "perCpuRw").withoutMembarrier().times(3),
                  jcstress("PerCpuRwSemaphore_LightSide").withoutMembarrier()),
          Mutant.order("percpucells-shared-acquire", "percpu/PerCpuCells")
              .replace(
                  "LONGS.getAndAddRelease(longs, index(cpu, quantity) + SHARED, amount)",
                  "LONGS.getAndAddAcquire(longs, index(cpu, quantity) + SHARED, amount)")
              .breaks("A sharer's section is not published by its exit.")
              .unseenOnX86(
                  "a locked instruction is a full fence whatever its mode",
                  jcstress("PerCpuRwSemaphore_Visibility")));

  private PerCpuMutants() {}
}
