package org.kernsync.mutants;

import static org.kernsync.mutants.Killer.jcstress;
import static org.kernsync.mutants.Killer.test;

import java.util.List;

/** Faults of {@code org.kernsync.wait}. */
final class WaitMutants {
  static final List<Mutant> ALL =
      List.of(
          Mutant.algorithm("wait-no-recheck", "wait/EventWait")
              .replace(
                  "queue.prepareToWait(entry); boolean holds = condition.getAsBoolean();",
                  "boolean holds = condition.getAsBoolean(); queue.prepareToWait(entry);")
              .breaks("The condition is looked at before the thread is in the queue.")
              .killedBy(test("wait.WaitQueueRaceTest", "waitEvent_wakerRunsBeside_")),
          Mutant.algorithm("wait-leaver-drops-wakeup", "wait/WaitQueue")
              .replace(
                  "boolean passOn = !dequeue(entry) && entry.exclusive;",
                  "dequeue(entry); boolean passOn = false;")
              .breaks("A wake-up for one that gives up goes to nobody.")
              .killedBy(test("wait.WaitQueueTest", "finishWait_"), test("wait.WaitQueueRaceTest")),
          Mutant.algorithm("wait-stays-queued", "wait/WaitQueue")
              .replace("if (queued) { remove(entry); }", "")
              .breaks("Who stops waiting stays in the queue.")
              .killedBy(test("wait.WaitQueueTest")),
          Mutant.algorithm("wait-wakes-one-shared", "wait/WaitQueue")
              .replace(
                  "left--; entry = WaitEntryList.find(exclusiveTail, key, lastTurn);",
                  "left -= 2; entry = WaitEntryList.find(exclusiveTail, key, lastTurn);")
              .breaks("Of each two exclusive waiters that were meant only one is woken.")
              .killedBy(test("wait.WaitQueueTest", "wake_")),
          Mutant.algorithm("wait-any-key", "wait/WaitEntryList")
              .replace("if (entry.key == key) {", "if (entry.key == key || key != null) {")
              .breaks("A wake-up for one key goes to who waits for another.")
              .killedBy(test("wait.WaitQueueTest")),
          Mutant.algorithm("completion-wrapping", "wait/Completion")
              .replace(
                  "@Override protected boolean isFullSticky() { return true; }",
                  "@Override protected boolean isFullSticky() { return false; }")
              .breaks("completeAll is used up by who awaits it.")
              .killedBy(test("wait.CompletionTest", "completeAll_"), test("wait.CompletionTest")),
          Mutant.algorithm("completion-forgets", "wait/Completion")
              .replace(
                  "if (count.tryGiveToNobody()) { return; } while",
                  "if (!count.hasWaiters()) { count.tryGiveToNobody(); return; } while")
              .breaks("A completion that nobody waits for counts at most once.")
              .killedBy(test("wait.CompletionTest")),
          Mutant.order("wait-prepare-no-fence", "wait/WaitQueue")
              .replace("enqueue(entry); } VarHandle.fullFence(); }", "enqueue(entry); } }")
              .breaks("The entry and the look at the condition change places.")
              .killedBy(
                  test("wait.WaitQueueSleepersRaceTest", "prepareToWait_").times(5),
                  jcstress("WaitQueue_HasSleepers").times(5)),
          Mutant.order("wait-sleepers-no-fence", "wait/WaitQueue")
              .replace("VarHandle.fullFence(); return hasWaiters();", "return hasWaiters();")
              .breaks("The change and the look for sleepers change places.")
              .killedBy(
                  test("wait.WaitQueueSleepersRaceTest", "hasSleepers_").times(3),
                  jcstress("WaitQueue_HasSleepers").times(3)));

  private WaitMutants() {}
}
