package org.kernsync.mutants;

import static org.kernsync.mutants.Killer.jcstress;
import static org.kernsync.mutants.Killer.loop;
import static org.kernsync.mutants.Killer.test;
import static org.kernsync.mutants.Killer.torture;

import java.util.List;

/** Faults of {@code org.kernsync.rcu}. */
final class RcuMutants {
  static final List<Mutant> ALL =
      List.of(
          Mutant.algorithm("rcu-waits-for-nobody", "rcu/RcuReaders")
              .replace(
                  "while (reader.isEarlierThan(number) && owner.isAlive()) {",
                  "while (number < 0) {")
              .breaks("A grace period waits for no thread.")
              .killedBy(torture("--type rcu --seconds 4"), jcstress("Rcu_GracePeriod")),
          Mutant.algorithm("rcu-skips-a-reader", "rcu/RcuReaders")
              .replace(
                  "boolean someAreDead = false; for (EpochReader reader : readers) {",
                  "boolean someAreDead = false; EpochReader skipped = readers.length > 0 ?"
                      + " readers[0] : null; for (EpochReader reader : readers) { if (reader =="
                      + " skipped) { continue; }")
              .breaks("A grace period leaves out the reader that registered first.")
              .killedBy(
                  test("rcu.RcuTest", "wait_sectionIsOpen_").impatient(),
                  torture("--type rcu --seconds 4")),
          Mutant.algorithm("rcu-inner-unlock-ends", "rcu/SectionReader")
              .replace(
                  "int depth = nesting - 1; if (depth == 0) {",
                  "int depth = nesting - 1; if (depth >= 0) {")
              .breaks("The inner unlock ends the outer section.")
              .killedBy(
                  test("rcu.RcuTest", "readUnlock_ofAnInner").impatient(), jcstress("Rcu_Nesting")),
          Mutant.algorithm("rcu-cookie-too-early", "rcu/GracePeriods")
              .replace(
                  "return (seen & 1) == 0 ? seen + 2 : seen + 3;",
                  "return (seen & 1) == 0 ? seen + 2 : seen + 1;")
              .breaks("A grace period that has begun before is taken for one that began after.")
              .killedBy(test("rcu.RcuTest", "poll_")),
          Mutant.algorithm("rcu-old-number", "rcu/EpochReader")
              .replace(
                  "return seen != QUIESCENT && seen < number;",
                  "return seen != QUIESCENT && seen < number - 2;")
              .breaks("A reader of the grace period before is not waited for.")
              .killedBy(
                  test("rcu.RcuTest", "wait_sectionIsOpen_").impatient(),
                  torture("--type rcu --seconds 4")),
          Mutant.algorithm("rcu-callbacks-early", "rcu/Callbacks")
              .replace(
                  "gracePeriods.await(gracePeriods.snapshot(), hurry);",
                  "gracePeriods.await(gracePeriods.snapshot() - 2, hurry);")
              .breaks("Callbacks run one grace period early.")
              .killedBy(test("rcu.RcuCallTest", "call_sectionIsOpen_")),
          Mutant.algorithm("rcu-callbacks-backwards", "rcu/Callbacks")
              .replace("taken = reverse(newest);", "taken = newest;")
              .breaks("Callbacks run in the reverse of their order, and the barrier too early.")
              .killedBy(test("rcu.RcuCallTest", "call_manyTimes_")),
          Mutant.algorithm("rcu-barrier-waits-for-nobody", "rcu/Callbacks")
              .replace("boolean passed = false;", "boolean passed = true;")
              .breaks("The barrier waits for no callback.")
              .killedBy(test("rcu.RcuCallTest", "barrier_manyCallers_")),
          Mutant.algorithm("rcu-callback-twice", "rcu/RcuNode")
              .replace(
                  "return QUEUED.compareAndSet(this, false, true);", "queued = true; return true;")
              .breaks("A node is queued twice, and runs twice.")
              .killedBy(test("rcu.RcuCallTest", "call_nodeTwice_")),
          Mutant.algorithm("rcu-one-turn", "rcu/CounterPair")
              .replace(
                  "turn(wait, whileWaiting); turn(wait, whileWaiting);",
                  "turn(wait, whileWaiting);")
              .breaks("One flip of the counters: a token counted under the phase before is missed.")
              .killedBy(test("rcu.CounterPairTest", "awaitEarlier_")),
          Mutant.algorithm("srcu-exits-the-other-phase", "rcu/CounterPair")
              .replace(
                  "add(enters(stripe, (int) token & 1) + EXITS);",
                  "add(enters(stripe, ~(int) token & 1) + EXITS);")
              .breaks("A section ends in the phase that it did not begin in.")
              .killedBy(test("rcu.SrcuTest", "readUnlock_inAnyOrder_")),
          Mutant.algorithm("srcu-sums-in-the-wrong-order", "rcu/CounterPair")
              .replace(
                  "long out = sum(ofPhase, EXITS); VarHandle.fullFence(); return sum(ofPhase, 0) -"
                      + " out;",
                  "long in = sum(ofPhase, 0); VarHandle.fullFence(); return in - sum(ofPhase,"
                      + " EXITS);")
              .breaks("Entries are summed before exits: a section that moves CPU is counted out.")
              .killedBy(test("rcu.CounterPairTest", "inside_")),
          Mutant.algorithm("qsbr-new-reader-offline", "rcu/QsbrRcu")
              .replace(
                  "readers.add(reader); reader.online(); return reader;",
                  "readers.add(reader); return reader;")
              .breaks("A reader that registers is not waited for.")
              .killedBy(test("rcu.QsbrRcuTest", "synchronize_readerIsOnline_")),
          Mutant.algorithm("qsbr-reports-the-next", "rcu/QsbrReader")
              .replace(
                  "setEpochRelease(now); HeavyFence.light();",
                  "setEpochRelease(now + 2); HeavyFence.light();")
              .breaks("One report serves for the next grace period, too.")
              .killedBy(test("rcu.QsbrRcuTest", "quiescent_onceWithinOne_")),
          Mutant.algorithm("rculist-dead-end", "rcu/RcuList")
              .replace(
                  "setPreceding(node.followingPlain(), node.preceding); retire(node);",
                  "setPreceding(node.followingPlain(), node.preceding);"
                      + " node.setFollowingPlain(null); retire(node);")
              .breaks("A reader that stands on a removed node does not find the rest.")
              .killedBy(test("rcu.RcuListTest", "following_")),
          Mutant.algorithm("rculist-gap", "rcu/RcuList")
              .replace(
                  "setFollowing(old.preceding, fresh); setPreceding(old.followingPlain(), fresh);",
                  "setFollowing(old.preceding, old.followingPlain()); Thread.onSpinWait();"
                      + " setFollowing(old.preceding, fresh); setPreceding(old.followingPlain(),"
                      + " fresh);")
              .breaks("While one node replaces another, neither is on the list.")
              .killedBy(test("stress.lincheck.RcuListTest")),
          Mutant.order("rculist-following-plain", "rcu/RcuListNode")
              .replace(
                  "(RcuListNode<?>) FOLLOWING.getAcquire(this);",
                  "(RcuListNode<?>) FOLLOWING.get(this);")
              .breaks("The next node is read plainly: a loop may read it once and spin for ever.")
              .killedBy(loop("rcuListNode_")),
          Mutant.order("rculist-first-plain", "rcu/RcuList")
              .replace(
                  "return (N) (RcuListNode<?>) FIRST.getAcquire(this);",
                  "return (N) (RcuListNode<?>) FIRST.get(this);")
              .breaks("The first node is read plainly: a loop may read it once and spin for ever.")
              .killedBy(loop("rcuList_")),
          Mutant.order("rcu-access-plain", "rcu/RcuReference")
              .replace(
                  "return (T) (Object) VALUE.getOpaque(this);",
                  "return (T) (Object) VALUE.get(this);")
              .breaks(
                  "A published pointer that is not followed is read plainly: a loop may read it"
                      + " once and spin for ever.")
              .killedBy(loop("rcuReference_access")),
          Mutant.order("rcu-dereference-plain", "rcu/RcuReference")
              .replace(
                  "return (T) (Object) VALUE.getAcquire(this);",
                  "return (T) (Object) VALUE.get(this);")
              .breaks(
                  "A published pointer is read plainly: a loop may read it once and spin for ever.")
              .killedBy(loop("rcuReference_dereference")),
          Mutant.order("rcu-no-heavy-fence", "rcu/GracePeriods")
              .replace(
                  "setSequenceVolatile(number); HeavyFence.heavy();",
                  "setSequenceVolatile(number);")
              .breaks("A section whose announcement is still in the store buffer is missed.")
              .killedBy(
                  test("internal.LightSideRaceTest", "rcu").times(3), jcstress("Rcu_LightSide")),
          Mutant.order("rcu-no-light-fence", "rcu/SectionReader")
              .replace(
                  "setEpochOpaque(announcedAcquire()); HeavyFence.light();",
                  "setEpochOpaque(announcedAcquire());")
              .breaks(
                  "Without membarrier: the pointer is followed before the section is announced.")
              .killedBy(
                  test("internal.LightSideRaceTest", "rcu").withoutMembarrier().times(3),
                  jcstress("Rcu_LightSide").withoutMembarrier()),
          Mutant.order("rcu-leave-opaque", "rcu/ReaderFields")
              .replace("EPOCH.setRelease(this, newEpoch);", "EPOCH.setOpaque(this, newEpoch);")
              .breaks("Reads of the section may move behind its end.")
              .unseenOnX86(
                  "the same store instruction; x86 never moves a load behind a later store",
                  torture("--type rcu --seconds 4")),
          Mutant.order("rcu-assign-opaque", "rcu/RcuReference")
              .replace(
                  "VALUE.setRelease(this, (Object) next);", "VALUE.setOpaque(this, (Object) next);")
              .breaks("What is published may be stored after the pointer to it.")
              .unseenOnX86(
                  "the same store instruction; C2 puts a compiler barrier around opaque accesses"
                      + " too, and every store of x86 is a release",
                  jcstress("Rcu_PublishSubscribe")),
          Mutant.order("srcu-sum-no-fence", "rcu/CounterPair")
              .replace(
                  "long out = sum(ofPhase, EXITS); VarHandle.fullFence();",
                  "long out = sum(ofPhase, EXITS);")
              .breaks("Exits may be summed after entries.")
              .unseenOnX86(
                  "both sums are acquiring loads, which C2 keeps in order and x86 never reorders",
                  torture("--type srcu --seconds 4 --threads 6")),
          Mutant.order("gp-end-no-fence", "rcu/GracePeriods")
              .replace(
                  "VarHandle.fullFence(); setSequenceVolatile(number + 1);",
                  "setSequenceVolatile(number + 1);")
              .breaks(
                  "The end of a grace period may be told before the last reader was seen to leave.")
              .unseenOnX86(
                  "x86 moves no load behind a later store, and the store is volatile",
                  torture("--type rcu --seconds 4")));

  private RcuMutants() {}
}
