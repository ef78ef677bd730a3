package org.kernsync.sleep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.kernsync.wait.RacingThreads.awaitParked;
import static org.kernsync.wait.RacingThreads.awaitTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.kernsync.internal.WaitNode;
import org.kernsync.wait.RacingThreads;
import org.openjdk.jol.info.GraphLayout;

class CountingSemaphoreTest {
  private final RacingThreads threads = RacingThreads.platform();

  @AfterEach
  void joinThreads() {
    threads.close();
  }

  @Test
  void new_negative_throws() {
    assertThatThrownBy(() -> new CountingSemaphore(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("-1");
  }

  @Test
  void down_permitsLeft_takesOneEach() throws Exception {
    CountingSemaphore semaphore = new CountingSemaphore(4);
    semaphore.down();
    semaphore.downInterruptibly();
    assertThat(semaphore.tryDown()).isTrue();
    assertThat(semaphore.tryDown(1, TimeUnit.DAYS)).isTrue();
    assertThat(semaphore.tryDown()).isFalse();
    assertThat(semaphore.availablePermits()).isZero();
    semaphore.up();
    assertThat(semaphore.availablePermits()).isOne();
  }

  @Test
  void up_threadsWait_handsOverInOrderAndNeverRaisesTheCount() {
    CountingSemaphore semaphore = new CountingSemaphore(0);
    List<Integer> served = Collections.synchronizedList(new ArrayList<>());
    for (int i = 0; i < 5; i++) {
      int number = i;
      threads.start(
          () -> {
            semaphore.down();
            served.add(number);
          });
      awaitQueued(semaphore, i + 1);
    }
    for (int i = 1; i <= 5; i++) {
      int count = i;
      semaphore.up();
      // from here on the permit is the first waiter's, whether that has run yet or not
      assertThat(semaphore.getQueueLength()).isEqualTo(5 - i);
      assertThat(semaphore.tryDown()).isFalse();
      assertThat(semaphore.availablePermits()).isZero();
      awaitTrue(count + " are served", () -> served.size() == count);
    }
    threads.join();
    assertThat(served).containsExactly(0, 1, 2, 3, 4);
  }

  @Test
  void upMany_moreThanWaiters_servesAllAndKeepsTheRest() {
    CountingSemaphore semaphore = new CountingSemaphore(0);
    for (int i = 0; i < 3; i++) {
      threads.start(semaphore::down);
    }
    awaitQueued(semaphore, 3);
    semaphore.up(2);
    assertThat(semaphore.getQueueLength()).isOne();
    semaphore.up(5);
    threads.join();
    assertThat(semaphore.availablePermits()).isEqualTo(4);
    semaphore.up(0);
    assertThatThrownBy(() -> semaphore.up(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThat(semaphore.availablePermits()).isEqualTo(4);
  }

  @Test
  void up_beyondTheMaximum_throwsAndChangesNothing() {
    CountingSemaphore semaphore = new CountingSemaphore(Integer.MAX_VALUE);
    assertThatThrownBy(semaphore::up)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("2147483647");
    assertThatThrownBy(() -> semaphore.up(Integer.MAX_VALUE))
        .isInstanceOf(IllegalStateException.class);
    assertThat(semaphore.availablePermits()).isEqualTo(Integer.MAX_VALUE);
    semaphore.down();
    semaphore.up();
    assertThat(semaphore.availablePermits()).isEqualTo(Integer.MAX_VALUE);
    assertThat(semaphore.drain()).isEqualTo(Integer.MAX_VALUE);
    semaphore.up(Integer.MAX_VALUE - 1);
    assertThatThrownBy(() -> semaphore.up(2)).isInstanceOf(IllegalStateException.class);
    semaphore.up();
    assertThat(semaphore.availablePermits()).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void drain_permitsLeft_takesAll() {
    CountingSemaphore semaphore = new CountingSemaphore(7);
    assertThat(semaphore.drain()).isEqualTo(7);
    assertThat(semaphore.drain()).isZero();
    assertThat(semaphore.tryDown()).isFalse();
  }

  @Test
  void down_interrupted_staysAndKeepsFlag() {
    CountingSemaphore semaphore = new CountingSemaphore(0);
    Thread waiter =
        threads.start(
            () -> {
              semaphore.down();
              assertThat(Thread.currentThread().isInterrupted()).isTrue();
            });
    awaitQueued(semaphore, 1);
    waiter.interrupt();
    awaitParked(waiter);
    assertThat(semaphore.getQueueLength()).isOne();
    semaphore.up();
    threads.join();
  }

  @Test
  void downInterruptibly_interruptedBefore_throwsWithAPermitAtHand() {
    CountingSemaphore semaphore = new CountingSemaphore(1);
    Thread.currentThread().interrupt();
    assertThatThrownBy(semaphore::downInterruptibly).isInstanceOf(InterruptedException.class);
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> semaphore.tryDown(1, TimeUnit.DAYS))
        .isInstanceOf(InterruptedException.class);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
    assertThat(semaphore.availablePermits()).isOne();
  }

  @Test
  void downInterruptibly_interruptedWhileWaiting_leavesNoTrace() {
    CountingSemaphore semaphore = new CountingSemaphore(0);
    Thread waiter =
        threads.start(
            () -> {
              assertThatThrownBy(semaphore::downInterruptibly)
                  .isInstanceOf(InterruptedException.class);
              assertThat(Thread.currentThread().isInterrupted()).isFalse();
            });
    awaitQueued(semaphore, 1);
    waiter.interrupt();
    threads.join();
    assertThat(semaphore.hasQueuedThreads()).isFalse();
    assertThat(semaphore.getQueueLength()).isZero();
    semaphore.up();
    assertThat(semaphore.availablePermits()).isOne();
  }

  @Test
  void tryDownTimed_noPermit_failsNotBeforeTheTimeoutAndLeavesNoTrace() throws Exception {
    CountingSemaphore semaphore = new CountingSemaphore(0);
    for (long micros : new long[] {1, 100, 5_000}) {
      long begin = System.nanoTime();
      assertThat(semaphore.tryDown(micros, TimeUnit.MICROSECONDS)).isFalse();
      assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(micros * 1_000);
    }
    assertThat(semaphore.tryDown(0, TimeUnit.DAYS)).isFalse();
    assertThat(semaphore.tryDown(-1, TimeUnit.DAYS)).isFalse();
    assertThat(semaphore.hasQueuedThreads()).isFalse();
    semaphore.up();
    assertThat(semaphore.availablePermits()).isOne();
  }

  @Test
  void leave_inTheMiddle_keepsTheOrderOfTheOthers() {
    CountingSemaphore semaphore = new CountingSemaphore(0);
    List<Integer> served = Collections.synchronizedList(new ArrayList<>());
    List<Thread> waiters = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      int number = i;
      waiters.add(
          threads.start(
              () -> {
                try {
                  semaphore.downInterruptibly();
                  served.add(number);
                } catch (InterruptedException asked) {
                  assertThat(number).isEqualTo(1);
                }
              }));
      awaitQueued(semaphore, i + 1);
    }
    waiters.get(1).interrupt();
    awaitQueued(semaphore, 3);
    for (int i = 1; i <= 3; i++) {
      int count = i;
      semaphore.up();
      awaitTrue(count + " are served", () -> served.size() == count);
    }
    threads.join();
    assertThat(served).containsExactly(0, 2, 3);
  }

  /** The last in line gives up, and who stands before it is still served. */
  @Test
  void leave_lastInLine_keepsTheOthers() throws Exception {
    CountingSemaphore semaphore = new CountingSemaphore(0);
    for (int i = 0; i < 2; i++) {
      threads.start(semaphore::down);
      awaitQueued(semaphore, i + 1);
    }
    assertThat(semaphore.tryDown(1, TimeUnit.MILLISECONDS)).isFalse();
    assertThat(semaphore.getQueueLength()).isEqualTo(2);
    semaphore.up(2);
    threads.join();
    assertThat(semaphore.hasQueuedThreads()).isFalse();
    assertThat(semaphore.availablePermits()).isZero();
  }

  @Test
  void down_noMemoryForANode_stillGetsAPermit() throws Exception {
    CountingSemaphore semaphore = new CountingSemaphore(0);
    WaitNode.starve(Thread.currentThread());
    try {
      assertThat(semaphore.tryDown(2, TimeUnit.MILLISECONDS)).isFalse();
      Thread.currentThread().interrupt();
      assertThatThrownBy(semaphore::downInterruptibly).isInstanceOf(InterruptedException.class);
      assertThat(semaphore.hasQueuedThreads()).isFalse();
      threads.start(semaphore::up);
      semaphore.down();
    } finally {
      WaitNode.starve(null);
    }
    assertThat(semaphore.availablePermits()).isZero();
    semaphore.up();
    assertThat(semaphore.availablePermits()).isOne();
  }

  /** A semaphore that nobody waits for takes at most 48 bytes with all that belongs to it. */
  @Test
  void new_nobodyWaits_atMost48Bytes() {
    System.setProperty("jol.skipDynamicAttach", "true"); // sizes need no agent
    assertThat(GraphLayout.parseInstance(new CountingSemaphore(1)).totalSize())
        .isLessThanOrEqualTo(48);
  }

  @Test
  void toString_showsPermitsAndWaiters() {
    assertThat(new CountingSemaphore(3).toString())
        .startsWith("CountingSemaphore@")
        .endsWith("[3 permits, 0 waiting]");
  }

  private static void awaitQueued(CountingSemaphore semaphore, int count) {
    awaitTrue(count + " threads queue", () -> semaphore.getQueueLength() == count);
  }
}
