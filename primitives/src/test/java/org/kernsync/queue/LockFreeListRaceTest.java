package org.kernsync.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kernsync.internal.Crew;
import org.kernsync.sleep.Mutex;

/** Who may run at the same time as whom: no node lost, none taken twice, all contents seen. */
class LockFreeListRaceTest {
  private static final int ADDERS = 3;
  private static final int STEPS = 60_000;
  private static final int BALLS = 8;

  /** Added again as soon as it was taken: its fields are plain, only the list orders them. */
  private static final class Ball extends LockFreeListNode<Ball> {
    private final LockFreeList<Ball> home;
    private int thrown;
    private int caught;

    Ball(LockFreeList<Ball> home) {
      this.home = home;
    }

    void onThrow() {
      if (thrown != caught) {
        throw new AssertionError("thrown " + thrown + " times, caught " + caught);
      }
      thrown++;
    }

    void onCatch() {
      caught++;
      if (thrown != caught) {
        throw new AssertionError("caught " + caught + " times, thrown " + thrown);
      }
    }
  }

  static List<ThreadFactory> kinds() {
    return Crew.kinds();
  }

  /** Parks, since virtual threads that only yield may keep others from running at all. */
  private static void pause() {
    LockSupport.parkNanos(10_000);
  }

  /** How the takers take: until there is nothing for now. */
  private interface Taking {
    void take(LockFreeList<Ball> list, LongAdder taken);
  }

  /**
   * Each adder throws balls of its own and gets them back over a list of its own, so balls are
   * added again all the time, and each taker is an adder to those lists.
   */
  private static void play(ThreadFactory kind, int takers, Taking taking) {
    LockFreeList<Ball> list = new LockFreeList<>();
    AtomicInteger adding = new AtomicInteger(ADDERS);
    LongAdder added = new LongAdder();
    LongAdder taken = new LongAdder();
    try (Crew crew = new Crew(kind)) {
      for (int t = 0; t < ADDERS; t++) {
        crew.start(
            () -> {
              try {
                addAll(list, added);
              } finally {
                adding.decrementAndGet();
              }
            });
      }
      for (int t = 0; t < takers; t++) {
        crew.start(
            () -> {
              while (adding.get() > 0 || !list.isEmpty()) {
                taking.take(list, taken);
                pause();
              }
            });
      }
    }
    assertThat(list.isEmpty()).isTrue();
    assertThat(taken.sum()).isPositive().isEqualTo(added.sum());
  }

  private static void addAll(LockFreeList<Ball> list, LongAdder added) {
    LockFreeList<Ball> hand = new LockFreeList<>();
    for (int i = 0; i < BALLS; i++) {
      hand.add(new Ball(hand));
    }
    for (int step = 0; step < STEPS; ) {
      Ball ball = hand.delFirst();
      if (ball == null) {
        pause();
        continue;
      }
      ball.onThrow();
      Ball second = step % 2 == 0 ? hand.delFirst() : null;
      if (second == null) {
        list.add(ball);
        added.increment();
        step++;
      } else {
        second.onThrow();
        LockFreeList.link(ball, LockFreeList.link(second, null));
        list.addBatch(ball, second);
        added.add(2);
        step += 2;
      }
    }
  }

  private static void giveBack(Ball ball, LongAdder taken) {
    ball.onCatch();
    taken.increment();
    ball.home.add(ball);
  }

  private static void takeAll(LockFreeList<Ball> list, LongAdder taken) {
    for (Ball ball = list.delAll(); ball != null; ) {
      Ball rest = LockFreeList.detach(ball);
      giveBack(ball, taken);
      ball = rest;
    }
  }

  private static void takeFirst(LockFreeList<Ball> list, LongAdder taken) {
    for (Ball ball = list.delFirst(); ball != null; ball = list.delFirst()) {
      giveBack(ball, taken);
    }
  }

  /** Many add, many take all: no lock. */
  @ParameterizedTest
  @MethodSource("kinds")
  void delAll_manyTakers_eachNodeOnce(ThreadFactory kind) {
    play(kind, 2, LockFreeListRaceTest::takeAll);
  }

  /** Many add, one takes the first: no lock. */
  @ParameterizedTest
  @MethodSource("kinds")
  void delFirst_oneTaker_eachNodeOnce(ThreadFactory kind) {
    play(kind, 1, LockFreeListRaceTest::takeFirst);
  }

  /** Many add, several take the first or all: with a lock among the takers. */
  @ParameterizedTest
  @MethodSource("kinds")
  void delFirstAndDelAll_takersLocked_eachNodeOnce(ThreadFactory kind) {
    Mutex mutex = new Mutex();
    AtomicInteger turn = new AtomicInteger();
    play(
        kind,
        2,
        (list, taken) -> {
          mutex.lock();
          Ball chain;
          if (turn.incrementAndGet() % 2 == 0) {
            chain = list.delAll();
          } else {
            Ball first = list.delFirst();
            chain = first == null ? null : LockFreeList.link(first, null);
          }
          mutex.unlock();
          while (chain != null) {
            Ball rest = LockFreeList.detach(chain);
            giveBack(chain, taken);
            chain = rest;
          }
        });
  }

  /** Each thread takes its own node back while it is the first: no lock. */
  @ParameterizedTest
  @MethodSource("kinds")
  void delFirstThis_ownNodes_eachTakenByItsThread(ThreadFactory kind) {
    LockFreeList<Ball> list = new LockFreeList<>();
    try (Crew crew = new Crew(kind)) {
      for (int t = 0; t < ADDERS; t++) {
        crew.start(
            () -> {
              Ball own = new Ball(list);
              for (int i = 0; i < STEPS / 10; i++) {
                own.onThrow();
                list.add(own);
                while (!list.delFirstThis(own)) {
                  pause();
                }
                own.onCatch();
              }
            });
      }
    }
    assertThat(list.isEmpty()).isTrue();
  }

  /** Of those who add at once to an empty list, one is told that it was empty. */
  @ParameterizedTest
  @MethodSource("kinds")
  void add_toEmptyAtOnce_oneTold(ThreadFactory kind) {
    LockFreeList<Ball> list = new LockFreeList<>();
    LongAdder firsts = new LongAdder();
    LongAdder emptied = new LongAdder();
    AtomicInteger adding = new AtomicInteger(ADDERS);
    try (Crew crew = new Crew(kind)) {
      for (int t = 0; t < ADDERS; t++) {
        crew.start(
            () -> {
              for (int i = 0; i < STEPS; i++) {
                if (list.add(new Ball(list))) {
                  firsts.increment();
                }
              }
              adding.decrementAndGet();
            });
      }
      crew.start(
          () -> {
            while (adding.get() > 0 || !list.isEmpty()) {
              if (list.delAll() != null) {
                emptied.increment();
              }
              pause();
            }
          });
    }
    assertThat(firsts.sum()).isPositive().isEqualTo(emptied.sum());
  }
}
