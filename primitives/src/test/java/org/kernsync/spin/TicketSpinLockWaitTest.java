package org.kernsync.spin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kernsync.internal.Crew;

/** How a waiter waits: what it asks of its hook, who wakes it, what interrupts do. */
class TicketSpinLockWaitTest {
  static Stream<ThreadFactory> kinds() {
    return Crew.kinds().stream();
  }

  /** An uncontended lock never calls the hook. */
  @Test
  void lock_uncontended_neverWaits() {
    CountingWait wait = new CountingWait();
    TicketSpinLock lock = new TicketSpinLock(wait);
    for (int i = 0; i < 1_000; i++) {
      lock.lock();
      lock.unlock();
    }
    assertThat(wait.waits.get()).isZero();
  }

  /** Nobody has to wait for a timeout: each parked waiter is woken for its turn. */
  @ParameterizedTest
  @MethodSource("kinds")
  void unlock_waitersParkedForGood_eachIsWoken(ThreadFactory kind) {
    TicketSpinLock lock = new TicketSpinLock(new CountingWait());
    int[] sections = new int[1];
    try (Crew crew = new Crew(kind)) {
      for (int i = 0; i < 6; i++) {
        crew.start(
            () -> {
              for (int k = 0; k < 2_000; k++) {
                lock.lock();
                if (k % 16 == 0) {
                  LockSupport.parkNanos(1_000); // long enough for the others to park
                }
                sections[0]++;
                lock.unlock();
              }
            });
      }
    }
    assertThat(sections[0]).isEqualTo(12_000);
  }

  /** The next in line starts with the shortest waits, one behind it with yields; both park. */
  @Test
  void lock_twoWaiters_stepsByPlaceInLine() throws InterruptedException {
    ConcurrentLinkedQueue<Integer> steps = new ConcurrentLinkedQueue<>();
    ConcurrentLinkedQueue<Object> blockers = new ConcurrentLinkedQueue<>();
    AtomicInteger parks = new AtomicInteger();
    SpinWait recorder =
        new SpinWait() {
          @Override
          public void pause(int step) {
            steps.add(step);
          }

          @Override
          public void park(Object blocker, long maxNanos) {
            blockers.add(blocker);
            parks.incrementAndGet();
            LockSupport.parkNanos(blocker, maxNanos);
          }
        };
    TicketSpinLock lock = new TicketSpinLock(recorder);
    boolean spins = Runtime.getRuntime().availableProcessors() > 1;
    lock.lock();
    try (Crew crew = new Crew()) {
      Crew.Body pass =
          () -> {
            lock.lock();
            lock.unlock();
          };
      crew.start(pass);
      Crew.until("the next one parked", () -> parks.get() > 0);
      assertThat(steps.peek()).isEqualTo(spins ? 0 : SpinWait.YIELD_STEP);
      assertThat(steps).hasSize(spins ? SpinWait.PARK_STEP : 1);
      steps.clear();
      int parksBefore = parks.get();
      crew.start(pass);
      Crew.until("the second one parked", () -> parks.get() > parksBefore + 1);
      if (spins) {
        Crew.until("the second one yielded", () -> !steps.isEmpty());
        assertThat(steps.peek()).isEqualTo(SpinWait.YIELD_STEP);
      }
      lock.unlock();
    }
    assertThat(blockers).containsOnly(lock);
  }

  /** lock keeps waiting through an interrupt, gets its turn, and the flag is still there. */
  @ParameterizedTest
  @MethodSource("kinds")
  void lock_interruptedWhileWaiting_keepsTurnAndFlag(ThreadFactory kind) throws Exception {
    CountingWait wait = new CountingWait();
    TicketSpinLock lock = new TicketSpinLock(wait);
    lock.lock();
    try (Crew crew = new Crew(kind)) {
      Thread waiter =
          crew.start(
              () -> {
                lock.lock();
                assertThat(Thread.currentThread().isInterrupted()).isTrue();
                assertThat(lock.holder()).isSameAs(Thread.currentThread());
                lock.unlock();
              });
      Crew.until("it parked", () -> wait.parks.get() > 0);
      int parks = wait.parks.get();
      waiter.interrupt();
      Crew.until("it parked again", () -> wait.parks.get() > parks);
      assertThat(lock.queueLength()).isEqualTo(1);
      lock.unlock();
    }
  }

  /** A thread that is interrupted already waits without burning its processor. */
  @Test
  void lock_interruptedBefore_parksAllTheSame() throws Exception {
    CountingWait wait = new CountingWait();
    TicketSpinLock lock = new TicketSpinLock(wait);
    lock.lock();
    try (Crew crew = new Crew()) {
      crew.start(
          () -> {
            Thread.currentThread().interrupt();
            lock.lock();
            assertThat(Thread.interrupted()).isTrue();
            lock.unlock();
          });
      Crew.until("it parked", () -> wait.parksInSlots.get() > 0);
      int waits = wait.waits.get();
      long begin = System.nanoTime();
      Crew.until("50 ms are over", () -> System.nanoTime() - begin > 50_000_000);
      // A waiter that burns its processor makes some 100,000 steps in this time.
      assertThat(wait.waits.get() - waits).isLessThan(50);
      lock.unlock();
    }
  }

  /** The host's hook, called with the interrupt flag set, returns and leaves the flag alone. */
  @Test
  void hostPark_interrupted_returnsAndKeepsFlag() {
    Thread.currentThread().interrupt();
    SpinWait.host().park(this, TimeUnit.HOURS.toNanos(1));
    SpinWait.host().pause(SpinWait.PARK_STEP);
    assertThat(Thread.interrupted()).isTrue();
  }

  /** Every step of the host's hook ends by itself, also after an int's worth of them. */
  @Test
  void hostPause_anyStep_bounded() {
    for (int step : List.of(0, 15, 16, 63, 64, 70, 71, Integer.MAX_VALUE)) {
      long begin = System.nanoTime();
      SpinWait.host().pause(step);
      assertThat(System.nanoTime() - begin).as("step %d", step).isLessThan(5_000_000_000L);
    }
  }
}
