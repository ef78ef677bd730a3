package org.kernsync.mutants;

import static org.kernsync.mutants.Killer.loop;
import static org.kernsync.mutants.Killer.test;

import java.util.List;

/** Faults of {@code org.kernsync.atomic}. */
final class AtomicMutants {
  static final List<Mutant> ALL =
      List.of(
          Mutant.algorithm("atomic-add-two-step", "atomic/AtomicInt32")
              .replace(
                  "int old = (int) VALUE.getAndAdd(this, delta);",
                  "int old = value; value = old + delta;")
              .breaks("A fully ordered add is a load and a store: increments are lost.")
              .killedBy(test("atomic.AtomicIntRaceTest", "increment_")),
          Mutant.algorithm("atomic-dec-below-zero", "atomic/AtomicInt32")
              .replace("while (old > 0) {", "while (old >= 0) {")
              .breaks("decIfPositive goes one below zero.")
              .killedBy(test("atomic.AtomicIntTest", "operation_")),
          Mutant.algorithm("atomic-unless-forgets", "atomic/AtomicInt32")
              .replace(
                  "while (old != unless) { int found = compareExchange(old, old + delta, order);",
                  "while (true) { int found = compareExchange(old, old + delta, order);")
              .breaks("addUnless adds whatever is there: a dead count comes to life.")
              .killedBy(test("atomic.AtomicIntTest", "operation_")),
          Mutant.order("atomic-mb-after-unlock-lock", "atomic/MemoryBarriers")
              .replace(
                  "public static void mbAfterUnlockLock() { VarHandle.fullFence(); }",
                  "public static void mbAfterUnlockLock() { VarHandle.acquireFence();"
                      + " VarHandle.releaseFence(); }")
              .breaks("smp_mb__after_unlock_lock lets a store pass a later load.")
              .killedBy(test("atomic.MemoryBarriersTest", "fullBarrier_")),
          Mutant.order("atomic-mb-after-spinlock", "atomic/MemoryBarriers")
              .replace(
                  "public static void mbAfterSpinlock() { VarHandle.fullFence(); }",
                  "public static void mbAfterSpinlock() { VarHandle.acquireFence();"
                      + " VarHandle.releaseFence(); }")
              .breaks("smp_mb__after_spinlock lets a store pass a later load.")
              .killedBy(test("atomic.MemoryBarriersTest", "fullBarrier_")),
          Mutant.order("atomic-mb-before-atomic", "atomic/MemoryBarriers")
              .replace(
                  "public static void mbBeforeAtomic() { VarHandle.fullFence(); }",
                  "public static void mbBeforeAtomic() { VarHandle.acquireFence();"
                      + " VarHandle.releaseFence(); }")
              .breaks("smp_mb__before_atomic lets a store pass a later load.")
              .killedBy(test("atomic.MemoryBarriersTest", "fullBarrier_")),
          Mutant.order("atomic-mb-after-atomic", "atomic/MemoryBarriers")
              .replace(
                  "public static void mbAfterAtomic() { VarHandle.fullFence(); }",
                  "public static void mbAfterAtomic() { VarHandle.acquireFence();"
                      + " VarHandle.releaseFence(); }")
              .breaks("smp_mb__after_atomic lets a store pass a later load.")
              .killedBy(test("atomic.MemoryBarriersTest", "fullBarrier_")),
          Mutant.order("atomic64-read-plain", "atomic/AtomicInt64")
              .replace("return (long) VALUE.getOpaque(this);", "return (long) VALUE.get(this);")
              .breaks(
                  "A 64-bit atomic variable is read plainly: a loop may read it once and spin for"
                      + " ever.")
              .killedBy(loop("atomicInt64_")),
          Mutant.order("atomic-read-plain", "atomic/AtomicInt32")
              .replace("return (int) VALUE.getOpaque(this);", "return (int) VALUE.get(this);")
              .breaks(
                  "An atomic variable is read plainly: a loop may read it once and spin for ever.")
              .killedBy(loop("atomicInt32_")));

  private AtomicMutants() {}
}
