package org.kernsync.mutants;

import static org.kernsync.mutants.Killer.jcstress;
import static org.kernsync.mutants.Killer.loop;
import static org.kernsync.mutants.Killer.test;

import java.util.List;

/** Faults of {@code org.kernsync.queue}. */
final class QueueMutants {
  static final List<Mutant> ALL =
      List.of(
          Mutant.algorithm("kfifo-one-too-many", "queue/KFifo")
              .replace("return slotAcquire(index(position)) == null;", "return true;")
              .breaks("A full ring takes one more, over the oldest.")
              .killedBy(test("queue.KFifoTest", "put_")),
          Mutant.algorithm("kfifo-looks-too-far", "queue/KFifo")
              .replace("freeUpTo = position + ahead + 1;", "freeUpTo = position + 2L * ahead + 1;")
              .breaks("The writer believes in room that it has not looked at.")
              .killedBy(test("queue.KFifoTest"), test("queue.KFifoRaceTest", "get_")),
          Mutant.algorithm("kfifo-element-stays", "queue/KFifo")
              .replace(
                  "if (element != null) { emptySlotRelease(index); setOutRelease",
                  "if (element != null) { setOutRelease")
              .breaks("What was taken stays in its slot.")
              .killedBy(test("queue.KFifoTest", "get_")),
          Mutant.algorithm("kfifo-batch-forwards", "queue/KFifo")
              .replace(
                  "for (int i = count - 1; i >= 0; i--) {", "for (int i = 0; i < count; i++) {")
              .breaks("A batch appears piece by piece.")
              .killedBy(test("queue.KFifoRaceTest", "in_")),
          Mutant.order("record-in-plain", "queue/RecordFifo")
              .replace("return (long) IN.getAcquire(this);", "return (long) IN.get(this);")
              .breaks(
                  "What the writer has given is read plainly: a loop may read it once and spin for"
                      + " ever.")
              .killedBy(loop("recordFifo_")),
          Mutant.order("kfifo-slot-plain", "queue/KFifoFields")
              .replace("return (Object) SLOTS.getAcquire(slots, index);", "return slots[index];")
              .breaks("A slot is read plainly: a loop may read it once and spin for ever.")
              .killedBy(loop("kFifo_")),
          Mutant.order("kfifo-slot-no-release", "queue/KFifoFields")
              .replace(
                  "VarHandle.releaseFence(); slots[index] = element;", "slots[index] = element;")
              .breaks("An element's fields may be stored after its slot.")
              .unseenOnX86(
                  "C2 moves no store across the branch that asks for room, and every store of x86"
                      + " is a release",
                  jcstress("KFifo_Publication").shuffled()),
          Mutant.order("llist-head-plain", "queue/LockFreeList")
              .replace(
                  "return (N) (LockFreeListNode<?>) HEAD.getVolatile(this);",
                  "return (N) (LockFreeListNode<?>) HEAD.get(this);")
              .breaks(
                  "The head of a list is read plainly: a loop may read it once and spin for ever.")
              .killedBy(loop("lockFreeList_")),
          Mutant.algorithm("record-publish-early", "queue/RecordFifo")
              .replace(
                  "ring[index(position)] = (byte) length;",
                  "setInRelease(end); Thread.onSpinWait(); ring[index(position)] = (byte) length;")
              .breaks("A record is announced before it is written.")
              .killedBy(test("queue.RecordFifoTest", "get_oneWriter")),
          Mutant.algorithm("record-short-length", "queue/RecordFifo")
              .replace("(byte) (length >> Byte.SIZE);", "(byte) 0;")
              .breaks("The length of a long record loses its high byte.")
              .killedBy(test("queue.RecordFifoTest", "get_longRecord")),
          Mutant.algorithm("record-one-too-many", "queue/RecordFifo")
              .replace(
                  "outSeen = outAcquire(); if (end - outSeen > ring.length) { return false; }",
                  "outSeen = outAcquire(); if (end - outSeen > ring.length + 1) { return false; }")
              .breaks("A full ring takes one byte too many.")
              .killedBy(test("queue.RecordFifoTest")),
          Mutant.algorithm("llist-lost-add", "queue/LockFreeList")
              .replace(
                  "return HEAD.weakCompareAndSet(this, expected, update);",
                  "boolean same = head == expected; if (same) { head = update; } return same;")
              .breaks("Of two that add at once one is lost.")
              .killedBy(test("queue.LockFreeListRaceTest", "delAll_")),
          Mutant.algorithm("llist-takes-in-two-steps", "queue/LockFreeList")
              .replace(
                  "return (N) (LockFreeListNode<?>) HEAD.getAndSet(this, update);",
                  "N all = headVolatile(); HEAD.setVolatile(this, update); return all;")
              .breaks("What comes between the look and the emptying is lost.")
              .killedBy(test("queue.LockFreeListRaceTest", "delAll_")),
          Mutant.algorithm("llist-links-late", "queue/LockFreeList")
              .replace(
                  "last.next = front; if (weakCasHeadVolatile(front, first)) { return front =="
                      + " null; }",
                  "if (weakCasHeadVolatile(front, first)) { last.next = front; return front =="
                      + " null; }")
              .breaks("A node is on the list before it leads to the rest.")
              .killedBy(
                  test("queue.LockFreeListRaceTest", "delAll_"), test("queue.LockFreeListTest")));

  private QueueMutants() {}
}
