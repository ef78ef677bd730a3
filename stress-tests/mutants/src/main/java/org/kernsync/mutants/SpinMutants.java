package org.kernsync.mutants;

import static org.kernsync.mutants.Killer.loop;
import static org.kernsync.mutants.Killer.test;
import static org.kernsync.mutants.Killer.torture;

import java.util.List;

/** Faults of {@code org.kernsync.spin}. */
final class SpinMutants {
  static final List<Mutant> ALL =
      List.of(
          Mutant.algorithm("ticket-two-step", "spin/TicketSpinLock")
              .replace(
                  "return (int) NEXT.getAndAddAcquire(this, 1);",
                  "int mine = next; next = mine + 1; return mine;")
              .breaks("A ticket is taken in two steps: two threads draw the same one.")
              .killedBy(
                  test("spin.TicketSpinLockExclusionTest", "lock_"),
                  torture("--type ticket --seconds 3")),
          Mutant.algorithm("ticket-serves-two", "spin/TicketSpinLock")
              .replace("setOwnerRelease(served + 1);", "setOwnerRelease(served + 2);")
              .breaks("An unlock skips the next ticket, whose thread waits for ever.")
              .killedBy(test("spin.TicketSpinLockTest")),
          Mutant.algorithm("ticket-wrap", "spin/TicketSpinLock")
              .replace("while (owner != ticket) {", "while (owner < ticket) {")
              .breaks("Tickets are compared as if they never wrapped around.")
              .killedBy(test("spin.TicketSpinLockFifoTest", "lock_")),
          Mutant.algorithm("ticket-wakes-nobody", "spin/TicketSpinLock")
              .replace("rings.wake(served + 1);", "")
              .breaks("Unlock does not wake the next in line where it sleeps.")
              .killedBy(test("spin.TicketSpinLockWaitTest", "unlock_")),
          Mutant.algorithm("ticket-overtakes", "spin/TicketSpinLock")
              .replace(
                  "return nextOpaque() == free && casNextAcquire(free, free + 1);",
                  "owner = free; return true;")
              .breaks("tryLock lets everybody in.")
              .killedBy(test("spin.TicketSpinLockTest")),
          Mutant.algorithm("ticket-forgets-holder", "spin/TicketSpinLock")
              .replace(
                  "return namedAcquire() == served && holder == self;", "return holder == self;")
              .breaks("Who held the lock before may unlock it for the one who has it.")
              .killedBy(test("spin.TicketSpinLockTest", "unlock_")),
          Mutant.algorithm("ticket-eats-interrupt", "spin/TicketSpinLock")
              .replace(
                  "ContendedWaits.end(event, this, heldBy); if (interrupted) { self.interrupt(); }",
                  "ContendedWaits.end(event, this, heldBy);")
              .breaks("An interrupt that comes while one waits is lost.")
              .killedBy(test("spin.TicketSpinLockWaitTest", "lock_interrupted")),
          Mutant.order("rwspin-state-plain", "spin/ReadWriteSpinQueue")
              .replace("return (int) STATE.getVolatile(this);", "return (int) STATE.get(this);")
              .breaks(
                  "The state of the lock is read plainly: a loop may read it once and spin for"
                      + " ever.")
              .killedBy(loop("readWriteSpinLock_")),
          Mutant.order("queued-fields-plain", "spin/QueuedSpinWord")
              .replace(
                  "private volatile int taken; private volatile int freed;",
                  "private int taken; private int freed;")
              .breaks("The words are read plainly: a loop may read them once and spin for ever.")
              .killedBy(loop("queuedSpinLock_")),
          Mutant.order("ticket-fields-plain", "spin/TicketSpinLock")
              .replace(
                  "private volatile int next; private volatile int owner;",
                  "private int next; private int owner;")
              .breaks("Tickets are read plainly: a loop may read them once and spin for ever.")
              .killedBy(loop("ticketSpinLock_")),
          Mutant.order("ticket-no-heavy-fence", "spin/TicketSpinLock")
              .replace(
                  "ring.publish(ticket, self); HeavyFence.heavy();", "ring.publish(ticket, self);")
              .breaks(
                  "Who goes to sleep may see the old owner, while unlock sees no sleeper: the"
                      + " store-load that is paid for here.")
              .killedBy(test("spin.TicketSpinLockSleepRaceTest").impatient().times(8)),
          Mutant.order("ticket-no-light-fence", "spin/TicketSpinLock")
              .replace("try { HeavyFence.light(); TicketSlots rings", "try { TicketSlots rings")
              .breaks("Without membarrier: the release and the look for sleepers change places.")
              .killedBy(
                  test("spin.TicketSpinLockSleepRaceTest")
                      .impatient()
                      .withoutMembarrier()
                      .times(8)),
          Mutant.order("ticket-owner-opaque", "spin/TicketSpinLock")
              .replace("OWNER.setRelease(this, served);", "OWNER.setOpaque(this, served);")
              .breaks("The critical section is no longer published to the next holder.")
              .unseenOnX86(
                  "the same store instruction, and C2 keeps the order of these stores: every store"
                      + " of x86 is a release",
                  test("spin.TicketSpinLockExclusionTest", "lock_")),
          Mutant.order("ticket-cas-plain-order", "spin/TicketSpinLock")
              .replace(
                  "NEXT.compareAndExchangeAcquire(this, expected, update)",
                  "NEXT.compareAndExchangeRelease(this, expected, update)")
              .breaks("Taking the lock does not acquire what its last holder released.")
              .unseenOnX86(
                  "a locked instruction is a full fence whatever its mode",
                  test("spin.TicketSpinLockExclusionTest", "lock_")),
          Mutant.algorithm("queued-two-step", "spin/QueuedSpinWord")
              .replace(
                  "return (int) TAKEN.compareAndExchangeAcquire(this, free, free + 2) == free;",
                  "boolean mine = taken == free; if (mine) { taken = free + 2; } return mine;")
              .breaks("The lock is taken by a look and a store.")
              .killedBy(
                  test("spin.QueuedSpinLockExclusionTest", "lock_"),
                  torture("--type queued --seconds 3")),
          Mutant.algorithm("queued-never-hands-over", "spin/QueuedSpinWord")
              .replace(
                  "node.lostSinceNanos != 0 && System.nanoTime() - node.lostSinceNanos >="
                      + " HANDOFF_NANOS",
                  "false")
              .breaks("The first in line never demands the lock, however long it has lost.")
              .killedBy(test("spin.QueuedSpinLockLineTest", "unlock_")),
          Mutant.algorithm("queued-hands-to-nobody", "spin/QueuedSpinQueue")
              .replace(
                  "if (state == QueuedSpinNode.GRANTED) { return false; }",
                  "if (state == QueuedSpinNode.GRANTED) { return true; }")
              .breaks("Who is handed the lock while it gives up leaves with it: held by nobody.")
              .killedBy(test("spin.QueuedSpinHandOverTest")),
          Mutant.algorithm("queued-interrupt-drops-lock", "spin/QueuedSpinWord")
              .replace(
                  "return abandon(node) ? WaitOutcome.INTERRUPTED : WaitOutcome.ACQUIRED;",
                  "abandon(node); return WaitOutcome.INTERRUPTED;")
              .breaks("An interrupt that comes with the hand-over drops the lock.")
              .killedBy(test("spin.QueuedSpinLockLineTest", "timedTryLock_interruptedBehind")),
          Mutant.algorithm("queued-keeps-the-line", "spin/QueuedSpinWord")
              .replace("enter(node.thread); passOn(node, true);", "enter(node.thread);")
              .breaks("Who got the lock from the line does not make its successor the first.")
              .killedBy(test("spin.QueuedSpinLockLineTest", "lock_")),
          Mutant.order("queued-no-heavy-fence", "spin/QueuedSpinWord")
              .replace(
                  "node.beginSteps(0, DEMAND_LIMIT); } HeavyFence.heavy();",
                  "node.beginSteps(0, DEMAND_LIMIT); }")
              .breaks("The first falls asleep beside a free lock, unseen by unlock.")
              .killedBy(test("spin.QueuedSpinLockSleepRaceTest").impatient().times(8)),
          Mutant.order("queued-freed-opaque", "spin/QueuedSpinWord")
              .replace("FREED.setRelease(this, update);", "FREED.setOpaque(this, update);")
              .breaks("The critical section is no longer published by unlock.")
              .unseenOnX86(
                  "the same store instruction; every store of x86 is a release",
                  test("spin.QueuedSpinLockExclusionTest", "lock_")),
          Mutant.algorithm("rwspin-writer-joins-readers", "spin/ReadWriteSpinQueue")
              .replace(
                  "while ((seen & ~ASLEEP) != WAITING || exchangeState(seen, LOCKED) != seen) {",
                  "while ((seen & LOCKED) != 0 || exchangeState(seen, seen | LOCKED) != seen) {")
              .breaks("A writer does not wait for the readers inside.")
              .killedBy(
                  test("spin.ReadWriteSpinLockExclusionTest", "lock_"),
                  torture("--type rwspin --seconds 3")),
          Mutant.algorithm("rwspin-last-reader-silent", "spin/ReadWriteSpinQueue")
              .replace(
                  "(seen & ASLEEP) != 0 && (seen & READERS) == READER",
                  "(seen & ASLEEP) != 0 && (seen & READERS) == 0")
              .breaks("The last reader does not wake the writer that waits for it.")
              .killedBy(test("spin.ReadWriteSpinLockWaitTest")),
          Mutant.algorithm("rwspin-no-foot-back", "spin/ReadWriteSpinQueue")
              .replace("try { removeReader(0); } catch", "try { removeReader(LOCKED); } catch")
              .breaks("A reader that is kept out by a writer stays counted.")
              .killedBy(
                  test("spin.ReadWriteSpinLockTest"), test("spin.ReadWriteSpinLockExclusionTest")),
          Mutant.algorithm("rwspin-readers-pass", "spin/ReadWriteSpinLock")
              .replace(
                  "if (!joinUnless(BARRED)) { acquireInLine(false); }",
                  "if (!joinUnless(BARRED_NESTED)) { acquireInLine(false); }")
              .breaks("Readers pass a writer that is first in line, and starve it.")
              .killedBy(test("spin.ReadWriteSpinLockFairnessTest")),
          Mutant.algorithm("bit-no-test", "spin/BitSpinLock")
              .replace(
                  "int mask = 1 << checked(bit, Integer.SIZE); return (word.read() & mask) == 0"
                      + " && (word.fetchOrAcquire(mask) & mask) == 0;",
                  "int mask = 1 << checked(bit, Integer.SIZE); boolean free = (word.read() & mask)"
                      + " == 0; word.fetchOrAcquire(mask); return free;")
              .breaks("The bit is looked at before it is set, and not when it is set.")
              .killedBy(test("spin.BitSpinLockExclusionTest"), torture("--type bit --seconds 3")));

  private SpinMutants() {}
}
