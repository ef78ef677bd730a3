package org.kernsync.mutants;

import static org.kernsync.mutants.Killer.test;

import java.util.List;

/** Faults of {@code org.kernsync.internal}, which others stand on. */
final class InternalMutants {
  static final List<Mutant> ALL =
      List.of(
          Mutant.order("heavy-no-membarrier", "internal/HeavyFence")
              .replace(
                  "VarHandle.fullFence(); if (AVAILABLE) { Membarrier.expedited(); }",
                  "VarHandle.fullFence();")
              .breaks("The heavy side fences itself only, and the light side not at all.")
              .killedBy(test("internal.HeavyFenceTest")),
          Mutant.order("light-no-fence", "internal/HeavyFence")
              .replace("if (!AVAILABLE) { VarHandle.fullFence(); }", "")
              .breaks("Where there is no membarrier, the light side has no fence either.")
              .killedBy(test("internal.HeavyFenceTest").withoutMembarrier()),
          Mutant.order("heavy-nothing", "internal/HeavyFence")
              .replace("VarHandle.fullFence(); if (AVAILABLE) { Membarrier.expedited(); }", "")
              .breaks("The heavy fence does nothing.")
              .killedBy(test("internal.HeavyFenceTest")),
          Mutant.algorithm("waitnode-loses-the-last", "internal/WaitNode")
              .replace("return before == node ? null : before;", "return null;")
              .breaks("Where the last waiter leaves, those before it are forgotten.")
              .killedBy(test("sleep.CountingSemaphoreTest", "leave_")),
          Mutant.algorithm("permit-guess-goes-below", "internal/PermitCount")
              .replace(
                  "return found == seen || found > 0 && tryTakeOf(found); } private boolean"
                      + " tryTakeOf(int found) { int seen = found; while (seen > 0) {",
                  "return found == seen || tryTakeOf(found); } private boolean"
                      + " tryTakeOf(int found) { int seen = found; while (seen >= 0) {")
              .breaks("A wrong guess of the count takes what is not there.")
              .killedBy(test("internal.PermitQueueGuessTest")));

  private InternalMutants() {}
}
