package org.kernsync.rcu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kernsync.internal.Crew;

/** Readers that say when they hold nothing. */
class QsbrRcuTest {
  private final QsbrRcu rcu = new QsbrRcu();

  @AfterEach
  void close() {
    rcu.close();
  }

  static Stream<ThreadFactory> kinds() {
    return Crew.kinds().stream();
  }

  static Stream<Consumer<QsbrReader>> reports() {
    return Stream.of(QsbrReader::quiescent, QsbrReader::offline, QsbrReader::close);
  }

  private static void letPass() {
    for (int i = 0; i < 200; i++) {
      Thread.yield();
    }
  }

  /** A reader that is online is waited for until it reports, in whichever way. */
  @ParameterizedTest
  @MethodSource("reports")
  void synchronize_readerIsOnline_lastsUntilItReports(Consumer<QsbrReader> report) {
    for (ThreadFactory kind : Crew.kinds()) {
      AtomicBoolean online = new AtomicBoolean();
      AtomicBoolean mayReport = new AtomicBoolean();
      AtomicBoolean over = new AtomicBoolean();
      AtomicBoolean mayEnd = new AtomicBoolean();
      try (Crew crew = new Crew(kind)) {
        crew.start(
            () -> {
              QsbrReader reader = rcu.register();
              online.set(true);
              Crew.until("it may report", mayReport::get);
              report.accept(reader);
              Crew.until("it may end", mayEnd::get);
            });
        Crew.until("online", online::get);
        Thread waiter =
            crew.start(
                () -> {
                  rcu.synchronize();
                  over.set(true);
                });
        Crew.until("it waits", () -> waiter.getState() == Thread.State.TIMED_WAITING);
        letPass();
        assertThat(over).isFalse();
        mayReport.set(true);
        Crew.until("over", over::get);
        mayEnd.set(true);
      }
    }
  }

  /** One report serves a grace period that began before it, and none that begins after. */
  @Test
  void quiescent_onceOnly_servesOneGracePeriod() {
    try (QsbrReader reader = rcu.register();
        Crew crew = new Crew()) {
      AtomicInteger over = new AtomicInteger();
      reader.quiescent();
      crew.start(
          () -> {
            rcu.synchronize();
            over.incrementAndGet();
            rcu.synchronize();
            over.incrementAndGet();
          });
      letPass();
      assertThat(over).hasValue(0);
      Crew.until(
          "the first",
          () -> {
            reader.quiescent();
            return over.get() >= 1;
          });
      letPass();
      Crew.until(
          "the second",
          () -> {
            reader.quiescent();
            return over.get() == 2;
          });
    }
  }

  /** One report within a grace period ends that one, and leaves the next one waiting. */
  @Test
  void quiescent_onceWithinOne_nextOneStillWaits() {
    try (QsbrReader reader = rcu.register();
        Crew crew = new Crew()) {
      AtomicInteger wanted = new AtomicInteger(1);
      AtomicInteger over = new AtomicInteger();
      crew.start(
          () -> {
            for (int i = 1; i <= 2; i++) {
              int number = i;
              Crew.until("it is wanted", () -> wanted.get() >= number);
              rcu.synchronize();
              over.set(number);
            }
          });
      Crew.until("the first runs", () -> rcu.gracePeriods().isRunning());
      reader.quiescent();
      Crew.until("the first is over", () -> over.get() == 1);
      wanted.set(2);
      Crew.until("the second runs", () -> rcu.gracePeriods().isRunning() || over.get() == 2);
      letPass();
      int early = over.get();
      reader.quiescent();
      assertThat(early).as("grace periods over with one report").isEqualTo(1);
      Crew.until("the second is over", () -> over.get() == 2);
    }
  }

  /** An offline reader holds up nobody; online again it does. */
  @Test
  void synchronize_readerIsOffline_isNotWaitedFor() {
    AtomicBoolean over = new AtomicBoolean();
    QsbrReader reader = rcu.register();
    reader.offline();
    assertThat(reader.isOnline()).isFalse();
    try (Crew crew = new Crew()) {
      crew.start(rcu::synchronize);
    }
    reader.online();
    try (Crew crew = new Crew()) {
      crew.start(
          () -> {
            rcu.synchronize();
            over.set(true);
          });
      letPass();
      assertThat(over).isFalse();
      reader.close();
    }
  }

  /** Who waits says that it holds nothing: its own handles do not count, and are online again. */
  @ParameterizedTest
  @MethodSource("kinds")
  void wait_byARegisteredThread_doesNotWaitForItself(ThreadFactory kind) {
    try (Crew crew = new Crew(kind)) {
      crew.start(
          () -> {
            try (QsbrReader online = rcu.register();
                QsbrReader offline = rcu.register()) {
              offline.offline();
              AtomicInteger runs = new AtomicInteger();
              rcu.call((Runnable) runs::incrementAndGet);
              rcu.synchronize();
              rcu.synchronizeExpedited();
              rcu.condSynchronize(rcu.startPoll());
              rcu.barrier();
              assertThat(runs).hasValue(1);
              assertThat(online.isOnline()).isTrue();
              assertThat(offline.isOnline()).isFalse();
              online.quiescent();
            }
          });
    }
  }

  /** Reports of who is not online are refused; what is closed stays closed. */
  @Test
  void quiescent_notOnline_throws() {
    QsbrReader reader = rcu.register();
    reader.offline();
    reader.offline();
    assertThatThrownBy(reader::quiescent)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("offline");
    assertThat(reader.isOnline()).isFalse();
    reader.online();
    reader.online();
    reader.close();
    reader.close();
    assertThatThrownBy(reader::online)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
    assertThatThrownBy(reader::quiescent).isInstanceOf(IllegalStateException.class);
    assertThat(rcu.statistics().readers()).isZero();
  }

  /** Where assertions are on, reading offline is told. */
  @Test
  void readLock_offline_isToldByAssertion() {
    try (QsbrReader reader = rcu.register()) {
      reader.readLock();
      reader.readUnlock();
      reader.offline();
      assertThatThrownBy(reader::readLock).isInstanceOf(AssertionError.class);
      assertThatThrownBy(reader::readUnlock).isInstanceOf(AssertionError.class);
    }
  }

  /** A reader whose thread has ended is forgotten without complaint. */
  @Test
  void synchronize_ownerHasEnded_forgetsIt() {
    try (Crew crew = new Crew()) {
      crew.start(rcu::register);
    }
    assertThat(rcu.statistics().readers()).isEqualTo(1);
    rcu.synchronize();
    assertThat(rcu.statistics().readers()).isZero();
  }

  /** A reader that is online and forgets to report is named. */
  @Test
  void stall_readerForgetsToReport_isNamed() {
    List<RcuStall> stalls = new CopyOnWriteArrayList<>();
    QsbrRcu watched =
        QsbrRcu.builder().stallTimeout(10, TimeUnit.MILLISECONDS).onStall(stalls::add).build();
    try (QsbrReader reader = watched.register();
        Crew crew = new Crew()) {
      crew.start(watched::synchronize);
      Crew.until("a report", () -> !stalls.isEmpty());
      assertThat(stalls.get(0).reader()).isSameAs(Thread.currentThread());
      reader.quiescent();
    }
  }
}
