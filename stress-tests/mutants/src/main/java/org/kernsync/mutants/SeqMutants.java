package org.kernsync.mutants;

import static org.kernsync.mutants.Killer.jcstress;
import static org.kernsync.mutants.Killer.loop;
import static org.kernsync.mutants.Killer.test;

import java.util.List;

/** Faults of {@code org.kernsync.seq}. */
final class SeqMutants {
  static final List<Mutant> ALL =
      List.of(
          Mutant.algorithm("seq-retry-inverted", "seq/SeqCount")
              .replace("return lookAgain() != start;", "return lookAgain() == start;")
              .breaks("A reader keeps what was torn and repeats what was whole.")
              .killedBy(test("seq.SeqCountTest")),
          Mutant.algorithm("seq-begin-while-odd", "seq/SeqCount")
              .replace(
                  "int start = beginAcquire(); return isOdd(start) ? readBeginContended() : start;",
                  "return beginAcquire();")
              .breaks("A reader begins while a writer is inside, and keeps what it reads then.")
              .killedBy(test("seq.SeqCountTest"), test("seq.SequenceRaceTest", "seqCount_")),
          Mutant.algorithm("seq-write-off-by-one", "seq/SequenceWord")
              .replace(
                  "setSequenceOpaque(sequencePlain() + 1); VarHandle.storeStoreFence();",
                  "setSequenceOpaque(sequencePlain() + 2); VarHandle.storeStoreFence();")
              .breaks("A writer that begins leaves an even number: nobody knows that it is inside.")
              .killedBy(test("seq.SeqCountTest")),
          Mutant.algorithm("seq-invalidate-by-one", "seq/SequenceWord")
              .replace(
                  "setSequenceRelease(sequencePlain() + 2);",
                  "setSequenceRelease(sequencePlain() + 1);")
              .breaks("An invalidation leaves an odd number, and readers wait for ever.")
              .killedBy(test("seq.SeqCountTest", "invalidate_")),
          Mutant.algorithm("seqlock-retry-never", "seq/AdaptiveReads")
              .replace("return lookAgain() != start;", "return false;")
              .breaks("A reader of a sequence lock keeps whatever it read.")
              .killedBy(
                  test("seq.SeqLockTest", "readRetry_"),
                  test("stress.contract.SequenceLockContractTest"),
                  jcstress("SeqLock_TornRead")),
          Mutant.algorithm("seqlatch-wrong-copy", "seq/SeqLatch")
              .replace("return start & 1;", "return ~start & 1;")
              .breaks("Readers use the copy that the writer is at.")
              .killedBy(test("seq.SeqLatchTest"), test("seq.SequenceRaceTest", "seqLatch_")),
          Mutant.order("seq-look-plain", "seq/SequenceWord")
              .replace("return (int) SEQUENCE.getOpaque(this);", "return (int) SEQUENCE.get(this);")
              .breaks(
                  "Whether a writer is inside is read plainly: a loop may read it once and spin for"
                      + " ever.")
              .killedBy(loop("seqLock_")),
          Mutant.order("seq-begin-plain", "seq/SequenceWord")
              .replace(
                  "return (int) SEQUENCE.getAcquire(this);", "return (int) SEQUENCE.get(this);")
              .breaks(
                  "The number of a sequence is read plainly: a loop may read it once and spin for"
                      + " ever.")
              .killedBy(loop("seqCount_")),
          Mutant.order("seq-read-no-fence", "seq/SequenceWord")
              .replace(
                  "VarHandle.acquireFence(); return sequenceOpaque();", "return sequenceOpaque();")
              .breaks("The reads of the section may move behind the second look at the number.")
              .unseenOnX86(
                  "C2 keeps an opaque load between compiler barriers of its own, and x86 moves no"
                      + " load before an earlier one",
                  test("seq.SequenceRaceTest", "seqCount_writersAndReaders").shuffled()),
          Mutant.order("seq-write-no-fence", "seq/SequenceWord")
              .replace(
                  "setSequenceOpaque(sequencePlain() + 1); VarHandle.storeStoreFence();",
                  "setSequenceOpaque(sequencePlain() + 1);")
              .breaks("The writer's stores may move before the number that announces them.")
              .unseenOnX86(
                  "C2 keeps an opaque store between compiler barriers of its own, and x86 moves no"
                      + " store before an earlier one",
                  test("seq.SequenceRaceTest", "seqCount_writersAndReaders").shuffled()),
          Mutant.order("seq-begin-opaque", "seq/SequenceWord")
              .replace(
                  "return (int) SEQUENCE.getAcquire(this);",
                  "return (int) SEQUENCE.getOpaque(this);")
              .breaks("The reads of the section may move before the first look at the number.")
              .unseenOnX86(
                  "the same load instruction, between compiler barriers in either mode",
                  test("seq.SequenceRaceTest", "seqCount_writersAndReaders").shuffled()),
          Mutant.order("seq-end-opaque", "seq/SequenceWord")
              .replace("SEQUENCE.setRelease(this, number);", "SEQUENCE.setOpaque(this, number);")
              .breaks("The writer's stores may move behind the number that ends the section.")
              .unseenOnX86(
                  "the same store instruction, between compiler barriers in either mode",
                  test("seq.SequenceRaceTest", "seqCount_writersAndReaders").shuffled()));

  private SeqMutants() {}
}
