package org.kernsync.rcu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kernsync.internal.Crew;

/** What goes wrong around a domain, and leaves it usable. */
class RcuFaultTest {
  private final Rcu rcu = new Rcu();

  static Stream<ThreadFactory> kinds() {
    return Crew.kinds().stream();
  }

  /** A handle that was closed protects nothing, and says so instead. */
  @Test
  void readLock_byAClosedHandle_throws() {
    RcuReader reader = rcu.register();
    reader.close();
    assertThatThrownBy(reader::readLock)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
    assertThat(reader.isReadLockHeld()).isFalse();
    assertThatThrownBy(reader::readUnlock).isInstanceOf(IllegalStateException.class);
    reader.close();
  }

  /** A domain that nobody waits for does not keep every thread that ever read. */
  @Test
  void readers_comeAndGoWithoutGracePeriods_stayFew() throws InterruptedException {
    for (int i = 0; i < 200; i++) {
      Thread thread =
          new Thread(
              () -> {
                rcu.readLock();
                rcu.readUnlock();
              });
      thread.start();
      thread.join();
    }
    assertThat(rcu.statistics().readers()).isLessThanOrEqualTo(40);
  }

  /** A reader that died inside is still reported when its like are being forgotten. */
  @Test
  void readers_diedInside_areKeptForTheReport() throws InterruptedException {
    Thread careless = new Thread(rcu::readLock, "careless");
    careless.start();
    careless.join();
    readers_comeAndGoWithoutGracePeriods_stayFew();
    AtomicInteger told = new AtomicInteger();
    Thread waiter = new Thread(rcu::synchronize);
    waiter.setUncaughtExceptionHandler((thread, thrown) -> told.incrementAndGet());
    waiter.start();
    waiter.join();
    assertThat(told).hasValue(1);
  }

  /** A thread that ends inside is told of by who waits, and not waited for, whatever its kind. */
  @ParameterizedTest
  @MethodSource("kinds")
  void synchronize_readerDiedInside_endsAndIsToldOnce(ThreadFactory kind)
      throws InterruptedException {
    Thread careless =
        kind.newThread(
            () -> {
              rcu.readLock();
              rcu.readLock();
            });
    careless.setName("careless");
    careless.start();
    careless.join();
    Queue<String> told = new ConcurrentLinkedQueue<>();
    Thread waiter = new Thread(rcu::synchronize);
    waiter.setUncaughtExceptionHandler((thread, thrown) -> told.add(thrown.getMessage()));
    waiter.start();
    Crew.until("it waits no more", () -> !waiter.isAlive());
    assertThat(told)
        .singleElement()
        .asString()
        .contains("careless", "has ended inside of a read section");
    rcu.synchronize();
  }

  /** One that is still inside is waited for, although another has died inside. */
  @ParameterizedTest
  @MethodSource("kinds")
  void synchronize_oneDiedInsideAndOneIsInside_waitsForTheLiving(ThreadFactory kind)
      throws InterruptedException {
    AtomicBoolean leave = new AtomicBoolean();
    AtomicBoolean inside = new AtomicBoolean();
    try (Crew crew = new Crew(kind)) {
      crew.start(
          () -> {
            rcu.readLock();
            inside.set(true);
            while (!leave.get()) {
              LockSupport.parkNanos(100_000);
            }
            rcu.readUnlock();
          });
      Crew.until("one is inside", inside::get);
      Thread careless = kind.newThread(rcu::readLock);
      careless.start();
      careless.join();
      AtomicInteger told = new AtomicInteger();
      Thread waiter = new Thread(rcu::synchronize);
      waiter.setUncaughtExceptionHandler((thread, thrown) -> told.incrementAndGet());
      waiter.start();
      waiter.join(50);
      assertThat(waiter.isAlive()).isTrue();
      leave.set(true);
      Crew.until("it waits no more", () -> !waiter.isAlive());
      assertThat(told).hasValue(1);
    }
  }

  /** A token of another domain is refused, and changes neither. */
  @Test
  void readExit_tokenOfAnotherDomain_throws() {
    Rcu other = new Rcu();
    long token = rcu.readEnter();
    assertThatThrownBy(() -> other.readExit(token)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> rcu.readExit(0)).isInstanceOf(IllegalArgumentException.class);
    other.synchronize();
    rcu.readExit(token);
    rcu.synchronize();
  }

  /** A handler that throws on what it was given does not end the drainer. */
  @Test
  void callback_throwsAndSoDoesTheHandler_theNextRuns() {
    AtomicInteger runs = new AtomicInteger();
    rcu.call(() -> Thread.currentThread().setUncaughtExceptionHandler(RcuFaultTest::throwItAgain));
    rcu.call(
        () -> {
          throw new ArithmeticException("divide error");
        });
    rcu.call((Runnable) runs::incrementAndGet);
    Crew.until("the next one runs", () -> runs.get() == 1);
    rcu.close();
  }

  private static void throwItAgain(Thread thread, Throwable thrown) {
    throw (RuntimeException) thrown;
  }

  /** Callbacks that can get no grace period stay queued, are told of, and run with the barrier. */
  @Test
  void call_noGracePeriodToBeHad_runsLater() {
    AtomicInteger runs = new AtomicInteger();
    AtomicInteger told = new AtomicInteger();
    Rcu direct = Rcu.builder().executor(Runnable::run).build(); // which is not allowed
    try (Crew crew = new Crew()) {
      crew.start(
          () -> {
            Thread.currentThread().setUncaughtExceptionHandler((t, e) -> told.incrementAndGet());
            direct.readLock();
            direct.call((Runnable) runs::incrementAndGet);
            assertThat(runs).hasValue(0);
            direct.readUnlock();
          });
    }
    assertThat(told.get()).isPositive();
    direct.barrier();
    assertThat(runs).hasValue(1);
  }

  /** A barrier that has begun looks after a drainer that gave up. */
  @Test
  void barrier_drainerGivesUpMeanwhile_triesAgain() {
    AtomicInteger tasks = new AtomicInteger();
    AtomicReference<Rcu> self = new AtomicReference<>();
    Executor inASectionAtFirst =
        task -> {
          boolean first = tasks.getAndIncrement() == 0;
          Thread thread =
              new Thread(
                  () -> {
                    if (first) {
                      self.get().readLock();
                    }
                    task.run();
                    if (first) {
                      self.get().readUnlock();
                    }
                  });
          thread.setUncaughtExceptionHandler((failed, expected) -> {});
          thread.start();
        };
    self.set(Rcu.builder().executor(inASectionAtFirst).build());
    try (Crew crew = new Crew()) {
      crew.start(() -> self.get().barrier());
    }
    assertThat(tasks.get()).isGreaterThan(1);
  }

  /**
   * An executor that takes the task and throws all the same: nothing is lost or run side by side.
   */
  @Test
  void call_executorTakesAndThrows_oneDrainerAtATime() {
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger runs = new AtomicInteger();
    AtomicBoolean overlap = new AtomicBoolean();
    AtomicBoolean moody = new AtomicBoolean(true);
    Rcu own =
        Rcu.builder()
            .executor(
                task -> {
                  new Thread(task).start();
                  if (moody.get()) {
                    throw new RejectedExecutionException("taken all the same");
                  }
                })
            .build();
    for (int i = 0; i < 300; i++) {
      try {
        own.call(
            () -> {
              if (inside.incrementAndGet() > 1) {
                overlap.set(true);
              }
              Thread.yield();
              runs.incrementAndGet();
              inside.decrementAndGet();
            });
      } catch (RejectedExecutionException expected) {
        Thread.yield();
      }
    }
    moody.set(false);
    own.close();
    assertThat(runs).hasValue(300);
    assertThat(overlap).isFalse();
  }

  /**
   * Where readLock finds no room on the stack, no section has begun: grace periods go on. Sections
   * that the test itself was too deep to end are ended afterwards.
   */
  @ParameterizedTest
  @MethodSource("kinds")
  void readLock_stackOverflows_leavesNothingOpen(ThreadFactory kind) {
    for (int offset = 0; offset < 24; offset++) {
      int first = offset;
      try (Crew crew = new Crew(kind)) {
        crew.start(
            () -> {
              rcu.readLock();
              rcu.readUnlock();
              overflow(first, new Dive());
              while (rcu.isReadLockHeld()) {
                rcu.readUnlock();
              }
              rcu.synchronizeExpedited();
            });
        crew.join();
      }
      rcu.synchronizeExpedited(); // the crew's thread has ended: a handle of it would be reported
    }
    assertThat(rcu.statistics().gracePeriods()).isPositive();
  }

  private static final class Dive {
    private int depth;
  }

  /** A frame of another size in front moves the place where the stack ends. */
  private void overflow(int offset, Dive dive) {
    if (offset > 0) {
      overflow(offset - 1, dive);
      return;
    }
    for (int i = 0; i < 4; i++) {
      try {
        sink(dive);
      } catch (StackOverflowError expected) {
        assertThat(dive.depth).isPositive();
      }
    }
  }

  private void sink(Dive dive) {
    dive.depth++;
    rcu.readLock();
    rcu.readUnlock();
    sink(dive);
  }
}
