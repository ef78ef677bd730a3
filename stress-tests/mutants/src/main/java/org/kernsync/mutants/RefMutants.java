package org.kernsync.mutants;

import static org.kernsync.mutants.Killer.jcstress;
import static org.kernsync.mutants.Killer.loop;
import static org.kernsync.mutants.Killer.test;

import java.util.List;

/** Faults of {@code org.kernsync.ref}. */
final class RefMutants {
  static final List<Mutant> ALL =
      List.of(
          Mutant.algorithm("refcount-inc-from-zero", "ref/SaturatingCount")
              .replace(
                  "if (before == 0 || (before > 0 && limit != NO_LIMIT && n > limit - before)) {",
                  "if (before > 0 && limit != NO_LIMIT && n > limit - before) {")
              .breaks("A dead count comes to life again.")
              .killedBy(
                  test("ref.RefCountRaceTest", "incNotZero_"), test("ref.RefCountMisuseTest")),
          Mutant.algorithm("refcount-no-saturation", "ref/SaturatingCount")
              .replace("if (before + 1 <= 1) {", "if (before == 0) {")
              .breaks("A count beyond the largest wraps around in place of saturating.")
              .killedBy(
                  test("ref.RefCountMisuseTest", "operation_misused_"),
                  test("stress.contract.RefCountContractTest")),
          Mutant.algorithm("refcount-releases-early", "ref/SaturatingCount")
              .replace(
                  "if (before > 1) { return false; } if (before == 1) {",
                  "if (before > 2) { return false; } if (before >= 1) {")
              .breaks("The last but one is told that it was the last.")
              .killedBy(test("ref.RefCountTest", "decAndTest_")),
          Mutant.algorithm("refcount-two-step", "ref/SaturatingCount")
              .replace(
                  "return (int) VALUE.getAndAdd(this, delta);",
                  "int old = value; value = old + delta; return old;")
              .breaks("References are counted by a load and a store.")
              .killedBy(
                  test("ref.RefCountRaceTest", "operations_manyThreads_"),
                  test("stress.contract.RefCountContractTest")),
          Mutant.algorithm("refcount-drops-before-lock", "ref/SaturatingCount")
              .replace(
                  "mutex.lock(); boolean last = false; try { last = decrementAndTest(); }",
                  "boolean last = decrementAndTest(); Thread.yield(); mutex.lock(); try { }")
              .breaks("The last reference is dropped before the lock is held.")
              .killedBy(test("ref.RefCountRaceTest", "decAndMutexLock_")),
          Mutant.order("refcount-read-plain", "ref/SaturatingCount")
              .replace("return (int) VALUE.getOpaque(this);", "return (int) VALUE.get(this);")
              .breaks("A count is read plainly: a loop may read it once and spin for ever.")
              .killedBy(loop("refCount_")),
          Mutant.order("lockref-read-plain", "ref/LockRef")
              .replace("return (long) WORD.getOpaque(this);", "return (long) WORD.get(this);")
              .breaks("Lock and count is read plainly: a loop may read it once and spin for ever.")
              .killedBy(loop("lockRef_")),
          Mutant.order("refcount-dec-acquire", "ref/SaturatingCount")
              .replace(
                  "return (int) VALUE.getAndAdd(this, delta);",
                  "return (int) VALUE.getAndAddAcquire(this, delta);")
              .breaks("Who gives a reference back does not publish what it did with it.")
              .unseenOnX86(
                  "a locked instruction is a full fence whatever its mode",
                  test("ref.RefCountRaceTest", "decAndTest_")),
          Mutant.algorithm("kref-releases-always", "ref/Kref")
              .replace(
                  "if (!decrementAndTest()) { return false; } release.run(); return true;",
                  "boolean last = decrementAndTest(); release.run(); return last;")
              .breaks("Every put runs the release.")
              .killedBy(test("ref.KrefTest")),
          Mutant.algorithm("lockref-counts-beside-holder", "ref/LockRef")
              .replace(
                  "while (!isLocked(seen)) { boolean enough",
                  "while (!isLocked(seen) || change == ONE) { boolean enough")
              .breaks("A get counts while another holds the lock, whose own count is lost.")
              .killedBy(
                  test("ref.LockRefRaceTest", "lock_"),
                  test("ref.LockRefTest"),
                  jcstress("LockRef_CountUnderLock")),
          Mutant.algorithm("lockref-put-to-zero", "ref/LockRef")
              .replace(
                  "public boolean putOrLock() { return step(2, -ONE, LOCKED) == DONE; }",
                  "public boolean putOrLock() { return step(1, -ONE, LOCKED) == DONE; }")
              .breaks("The last reference goes without the lock.")
              .killedBy(test("ref.LockRefTest", "putOrLock_")),
          Mutant.algorithm("lockref-exchange-two-step", "ref/LockRef")
              .replace(
                  "return (long) WORD.compareAndExchange(this, expected, update);",
                  "long found = word; if (found == expected) { word = update; } return found;")
              .breaks("Lock and count change in two steps.")
              .killedBy(test("ref.LockRefRaceTest", "operations_"), jcstress("LockRef_LastPut")),
          Mutant.order("lockref-unlock-opaque", "ref/LockRef")
              .replace("WORD.setRelease(this, update);", "WORD.setOpaque(this, update);")
              .breaks("The critical section is no longer published by unlock.")
              .unseenOnX86(
                  "the same store instruction; every store of x86 is a release",
                  test("ref.LockRefRaceTest", "lock_")));

  private RefMutants() {}
}
