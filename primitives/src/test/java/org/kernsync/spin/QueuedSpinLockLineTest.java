package org.kernsync.spin;

import static java.util.concurrent.TimeUnit.MICROSECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kernsync.internal.Crew;

/** The line of waiters: its order, and who leaves it before the end. */
class QueuedSpinLockLineTest {
  private final CountingWait wait = new CountingWait();
  private final QueuedSpinLock lock = new QueuedSpinLock(wait);
  private final List<Integer> served = new ArrayList<>(); // guarded by lock
  private long timesFirst; // of the thread that is first in line

  static Stream<Arguments> lines() {
    return Crew.kinds().stream()
        .flatMap(kind -> Stream.of(5, 200).map(waiters -> Arguments.of(kind, waiters)));
  }

  /** Threads that came one after the other get the lock in that order, if nobody steals. */
  @ParameterizedTest(name = "{1} {0} threads")
  @MethodSource("lines")
  void lock_waitersInOrder_servedInThatOrder(ThreadFactory kind, int waiters) {
    lock.lock();
    try (Crew crew = new Crew(kind)) {
      for (int i = 0; i < waiters; i++) {
        startInLine(crew, i);
      }
      Crew.until("all parked", () -> wait.parksInSlots.get() >= waiters);
      lock.unlock();
    }
    assertThat(served).isEqualTo(IntStream.range(0, waiters).boxed().toList());
    assertEmpty();
  }

  static Stream<Arguments> places() {
    return Crew.kinds().stream()
        .flatMap(
            kind ->
                Stream.of(
                    Arguments.of(kind, List.of(0)),
                    Arguments.of(kind, List.of(1)),
                    Arguments.of(kind, List.of(3)),
                    Arguments.of(kind, List.of(1, 2)),
                    Arguments.of(kind, List.of(2, 1)),
                    Arguments.of(kind, List.of(0, 1)),
                    Arguments.of(kind, List.of(2, 3)),
                    Arguments.of(kind, List.of(3, 2, 1, 0))));
  }

  /**
   * Waiters that give up at the head, in the middle, at the tail or side by side leave no gap: all
   * others are served in order, though they sleep until somebody wakes them.
   */
  @ParameterizedTest(name = "{0} threads, {1} of 4 give up")
  @MethodSource("places")
  void timedTryLock_givesUpInLine_othersServedInOrder(ThreadFactory kind, List<Integer> places) {
    lock.lock();
    try (Crew crew = new Crew(kind)) {
      Thread[] waiters = new Thread[4];
      for (int i = 0; i < waiters.length; i++) {
        waiters[i] = places.contains(i) ? startTimedInLine(crew, i) : startInLine(crew, i);
      }
      Crew.until("all parked", () -> wait.parksInSlots.get() >= waiters.length);
      int left = waiters.length;
      for (int place : places) {
        waiters[place].interrupt();
        int expected = --left;
        Crew.until("it has left", () -> lock.queueLength() == expected);
      }
      startInLine(crew, 4, left);
      lock.unlock();
    }
    List<Integer> others = IntStream.range(0, 5).filter(i -> !places.contains(i)).boxed().toList();
    assertThat(served).isEqualTo(others);
    assertEmpty();
  }

  /** The nodes of those who gave up do not pile up behind a first that waits on. */
  @Test
  void timedTryLock_thousandsGiveUp_lineStaysShort() {
    lock.lock();
    int longest = 0;
    try (Crew crew = new Crew()) {
      startInLine(crew, 0);
      try (Crew timed = new Crew()) {
        for (int i = 0; i < 3; i++) {
          timed.start(
              () -> {
                for (int k = 0; k < 1_000; k++) {
                  assertThat(lock.tryLock(k % 20, MICROSECONDS)).isFalse();
                }
              });
        }
        timed.join();
        longest = nodes();
      }
      lock.unlock();
    }
    assertThat(longest).isLessThanOrEqualTo(4);
    assertEmpty();
  }

  /** Who is in line can be overtaken by a running thread: this lock is not strictly fair. */
  @Test
  void tryLock_firstStillAsleep_steals() {
    GatedWait gated = new GatedWait();
    QueuedSpinLock stolen = new QueuedSpinLock(gated);
    stolen.lock();
    try (Crew crew = new Crew()) {
      crew.start(
          () -> {
            stolen.lock();
            stolen.unlock();
          });
      Crew.until("it parked", () -> gated.parks.get() == 1);
      stolen.unlock();
      assertThat(stolen.tryLock()).isTrue();
      stolen.unlock();
      gated.open();
    }
    assertThat(stolen.isLocked()).isFalse();
  }

  /**
   * A waiter that was woken and then lost the lock to running threads for more than a millisecond
   * becomes the holder at the next unlock, even before it runs again.
   */
  @ParameterizedTest
  @MethodSource("kinds")
  void unlock_firstHasLostForAMillisecond_handsOver(ThreadFactory kind) {
    GatedWait gated = new GatedWait();
    QueuedSpinLock stolen = new QueuedSpinLock(gated);
    stolen.lock();
    try (Crew crew = new Crew(kind)) {
      crew.start(
          () -> {
            stolen.lock();
            assertThat(stolen.holder()).isSameAs(Thread.currentThread());
            stolen.unlock();
          });
      letLoseForLong(stolen, gated);
      stolen.unlock();
      assertThat(stolen.isLocked()).isTrue();
      assertThat(stolen.tryLock()).as("promised").isFalse();
      assertThatThrownBy(stolen::unlock).isInstanceOf(IllegalMonitorStateException.class);
      gated.open();
    }
    assertThat(stolen.isLocked()).isFalse();
    assertThat(stolen.isContended()).isFalse();
  }

  /** Having lost once, however long ago the wait began, is no reason to hand over yet. */
  @Test
  void unlock_firstHasJustLost_frees() {
    // A waiter that is off its processor for a millisecond after the loss may demand: not always.
    boolean freed = false;
    for (int round = 0; round < 20 && !freed; round++) {
      freed = freesAfterOneLoss();
    }
    assertThat(freed).isTrue();
  }

  private static boolean freesAfterOneLoss() {
    GatedWait gated = new GatedWait();
    QueuedSpinLock stolen = new QueuedSpinLock(gated);
    stolen.lock();
    try (Crew crew = new Crew()) {
      crew.start(
          () -> {
            stolen.lock();
            stolen.unlock();
          });
      Crew.until("it parked", () -> gated.parks.get() == 1);
      pass(1_500_000);
      letLose(stolen, gated);
      stolen.unlock();
      boolean freed = stolen.tryLock();
      if (freed) {
        stolen.unlock();
      }
      gated.open();
      return freed;
    }
  }

  static Stream<ThreadFactory> kinds() {
    return Crew.kinds().stream();
  }

  /** A waiter that gives up just when the lock is promised to it leaves the lock to others. */
  @Test
  void timedTryLock_givesUpWhileDemanding_lockIsFreed() {
    GatedWait gated = new GatedWait();
    QueuedSpinLock stolen = new QueuedSpinLock(gated);
    stolen.lock();
    try (Crew crew = new Crew()) {
      Thread waiter =
          crew.start(
              () ->
                  assertThatThrownBy(() -> stolen.tryLock(60, SECONDS))
                      .isInstanceOf(InterruptedException.class));
      letLoseForLong(stolen, gated);
      waiter.interrupt();
      gated.open();
      Crew.until("it has left", () -> !stolen.isContended());
      stolen.unlock();
      assertThat(stolen.isLocked()).isFalse();
    }
  }

  /** A waiter that got the lock handed over keeps it, though its interrupt came first. */
  @Test
  void timedTryLock_interruptedBehindHandOver_holdsItAndKeepsFlag() {
    GatedWait gated = new GatedWait();
    QueuedSpinLock stolen = new QueuedSpinLock(gated);
    stolen.lock();
    try (Crew crew = new Crew()) {
      Thread waiter =
          crew.start(
              () -> {
                assertThat(stolen.tryLock(60, SECONDS)).isTrue();
                assertThat(Thread.interrupted()).isTrue();
                stolen.unlock();
              });
      letLoseForLong(stolen, gated);
      waiter.interrupt();
      stolen.unlock();
      gated.open();
    }
    assertThat(stolen.isLocked()).isFalse();
  }

  /** Until the waiter demands the lock, having lost it twice or more. */
  private static void letLoseForLong(QueuedSpinLock stolen, GatedWait gated) {
    Crew.until("it parked", () -> gated.parks.get() == 1);
    for (int losses = 0; !demands(stolen); losses++) {
      assertThat(losses).as("losses without a demand").isLessThan(10);
      letLose(stolen, gated);
      pass(1_500_000);
    }
  }

  private static boolean demands(QueuedSpinLock stolen) {
    return stolen.headOpaque().stateVolatile() == QueuedSpinNode.DEMANDING;
  }

  /** Until the waiter, which is parked, has lost the lock once more and parked again. */
  private static void letLose(QueuedSpinLock stolen, GatedWait gated) {
    int parks = gated.parks.get();
    steal(stolen);
    gated.let(parks);
    Crew.until("it parked again", () -> gated.parks.get() == parks + 1);
  }

  /** Wakes the first in line, and takes the lock before it can. */
  private static void steal(QueuedSpinLock stolen) {
    stolen.unlock();
    assertThat(stolen.tryLock()).as("stolen").isTrue();
  }

  private static void pass(long nanos) {
    long begin = System.nanoTime();
    Crew.until("the time is over", () -> System.nanoTime() - begin > nanos);
  }

  /**
   * Who leaves does not wait for one that has come but lost its processor before it could link
   * itself: that one finds itself first when it goes on, and so does nobody else.
   */
  @Test
  void passOn_successorNotYetLinked_successorIsFirstByItself() {
    QueuedSpinNode first = QueuedSpinNode.allocateOrNull(Thread.currentThread(), lock.idle());
    QueuedSpinNode late = QueuedSpinNode.allocateOrNull(Thread.currentThread(), lock.idle());
    QueuedSpinNode last = QueuedSpinNode.allocateOrNull(Thread.currentThread(), lock.idle());
    assertThat(lock.enqueue(first)).isTrue();
    assertThat(lock.swapTailVolatile(late)).isSameAs(first); // the first half of enqueue
    lock.passOn(first, false);
    assertThat(lock.enqueue(last)).isFalse();
    assertThat(first.link(late)).isFalse(); // the second half
    lock.passOn(late, false);
    assertThat(isFirst(last)).isTrue();
    lock.passOn(last, false);
    assertEmpty();
  }

  /**
   * The line alone, without the lock around it: of threads that come, give up and pass on all the
   * time, exactly one is first at any moment, and in the end nobody is.
   */
  @ParameterizedTest
  @ValueSource(ints = {2, 4})
  void passOn_whileOthersComeAndGiveUp_exactlyOneIsFirst(int threads) {
    AtomicLong passed = new AtomicLong();
    try (Crew crew = new Crew()) {
      for (int i = 0; i < threads; i++) {
        crew.start(() -> passed.addAndGet(standInLineAgainAndAgain()));
      }
    }
    assertThat(timesFirst).isPositive().isEqualTo(passed.get());
    assertEmpty();
  }

  private long standInLineAgainAndAgain() {
    long passed = 0;
    long begin = System.nanoTime();
    for (int round = 0; System.nanoTime() - begin < 400_000_000; round++) {
      QueuedSpinNode node = QueuedSpinNode.allocateOrNull(Thread.currentThread(), lock.idle());
      lock.enqueue(node);
      if (round % 4 == 1) {
        lock.abandon(node);
        continue;
      }
      for (int looks = 0; looks < 1_000 && !isFirst(node); looks++) {
        Thread.onSpinWait();
      }
      Crew.until("it is first", () -> isFirst(node));
      timesFirst++;
      passed++;
      if (round % 2 == 0) {
        lock.passOn(node, false);
      } else {
        lock.abandon(node);
      }
    }
    return passed;
  }

  private static boolean isFirst(QueuedSpinNode node) {
    return node.stateVolatile() == QueuedSpinNode.HEAD;
  }

  private Thread startInLine(Crew crew, int arrival) {
    return startInLine(crew, arrival, arrival);
  }

  private Thread startInLine(Crew crew, int arrival, int before) {
    Thread waiter =
        crew.start(
            () -> {
              lock.lock();
              served.add(arrival);
              lock.unlock();
            });
    Crew.until("waiter " + arrival + " is in line", () -> lock.queueLength() == before + 1);
    return waiter;
  }

  private Thread startTimedInLine(Crew crew, int arrival) {
    Thread waiter =
        crew.start(
            () -> {
              assertThatThrownBy(() -> lock.tryLock(60, SECONDS))
                  .isInstanceOf(InterruptedException.class);
              assertThat(Thread.currentThread().isInterrupted()).isFalse();
            });
    Crew.until("waiter " + arrival + " is in line", () -> lock.queueLength() == arrival + 1);
    return waiter;
  }

  private int nodes() {
    int nodes = 0;
    for (QueuedSpinNode node = lock.headOpaque(); node != null; node = node.nextAcquire()) {
      nodes += node instanceof QueuedSpinIdle ? 0 : 1;
    }
    return nodes;
  }

  private void assertEmpty() {
    assertThat(lock.isLocked()).isFalse();
    assertThat(lock.isContended()).isFalse();
    assertThat(lock.headOpaque()).isSameAs(lock.idle());
  }

  /** Each park of the only waiter lasts until the test lets it go on. */
  private static final class GatedWait implements SpinWait {
    final AtomicInteger parks = new AtomicInteger();
    private final AtomicInteger allowed = new AtomicInteger();

    void let(int park) {
      allowed.set(park);
    }

    void open() {
      let(Integer.MAX_VALUE);
    }

    @Override
    public void pause(int step) {}

    @Override
    public void park(Object blocker, long maxNanos) {
      int park = parks.incrementAndGet();
      while (allowed.get() < park) {
        Thread.yield();
      }
    }
  }
}
