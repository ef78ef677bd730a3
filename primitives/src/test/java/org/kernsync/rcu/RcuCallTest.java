package org.kernsync.rcu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.kernsync.internal.Crew;

/** Callbacks. */
class RcuCallTest {
  private final Rcu rcu = new Rcu();

  @AfterEach
  void close() {
    rcu.close();
  }

  private static final class Node extends RcuNode {
    private final Runnable reclaimed;

    private Node(Runnable reclaimed) {
      this.reclaimed = reclaimed;
    }

    @Override
    protected void reclaim() {
      reclaimed.run();
    }
  }

  /** A callback runs once, and not while a section is open that began before the call. */
  @Test
  void call_sectionIsOpen_runsAfterIt() {
    AtomicInteger runs = new AtomicInteger();
    long token = rcu.readEnter();
    rcu.call((Runnable) runs::incrementAndGet);
    rcu.call(new Node(runs::incrementAndGet));
    for (int i = 0; i < 200; i++) {
      Thread.yield();
    }
    assertThat(runs).hasValue(0);
    rcu.readExit(token);
    rcu.barrier();
    assertThat(runs).hasValue(2);
  }

  /** Callbacks of one caller run in the order of their calls. */
  @Test
  void call_manyTimes_runInOrder() {
    List<Integer> order = Collections.synchronizedList(new ArrayList<>());
    for (int i = 0; i < 5_000; i++) {
      int number = i;
      rcu.call(() -> order.add(number));
    }
    rcu.barrier();
    assertThat(order).hasSize(5_000).isSorted();
  }

  /** After barrier all have run that any thread had queued before. */
  @Test
  void barrier_manyCallers_waitsForAll() {
    AtomicInteger runs = new AtomicInteger();
    try (Crew crew = new Crew()) {
      for (int i = 0; i < 4; i++) {
        crew.start(
            () -> {
              for (int round = 0; round < 20; round++) {
                AtomicInteger mine = new AtomicInteger();
                for (int call = 0; call < 50; call++) {
                  rcu.call(
                      () -> {
                        mine.incrementAndGet();
                        runs.incrementAndGet();
                      });
                }
                rcu.barrier();
                assertThat(mine).hasValue(50);
              }
            });
      }
    }
    assertThat(runs).hasValue(4 * 20 * 50);
  }

  /** A node that is queued is refused a second time, runs once, and can be queued again after. */
  @Test
  void call_nodeTwice_isRefused() {
    AtomicInteger runs = new AtomicInteger();
    Node node = new Node(runs::incrementAndGet);
    long token = rcu.readEnter();
    rcu.call(node);
    assertThatThrownBy(() -> rcu.call(node))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("queued already");
    rcu.readExit(token);
    rcu.barrier();
    assertThat(runs).hasValue(1);
    rcu.call(node);
    rcu.barrier();
    assertThat(runs).hasValue(2);
  }

  /** A callback may queue itself again. */
  @Test
  void call_fromACallback_runsAgain() {
    AtomicInteger runs = new AtomicInteger();
    AtomicReference<Node> self = new AtomicReference<>();
    self.set(
        new Node(
            () -> {
              if (runs.incrementAndGet() < 5) {
                rcu.call(self.get());
              }
            }));
    rcu.call(self.get());
    Crew.until("five runs", () -> runs.get() == 5);
  }

  /** A barrier in a callback would wait for itself: refused. */
  @Test
  void barrier_inACallback_throws() {
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    rcu.call(
        () -> {
          try {
            rcu.barrier();
          } catch (IllegalStateException expected) {
            thrown.set(expected);
          }
        });
    rcu.barrier();
    assertThat(thrown.get()).hasMessageContaining("callback");
  }

  /** What a callback throws goes to its thread's handler, and the next one runs. */
  @Test
  void callback_throws_theNextRuns() {
    AtomicReference<Throwable> told = new AtomicReference<>();
    AtomicInteger runs = new AtomicInteger();
    rcu.call(
        () ->
            Thread.currentThread()
                .setUncaughtExceptionHandler((thread, thrown) -> told.set(thrown)));
    rcu.call(
        () -> {
          throw new ArithmeticException("divide error");
        });
    rcu.call((Runnable) runs::incrementAndGet);
    rcu.barrier();
    assertThat(told.get()).hasMessage("divide error");
    assertThat(runs).hasValue(1);
  }

  /** An executor of the user's runs them, one task at a time. */
  @Test
  void call_ownExecutor_runsThemInTurn() {
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger runs = new AtomicInteger();
    List<Thread> threads = Collections.synchronizedList(new ArrayList<>());
    Rcu own =
        Rcu.builder()
            .executor(
                task -> {
                  Thread thread = new Thread(task);
                  threads.add(thread);
                  thread.start();
                })
            .build();
    try (Crew crew = new Crew()) {
      for (int i = 0; i < 4; i++) {
        crew.start(
            () -> {
              for (int call = 0; call < 200; call++) {
                own.call(
                    () -> {
                      assertThat(inside.incrementAndGet()).isEqualTo(1);
                      runs.incrementAndGet();
                      inside.decrementAndGet();
                    });
                if (call % 50 == 0) {
                  own.barrier();
                }
              }
            });
      }
    }
    own.close();
    assertThat(runs).hasValue(800);
    assertThat(threads).isNotEmpty();
  }

  /** An executor that refuses is told of, and nothing is lost: it runs when that works again. */
  @Test
  void call_executorRefuses_losesNothing() {
    AtomicBoolean refuses = new AtomicBoolean(true);
    AtomicInteger runs = new AtomicInteger();
    Rcu own =
        Rcu.builder()
            .executor(
                task -> {
                  if (refuses.get()) {
                    throw new RejectedExecutionException("full");
                  }
                  new Thread(task).start();
                })
            .build();
    assertThatThrownBy(() -> own.call((Runnable) runs::incrementAndGet))
        .isInstanceOf(RejectedExecutionException.class);
    refuses.set(false);
    own.call((Runnable) runs::incrementAndGet);
    own.close();
    assertThat(runs).hasValue(2);
  }

  /** A caller in a section is not held up, however many wait; one outside is, for a moment. */
  @Test
  void call_flood_isSlowedDownAndBounded() {
    AtomicInteger runs = new AtomicInteger();
    rcu.readLock();
    for (int i = 0; i < 30_000; i++) {
      rcu.call((Runnable) runs::incrementAndGet);
    }
    assertThat(rcu.statistics().callsThrottled()).isZero();
    rcu.readUnlock();
    for (int i = 0; i < 300_000; i++) {
      rcu.call((Runnable) runs::incrementAndGet);
    }
    rcu.barrier();
    assertThat(runs).hasValue(330_000);
    assertThat(rcu.statistics().callsThrottled()).isPositive();
  }

  /** A closed domain takes no callbacks; what was queued has run; sections and waits still work. */
  @Test
  void close_thenCall_isRefused() {
    AtomicInteger runs = new AtomicInteger();
    Rcu own = new Rcu();
    own.call((Runnable) runs::incrementAndGet);
    own.close();
    assertThat(runs).hasValue(1);
    assertThatThrownBy(() -> own.call((Runnable) runs::incrementAndGet))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
    own.readLock();
    own.readUnlock();
    own.synchronize();
  }
}
