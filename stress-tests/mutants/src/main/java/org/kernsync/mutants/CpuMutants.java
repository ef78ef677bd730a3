package org.kernsync.mutants;

import static org.kernsync.mutants.Killer.test;

import java.util.List;

/** Faults of {@code org.kernsync.cpu}. */
final class CpuMutants {
  static final List<Mutant> ALL =
      List.of(
          Mutant.algorithm("slots-of-the-living", "cpu/ThreadSlots")
              .replace(
                  "if (owner == null || !owner.isAlive()) { owners[slot] = self;",
                  "if (owner == null || owner.isAlive()) { owners[slot] = self;")
              .breaks("A slot is taken from a thread that lives.")
              .killedBy(
                  test("cpu.ThreadSlotsTest", "slot_moreThreadsThanSlots_"),
                  test("cpu.ThreadSlotsTest")),
          Mutant.algorithm("slots-never-inherited", "cpu/ThreadSlots")
              .replace(
                  "if (owner == null || !owner.isAlive()) { owners[slot] = self;",
                  "if (owner == null) { owners[slot] = self;")
              .breaks("The slots of the dead are never used again.")
              .killedBy(test("cpu.ThreadSlotsTest", "slot_tenThousandShortThreads_")),
          Mutant.algorithm("slots-sharer-says-owner", "cpu/ThreadSlots")
              .replace(
                  "return ~(lastOwned + 1 + (mixed & lastShared));",
                  "return lastOwned + 1 + (mixed & lastShared);")
              .breaks("Who shares a slot is told that it owns it.")
              .killedBy(test("cpu.ThreadSlotsTest", "slot_virtualThread_")));

  private CpuMutants() {}
}
