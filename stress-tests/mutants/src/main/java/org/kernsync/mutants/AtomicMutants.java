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
          Mutant.algorithm("atomic-cmpxchg-two-step", "atomic/AtomicInt64")
              .replace(
                  "long old = (long) VALUE.compareAndExchange(this, expected, update);",
                  "long old = value; if (old == expected) { Thread.onSpinWait(); value = update; }")
              .breaks("A compare and exchange is a look and a store.")
              .killedBy(test("atomic.AtomicIntRaceTest", "compareAndExchange_")),
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
              .killedBy(loop("atomicInt32_")),
          Mutant.order("bitmap-read-plain", "atomic/AtomicBitmap")
              .replace("return (long) WORD.getOpaque(words, word);", "return words[word];")
              .breaks("A bit is read plainly: a loop may read it once and spin for ever.")
              .killedBy(loop("atomicBitmap_")),
          Mutant.order("atomic-store-mb", "atomic/MemoryBarriers")
              .replace(
                  "public static void storeMb(AtomicInt32 variable, int value) {"
                      + " variable.set(value); VarHandle.fullFence(); }",
                  "public static void storeMb(AtomicInt32 variable, int value) {"
                      + " variable.set(value); }")
              .breaks("smp_store_mb does not keep its store before later loads.")
              .killedBy(test("atomic.MemoryBarriersTest", "fullBarrier_")),
          Mutant.order("atomic-mb-acq-rel", "atomic/MemoryBarriers")
              .replace(
                  "public static void mb() { VarHandle.fullFence(); }",
                  "public static void mb() { VarHandle.acquireFence(); VarHandle.releaseFence(); }")
              .breaks("smp_mb lets a store pass a later load.")
              .killedBy(test("atomic.MemoryBarriersTest", "fullBarrier_")),
          Mutant.order("atomic-full-no-fences", "atomic/AtomicInt32")
              .replace(
                  "FullyOrdered.before(); int old = (int) VALUE.getAndAdd(this, delta);"
                      + " FullyOrdered.after(); return old;",
                  "int old = (int) VALUE.getAndAdd(this, delta); return old;")
              .breaks("A fully ordered add is no barrier between the accesses around it.")
              .unseenOnX86(
                  "FullyOrdered does nothing on x86, where a locked instruction is a full fence",
                  test("atomic.AtomicIntRaceTest", "increment_")),
          Mutant.order("atomic-release-opaque", "atomic/AtomicInt32")
              .replace("VALUE.setRelease(this, update);", "VALUE.setOpaque(this, update);")
              .breaks("setRelease publishes nothing.")
              .unseenOnX86(
                  "the same store instruction; C2 puts a compiler barrier around opaque accesses"
                      + " too, and every store of x86 is a release",
                  test("atomic.AtomicIntRaceTest", "incNotZeroAndDecAndTest_")),
          Mutant.algorithm("condload-once", "atomic/CondLoad")
              .replace(
                  "interrupted |= Thread.interrupted(); seen = variable.read(); } } finally"
                      + " { restore(interrupted); } return seen; } static long",
                  "interrupted |= Thread.interrupted(); seen = step < 3 ? seen : variable.read(); }"
                      + " } finally { restore(interrupted); } return seen; } static long")
              .breaks("A conditional load pauses, and does not look again at once.")
              .killedBy(test("atomic.MemoryBarriersTest", "condLoad_doesNotHold_")),
          Mutant.algorithm("bitmap-set-two-step", "atomic/AtomicBitmap")
              .replace(
                  "return (long) WORD.getAndBitwiseOr(words, word, mask);",
                  "long old = words[word]; words[word] = old | mask; return old;")
              .breaks("Setting a bit disturbs its neighbours.")
              .killedBy(test("atomic.AtomicBitmapRaceTest", "changes_")),
          Mutant.algorithm("bitmap-find-skips", "atomic/AtomicBitmap")
              .replace(
                  "(wordOpaque(word) ^ skipped) & (-1L << from);",
                  "(wordOpaque(word) ^ skipped) & (-2L << from);")
              .breaks("A search begins one bit too late.")
              .killedBy(test("atomic.AtomicBitmapTest", "operations_random_")));

  private AtomicMutants() {}
}
