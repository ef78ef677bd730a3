package org.kernsync.wait;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.kernsync.wait.RacingThreads.awaitParked;
import static org.kernsync.wait.RacingThreads.awaitTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.kernsync.internal.WaitNode;

class CompletionTest {
  private final Completion completion = new Completion();
  private final RacingThreads threads = RacingThreads.platform();

  @AfterEach
  void joinThreads() {
    threads.close();
  }

  @Test
  void complete_beforeAwait_isCounted() throws Exception {
    assertThat(completion.isDone()).isFalse();
    assertThat(completion.tryAwait()).isFalse();
    completion.complete();
    completion.complete();
    completion.complete();
    assertThat(completion.isDone()).isTrue();
    completion.await();
    completion.awaitUninterruptibly();
    assertThat(completion.tryAwait()).isTrue();
    assertThat(completion.isDone()).isFalse();
    assertThat(completion.tryAwait()).isFalse();
  }

  @Test
  void complete_threadsWait_passesOneInOrderEach() {
    List<Integer> passed = Collections.synchronizedList(new ArrayList<>());
    for (int i = 0; i < 4; i++) {
      int number = i;
      threads.start(
          () -> {
            completion.await();
            passed.add(number);
          });
      awaitQueued(i + 1);
    }
    for (int i = 1; i <= 4; i++) {
      int count = i;
      completion.complete();
      assertThat(completion.tryAwait()).isFalse();
      awaitTrue(count + " passed", () -> passed.size() == count);
    }
    threads.join();
    assertThat(passed).containsExactly(0, 1, 2, 3);
    assertThat(completion.isDone()).isFalse();
  }

  @Test
  void completeAll_threadsWait_passesThemAndAllWhoCome() throws Exception {
    for (int i = 0; i < 4; i++) {
      threads.start(completion::await);
    }
    awaitQueued(4);
    completion.completeAll();
    threads.join();
    for (int i = 0; i < 1_000; i++) {
      completion.await();
      assertThat(completion.tryAwait()).isTrue();
    }
    assertThat(completion.toString()).contains("done for all");
    completion.complete(); // at the maximum: stays there
    completion.completeAll();
    assertThat(completion.tryAwait()).isTrue();
    assertThat(completion.isDone()).isTrue();
  }

  @Test
  void reinit_afterCompleteAll_isNotDone() {
    completion.completeAll();
    completion.reinit();
    assertThat(completion.isDone()).isFalse();
    assertThat(completion.tryAwait()).isFalse();
    completion.complete();
    assertThat(completion.tryAwait()).isTrue();
    assertThat(completion.tryAwait()).isFalse();
  }

  @Test
  void reinit_threadsWait_leavesThemWaiting() {
    threads.start(completion::await);
    awaitQueued(1);
    completion.reinit();
    assertThat(completion.getQueueLength()).isOne();
    assertThat(completion.hasWaiters()).isTrue();
    completion.complete();
    threads.join();
    assertThat(completion.isDone()).isFalse();
  }

  @Test
  void await_interruptedBefore_throwsAndUsesNothing() {
    completion.complete();
    Thread.currentThread().interrupt();
    assertThatThrownBy(completion::await).isInstanceOf(InterruptedException.class);
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> completion.await(1, TimeUnit.DAYS))
        .isInstanceOf(InterruptedException.class);
    assertThat(completion.tryAwait()).isTrue();
  }

  @Test
  void await_interruptedWhileWaiting_leavesNoTrace() {
    Thread waiter =
        threads.start(
            () -> assertThatThrownBy(completion::await).isInstanceOf(InterruptedException.class));
    awaitQueued(1);
    waiter.interrupt();
    threads.join();
    assertThat(completion.getQueueLength()).isZero();
    completion.complete();
    assertThat(completion.tryAwait()).isTrue();
  }

  @Test
  void awaitUninterruptibly_interrupted_staysAndKeepsFlag() {
    Thread waiter =
        threads.start(
            () -> {
              completion.awaitUninterruptibly();
              assertThat(Thread.currentThread().isInterrupted()).isTrue();
            });
    awaitQueued(1);
    waiter.interrupt();
    awaitParked(waiter);
    completion.complete();
    threads.join();
  }

  @Test
  void awaitTimed_notDone_failsNotBeforeTheTimeout() throws Exception {
    long begin = System.nanoTime();
    assertThat(completion.await(2, TimeUnit.MILLISECONDS)).isFalse();
    assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(2_000_000);
    assertThat(completion.await(0, TimeUnit.DAYS)).isFalse();
    assertThat(completion.await(-5, TimeUnit.DAYS)).isFalse();
    completion.complete();
    assertThat(completion.await(0, TimeUnit.DAYS)).isTrue();
  }

  @Test
  void await_noMemoryForANode_stillReturns() throws Exception {
    WaitNode.starve(Thread.currentThread());
    try {
      assertThat(completion.await(2, TimeUnit.MILLISECONDS)).isFalse();
      threads.start(completion::complete);
      completion.await();
    } finally {
      WaitNode.starve(null);
    }
    assertThat(completion.isDone()).isFalse();
  }

  @Test
  void complete_racesWithTimeouts_losesNone() {
    race(RacingThreads.platform());
  }

  @Test
  @EnabledForJreRange(min = JRE.JAVA_21, disabledReason = "virtual threads")
  void complete_racesWithTimeoutsOnVirtualThreads_losesNone() {
    race(RacingThreads.virtual());
  }

  private void race(RacingThreads racers) {
    int rounds = 20_000;
    AtomicInteger passed = new AtomicInteger();
    AtomicInteger done = new AtomicInteger();
    try (racers) {
      for (int i = 0; i < 4; i++) {
        racers.add(
            () -> {
              while (done.get() < rounds) {
                long nanos = ThreadLocalRandom.current().nextLong(1, 20_000);
                if (completion.await(nanos, TimeUnit.NANOSECONDS)) {
                  passed.incrementAndGet();
                }
              }
            });
      }
      racers.add(
          () -> {
            for (int i = 0; i < rounds; i++) {
              completion.complete();
              done.incrementAndGet();
              if (i % 16 == 0) {
                Thread.yield();
              }
            }
          });
      racers.join();
    }
    int left = 0;
    while (completion.tryAwait()) {
      left++;
    }
    assertThat(passed.get() + left).isEqualTo(rounds);
    assertThat(completion.getQueueLength()).isZero();
  }

  /** One completion per round, at any moment between the waiter's look and its sleep. */
  @Test
  void complete_racesWithAThreadGoingToSleep_wakesIt() {
    raceOneWaiter(RacingThreads.platform());
  }

  /** The same where an unpark may be no more than a load of the permit. */
  @Test
  @EnabledForJreRange(min = JRE.JAVA_21, disabledReason = "virtual threads")
  void complete_racesWithAVirtualThreadGoingToSleep_wakesIt() {
    raceOneWaiter(RacingThreads.virtual());
  }

  private static void raceOneWaiter(RacingThreads racers) {
    int rounds = 20_000;
    Completion asked = new Completion();
    Completion answered = new Completion();
    try (racers) {
      racers.add(
          () -> {
            for (int round = 0; round < rounds; round++) {
              asked.complete();
              answered.await();
            }
          });
      racers.add(
          () -> {
            for (int round = 0; round < rounds; round++) {
              asked.await();
              for (int spin = ThreadLocalRandom.current().nextInt(400); spin > 0; spin--) {
                Thread.onSpinWait(); // as long as the other may watch before it sleeps
              }
              answered.complete();
            }
          });
      racers.join();
    }
    assertThat(asked.isDone()).isFalse();
    assertThat(answered.isDone()).isFalse();
  }

  @Test
  void completeAll_racesWithWaiters_leavesNobodyBehind() {
    for (int round = 0; round < 500; round++) {
      Completion fresh = new Completion();
      try (RacingThreads racers = RacingThreads.platform()) {
        for (int i = 0; i < 3; i++) {
          racers.add(fresh::await);
        }
        racers.add(fresh::completeAll);
        racers.join();
      }
      assertThat(fresh.tryAwait()).isTrue();
      assertThat(fresh.getQueueLength()).isZero();
    }
  }

  private void awaitQueued(int count) {
    awaitTrue(count + " threads wait", () -> completion.getQueueLength() == count);
  }
}
