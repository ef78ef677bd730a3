package org.kernsync.spin;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kernsync.internal.Crew;

/** How a waiter waits: what it asks of its hook, who wakes it, what interrupts do. */
class QueuedSpinLockWaitTest {
  private static final long SPELL_NANOS = 1_000_000_000;
  private static final int LONGEST_DELAY = 600;
  private static final int OVER = Integer.MAX_VALUE;
  private static final String EVENT = "org.kernsync.ContendedWait";

  private final AtomicInteger begun = new AtomicInteger();
  private final AtomicInteger arrived = new AtomicInteger();
  private final AtomicInteger done = new AtomicInteger();
  private int noise;

  static Stream<ThreadFactory> kinds() {
    return Crew.kinds().stream();
  }

  /** An uncontended lock never calls the hook. */
  @Test
  void lock_uncontended_neverWaits() {
    CountingWait wait = new CountingWait();
    QueuedSpinLock lock = new QueuedSpinLock(wait);
    for (int i = 0; i < 1_000; i++) {
      lock.lock();
      lock.unlock();
    }
    assertThat(wait.waits.get()).isZero();
  }

  /** Nobody has to wait for a timeout: each parked waiter is woken in the end. */
  @ParameterizedTest
  @MethodSource("kinds")
  void unlock_waitersParkedForGood_eachIsWoken(ThreadFactory kind) {
    QueuedSpinLock lock = new QueuedSpinLock(new CountingWait());
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
    assertThat(lock.isContended()).isFalse();
  }

  /**
   * One unlock, some time around the moment at which the only waiter goes to sleep, and no other
   * that would make up for a missed wake-up.
   */
  @ParameterizedTest
  @MethodSource("kinds")
  void unlock_racesWithFirstGoingToSleep_neverMissesIt(ThreadFactory kind) {
    QueuedSpinLock lock = new QueuedSpinLock(new HastyWait());
    try (Crew crew = new Crew(kind)) {
      crew.start(
          () -> {
            for (int round = 1; awaitRound(begun, round); round++) {
              arrived.set(round);
              lock.lock();
              lock.unlock();
              done.set(round);
            }
          });
      long begin = System.nanoTime();
      for (int round = 1; System.nanoTime() - begin < SPELL_NANOS; round++) {
        lock.lock();
        begun.set(round);
        awaitRound(arrived, round);
        for (int i = ThreadLocalRandom.current().nextInt(LONGEST_DELAY); i > 0; i--) {
          noise = noise * 31 + i;
        }
        lock.unlock();
        awaitRound(done, round);
      }
      begun.set(OVER);
    }
  }

  /** Whether the round came; false if it was the last one. */
  private static boolean awaitRound(AtomicInteger counter, int round) {
    for (int looks = 0; looks < 1_000 && counter.get() < round; looks++) {
      Thread.onSpinWait();
    }
    Crew.until("round " + round, () -> counter.get() >= round);
    return counter.get() != OVER;
  }

  /** The first in line spins, then yields, then parks; the one behind it never spins. */
  @Test
  void lock_twoWaiters_stepsByPlaceInLine() {
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
            LockSupport.park(blocker);
          }
        };
    QueuedSpinLock lock = new QueuedSpinLock(recorder);
    boolean spins = Runtime.getRuntime().availableProcessors() > 1;
    lock.lock();
    try (Crew crew = new Crew()) {
      Crew.Body pass =
          () -> {
            lock.lock();
            lock.unlock();
          };
      crew.start(pass);
      Crew.until("the first one parked", () -> parks.get() == 1);
      assertThat(steps.stream().sorted().toList())
          .isEqualTo(spins ? Stream.iterate(0, step -> step + 1).limit(64).toList() : List.of());
      steps.clear();
      crew.start(pass);
      Crew.until("the second one parked", () -> parks.get() == 2);
      assertThat(steps).hasSize(spins ? 48 : 0);
      lock.unlock();
    }
    assertThat(blockers).containsOnly(lock);
  }

  /** lock keeps waiting through an interrupt, keeps its place, and the flag is still there. */
  @ParameterizedTest
  @MethodSource("kinds")
  void lock_interruptedWhileWaiting_keepsPlaceAndFlag(ThreadFactory kind) throws Exception {
    CountingWait wait = new CountingWait();
    QueuedSpinLock lock = new QueuedSpinLock(wait);
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
    QueuedSpinLock lock = new QueuedSpinLock(wait);
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

  /** However many wait for a holder that does not run, they all sleep after a few steps each. */
  @ParameterizedTest
  @MethodSource("kinds")
  void lock_holderDoesNotRun_allPark(ThreadFactory kind) {
    CountingWait wait = new CountingWait();
    QueuedSpinLock lock = new QueuedSpinLock(wait);
    int waiters = 200;
    lock.lock();
    try (Crew crew = new Crew(kind)) {
      for (int i = 0; i < waiters; i++) {
        crew.start(
            () -> {
              lock.lock();
              lock.unlock();
            });
      }
      Crew.until("all parked", () -> wait.parksInSlots.get() >= waiters);
      assertThat(wait.waits.get() - wait.parks.get()).isLessThanOrEqualTo(waiters * 64);
      assertThat(wait.parks.get()).isLessThanOrEqualTo(2 * waiters); // parks may end early
      lock.unlock();
    }
  }

  /** A wait in line is an event of JDK Flight Recorder: its lock, its holder, its length. */
  @Test
  void lock_whileRecording_waitIsRecorded() throws Exception {
    QueuedSpinLock lock = new QueuedSpinLock();
    Path file = Files.createTempFile("wait", ".jfr");
    long waitedNanos;
    try (Recording recording = new Recording()) {
      recording.enable(EVENT).withoutThreshold();
      recording.start();
      lock.lock();
      try (Crew crew = new Crew()) {
        crew.start(
            () -> {
              lock.lock();
              lock.unlock();
            });
        Crew.until("it waits", lock::isContended);
        long begin = System.nanoTime();
        Crew.until("3 ms are over", () -> System.nanoTime() - begin > 3_000_000);
        waitedNanos = System.nanoTime() - begin;
        lock.unlock();
      }
      recording.stop();
      recording.dump(file);
    }
    List<RecordedEvent> events =
        RecordingFile.readAllEvents(file).stream()
            .filter(event -> event.getEventType().getName().equals(EVENT))
            .filter(event -> event.getInt("lockIdentity") == System.identityHashCode(lock))
            .toList();
    Files.delete(file);
    assertThat(events).hasSize(1);
    RecordedEvent event = events.get(0);
    assertThat(event.getClass("lockClass").getName()).isEqualTo(QueuedSpinLock.class.getName());
    assertThat(event.getThread("holder").getJavaName()).isEqualTo(Thread.currentThread().getName());
    assertThat(event.getDuration().toNanos()).isGreaterThanOrEqualTo(waitedNanos * 9 / 10);
  }

  /** Hardly spins and parks for good: so that most waits go through a sleep and a wake-up. */
  private static final class HastyWait implements SpinWait {
    @Override
    public void pause(int step) {}

    @Override
    public void park(Object blocker, long maxNanos) {
      LockSupport.park(blocker);
    }
  }
}
