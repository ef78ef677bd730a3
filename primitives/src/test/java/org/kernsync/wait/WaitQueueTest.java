package org.kernsync.wait;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.kernsync.wait.RacingThreads.awaitParked;
import static org.kernsync.wait.RacingThreads.awaitTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.kernsync.internal.WaitNode;

class WaitQueueTest {
  private final WaitQueue queue = new WaitQueue();
  private final AtomicBoolean happened = new AtomicBoolean();
  private final AtomicInteger items = new AtomicInteger();
  private final List<Integer> passed = Collections.synchronizedList(new ArrayList<>());
  private final RacingThreads threads = RacingThreads.platform();

  @AfterEach
  void joinThreads() {
    threads.close();
  }

  @Test
  void waitEvent_conditionHolds_returnsWithoutQueueing() throws Exception {
    queue.waitEvent(() -> true);
    queue.waitEventInterruptibly(() -> true);
    queue.waitEventExclusive(() -> true);
    queue.waitEventExclusiveInterruptibly(() -> true);
    assertThat(queue.waitEvent(() -> true, 0, TimeUnit.DAYS)).isTrue();
    assertThat(queue.waitEventExclusive(() -> true, -1, TimeUnit.DAYS)).isTrue();
    assertThat(queue.hasWaiters()).isFalse();
    assertThat(queue.wakeAll()).isZero();
  }

  @Test
  void wakeOne_sharedWaiters_wakesAll() {
    for (int i = 0; i < 3; i++) {
      threads.start(() -> queue.waitEvent(happened::get));
    }
    awaitQueued(3);
    assertThat(queue.hasWaiters()).isTrue();
    assertThat(queue.hasSleepers()).isTrue();
    happened.set(true);
    assertThat(queue.wakeOne()).isEqualTo(3);
    threads.join();
    assertThat(queue.hasSleepers()).isFalse();
  }

  @Test
  void wakeOne_exclusiveWaiters_wakesTheFirstAlone() {
    startTakers(4);
    for (int i = 1; i <= 4; i++) {
      int count = i;
      items.incrementAndGet();
      assertThat(queue.wakeOne()).isOne();
      awaitTrue(count + " passed", () -> passed.size() == count);
      assertThat(queue.getQueueLength()).isEqualTo(4 - i);
    }
    threads.join();
    assertThat(passed).containsExactly(0, 1, 2, 3);
  }

  @Test
  void wake_bothKinds_wakesAllSharedAndSoManyExclusive() {
    startTakers(4);
    threads.start(() -> queue.waitEvent(() -> items.get() > 0 || happened.get()));
    threads.start(() -> queue.waitEvent(() -> items.get() > 0 || happened.get()));
    awaitQueued(6);
    happened.set(true);
    assertThat(queue.wake(0)).isEqualTo(2);
    items.set(2);
    assertThat(queue.wake(2)).isEqualTo(2);
    awaitTrue("two passed", () -> passed.size() == 2);
    items.set(2);
    assertThat(queue.wakeAll()).isEqualTo(2);
    threads.join();
    assertThat(passed).containsExactlyInAnyOrder(0, 1, 2, 3);
    assertThatThrownBy(() -> queue.wake(-1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void waitEvent_wokenForNothing_queuesAgain() {
    Thread waiter = threads.start(() -> queue.waitEventExclusive(happened::get));
    awaitQueued(1);
    for (int i = 0; i < 50; i++) {
      assertThat(queue.wakeOne()).isOne();
      awaitQueued(1);
      LockSupport.unpark(waiter); // a stray permit is no wake-up
      awaitParked(waiter);
      assertThat(queue.getQueueLength()).isOne();
    }
    happened.set(true);
    queue.wakeOne();
    threads.join();
  }

  @Test
  void waitEvent_interrupted_staysAndKeepsFlag() {
    Thread waiter =
        threads.start(
            () -> {
              queue.waitEvent(happened::get);
              assertThat(Thread.currentThread().isInterrupted()).isTrue();
            });
    awaitQueued(1);
    waiter.interrupt();
    awaitParked(waiter);
    assertThat(queue.getQueueLength()).isOne();
    happened.set(true);
    queue.wakeAll();
    threads.join();
  }

  @Test
  void waitEventInterruptibly_interrupted_leavesNoTrace() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> queue.waitEventInterruptibly(() -> true))
        .isInstanceOf(InterruptedException.class);
    Thread waiter =
        threads.start(
            () -> {
              assertThatThrownBy(() -> queue.waitEventInterruptibly(happened::get))
                  .isInstanceOf(InterruptedException.class);
              assertThat(Thread.currentThread().isInterrupted()).isFalse();
            });
    awaitQueued(1);
    waiter.interrupt();
    threads.join();
    assertThat(queue.hasWaiters()).isFalse();
  }

  @Test
  void waitEventTimed_nothingHappens_failsNotBeforeTheTimeout() throws Exception {
    long begin = System.nanoTime();
    assertThat(queue.waitEvent(happened::get, 2, TimeUnit.MILLISECONDS)).isFalse();
    assertThat(queue.waitEventExclusive(happened::get, 2, TimeUnit.MILLISECONDS)).isFalse();
    assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(4_000_000);
    assertThat(queue.waitEvent(happened::get, 0, TimeUnit.DAYS)).isFalse();
    assertThat(queue.hasWaiters()).isFalse();
  }

  @Test
  void waitEvent_conditionThrows_leavesTheQueueAndPassesTheWakeUpOn() {
    AtomicBoolean broken = new AtomicBoolean();
    threads.start(
        () ->
            assertThatThrownBy(
                    () ->
                        queue.waitEventExclusive(
                            () -> {
                              if (broken.get()) {
                                throw new IllegalArgumentException("broken");
                              }
                              return false;
                            }))
                .isInstanceOf(IllegalArgumentException.class));
    awaitQueued(1);
    threads.start(() -> queue.waitEventExclusive(happened::get));
    awaitQueued(2);
    broken.set(true);
    happened.set(true);
    assertThat(queue.wakeOne()).isOne();
    threads.join();
    assertThat(queue.hasWaiters()).isFalse();
  }

  @Test
  void finishWait_exclusiveWasChosen_passesTheWakeUpOn() {
    WaitEntry entry = WaitEntry.exclusive();
    queue.prepareToWait(entry);
    threads.start(() -> queue.waitEventExclusive(happened::get));
    awaitQueued(2);
    happened.set(true);
    assertThat(queue.wakeOne()).isOne();
    assertThat(entry.isWoken()).isTrue();
    assertThat(queue.getQueueLength()).isOne();
    queue.finishWait(entry); // gives up, as after a timeout
    threads.join();
  }

  @Test
  void finishWait_sharedWasWoken_wakesNobodyElse() {
    WaitEntry entry = WaitEntry.shared();
    WaitEntry other = WaitEntry.exclusive();
    queue.prepareToWait(entry);
    queue.prepareToWait(other);
    assertThat(queue.wake(0)).isOne();
    queue.finishWait(entry);
    assertThat(other.isWoken()).isFalse();
    queue.finishWait(other);
    assertThat(queue.hasWaiters()).isFalse();
  }

  @Test
  void prepareToWait_wokenBefore_countsTheWakeUpAsUsed() {
    WaitEntry entry = WaitEntry.exclusive();
    WaitEntry next = WaitEntry.exclusive();
    queue.prepareToWait(entry);
    queue.prepareToWait(next);
    queue.wakeOne();
    entry.park(); // returns at once
    entry.parkNanos(TimeUnit.DAYS.toNanos(1));
    queue.prepareToWait(entry); // queues again, at the end
    assertThat(entry.isWoken()).isFalse();
    queue.finishWait(entry);
    assertThat(next.isWoken()).isFalse();
    queue.finishWait(next);
  }

  @Test
  void prepareToWait_misuse_throwsAndChangesNothing() {
    WaitEntry entry = WaitEntry.shared();
    queue.finishWait(entry); // on no queue: nothing to do
    queue.prepareToWait(entry);
    queue.prepareToWait(entry);
    assertThat(queue.getQueueLength()).isOne();
    WaitQueue other = new WaitQueue();
    assertThatThrownBy(() -> other.prepareToWait(entry)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> other.finishWait(entry)).isInstanceOf(IllegalStateException.class);
    threads.start(
        () -> {
          assertThatThrownBy(() -> queue.prepareToWait(entry))
              .isInstanceOf(IllegalStateException.class);
          assertThatThrownBy(() -> queue.finishWait(entry))
              .isInstanceOf(IllegalStateException.class);
        });
    threads.join();
    assertThat(queue.getQueueLength()).isOne();
    queue.finishWait(entry);
    other.prepareToWait(entry);
    other.finishWait(entry);
  }

  @Test
  void waitEvent_noMemoryForAnEntry_stillReturns() throws Exception {
    WaitNode.starve(Thread.currentThread());
    try {
      assertThat(queue.waitEvent(happened::get, 2, TimeUnit.MILLISECONDS)).isFalse();
      threads.start(() -> happened.set(true));
      queue.waitEventExclusive(happened::get);
    } finally {
      WaitNode.starve(null);
    }
    assertThat(queue.hasWaiters()).isFalse();
  }

  @Test
  void toString_showsWaiters() {
    assertThat(queue.toString()).startsWith("WaitQueue@").endsWith("[0 waiting]");
  }

  @Test
  void waitOnAddress_twoKeysInOneBucket_wakesOnlyTheKey() {
    Object key = new Object();
    Object other = new Object();
    while (WaitOnAddress.queue(other) != WaitOnAddress.queue(key)) {
      other = new Object();
    }
    Object second = other;
    AtomicBoolean otherHappened = new AtomicBoolean();
    threads.start(() -> WaitOnAddress.waitEventExclusive(second, otherHappened::get));
    WaitQueue bucket = WaitOnAddress.queue(key);
    awaitTrue("the first waits", () -> bucket.getQueueLength() == 1);
    threads.start(() -> WaitOnAddress.waitEventExclusive(key, happened::get));
    threads.start(() -> WaitOnAddress.waitEvent(key, happened::get));
    awaitTrue("all wait", () -> bucket.getQueueLength() == 3 && threads.allAtRest());
    happened.set(true);
    assertThat(WaitOnAddress.wakeOne(key)).isEqualTo(2);
    awaitTrue("the other is left", () -> bucket.getQueueLength() == 1);
    assertThat(WaitOnAddress.wakeAll(key)).isZero();
    otherHappened.set(true);
    assertThat(WaitOnAddress.wakeAll(second)).isOne();
    threads.join();
  }

  /** So many exclusive waiters on the object are woken as asked for, in their order. */
  @Test
  void waitOnAddress_wakeSome_wakesSoMany() throws Exception {
    Object key = new Object();
    for (int i = 0; i < 3; i++) {
      int number = i;
      threads.start(
          () -> {
            WaitOnAddress.waitEventExclusiveInterruptibly(key, this::takeItem);
            passed.add(number);
          });
      int count = i + 1;
      awaitTrue(
          "all wait",
          () -> WaitOnAddress.queue(key).getQueueLength() == count && threads.allAtRest());
    }
    assertThat(WaitOnAddress.wake(key, 0)).isZero();
    items.set(2);
    assertThat(WaitOnAddress.wake(key, 2)).isEqualTo(2);
    awaitTrue("two passed", () -> passed.size() == 2);
    assertThat(passed).containsExactlyInAnyOrder(0, 1);
    items.set(1);
    assertThat(WaitOnAddress.wake(key, 2)).isOne();
    threads.join();
    assertThatThrownBy(() -> WaitOnAddress.wake(key, -1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** A wake-up for one key passes over the others, shared and exclusive, in any mixture. */
  @Test
  void wake_keysMixed_wakesOnlyThoseOfTheKey() {
    List<WaitEntry> entries = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      WaitEntry entry = new WaitEntry(i % 3 == 0 ? "mine" : "other", i % 2 == 0);
      queue.prepareToWait(entry);
      entries.add(entry);
    }
    assertThat(queue.wake("mine", 1)).isEqualTo(3); // shared: 3, 9; exclusive: 0
    for (int i = 0; i < 12; i++) {
      assertThat(entries.get(i).isWoken()).isEqualTo(i == 0 || i == 3 || i == 9);
    }
    assertThat(queue.wake("mine", 5)).isOne(); // exclusive: 6
    entries.forEach(queue::finishWait);
    assertThat(queue.hasWaiters()).isFalse();
  }

  @Test
  void waitOnAddress_timedAndInterrupted_asTheQueue() throws Exception {
    Object key = new Object();
    assertThat(WaitOnAddress.waitEvent(key, happened::get, 1, TimeUnit.MILLISECONDS)).isFalse();
    assertThat(WaitOnAddress.waitEventExclusive(key, happened::get, 1, TimeUnit.MILLISECONDS))
        .isFalse();
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> WaitOnAddress.waitEventInterruptibly(key, happened::get))
        .isInstanceOf(InterruptedException.class);
    assertThat(WaitOnAddress.queue(key).hasWaiters()).isFalse();
    assertThatThrownBy(() -> WaitOnAddress.wakeAll(null)).isInstanceOf(NullPointerException.class);
  }

  private void startTakers(int count) {
    for (int i = 0; i < count; i++) {
      int number = i;
      threads.start(
          () -> {
            queue.waitEventExclusive(this::takeItem);
            passed.add(number);
          });
      awaitQueued(i + 1);
    }
  }

  private boolean takeItem() {
    int seen = items.get();
    return seen > 0 && items.compareAndSet(seen, seen - 1);
  }

  /** Entries on the queue, and their threads asleep: none looks at its condition any more. */
  private void awaitQueued(int count) {
    awaitTrue(
        count + " threads wait", () -> queue.getQueueLength() == count && threads.allAtRest());
  }
}
