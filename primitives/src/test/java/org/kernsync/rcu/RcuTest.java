package org.kernsync.rcu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.kernsync.internal.Crew;

/** Sections and grace periods. */
class RcuTest {
  private final Rcu rcu = new Rcu();

  @AfterEach
  void close() {
    rcu.close();
  }

  static Stream<Arguments> readers() {
    return Crew.kinds().stream()
        .flatMap(kind -> Stream.of(ReadSide.values()).map(side -> arguments(kind, side)));
  }

  private static Stream<Consumer<Rcu>> waits() {
    return Stream.of(
        Rcu::synchronize,
        Rcu::synchronizeExpedited,
        each -> each.condSynchronize(each.startPoll()),
        Rcu::barrier);
  }

  /** Runs a wait for readers in a thread of its own, and says when it is over. */
  private static AtomicBoolean start(Crew crew, Runnable wait) {
    AtomicBoolean over = new AtomicBoolean();
    AtomicBoolean begun = new AtomicBoolean();
    crew.start(
        () -> {
          begun.set(true);
          wait.run();
          over.set(true);
        });
    Crew.until("the wait has begun", begun::get);
    return over;
  }

  /** So many grace periods' worth of time: whoever would not wait would be through by then. */
  private static void letPass() {
    for (int i = 0; i < 200; i++) {
      Thread.yield();
    }
  }

  /** Whatever waits for readers waits for a section that is open, however it was begun. */
  @ParameterizedTest
  @MethodSource("readers")
  void wait_sectionIsOpen_lastsUntilItEnds(ThreadFactory kind, ReadSide side) {
    waits()
        .skip(0)
        .limit(3)
        .forEach(
            wait -> {
              AtomicBoolean inside = new AtomicBoolean();
              AtomicBoolean leave = new AtomicBoolean();
              try (Crew crew = new Crew(kind)) {
                crew.start(
                    () -> {
                      try (ReadSide.Reader reader = side.open(rcu)) {
                        reader.enter();
                        inside.set(true);
                        Crew.until("it may leave", leave::get);
                        reader.exit();
                      }
                    });
                Crew.until("it is inside", inside::get);
                AtomicBoolean over = start(crew, () -> wait.accept(rcu));
                letPass();
                assertThat(over).as("over while a section is open").isFalse();
                leave.set(true);
              }
            });
  }

  /**
   * A section that began after the wait did holds up nobody, nor does one that begins all the time.
   */
  @ParameterizedTest
  @MethodSource("readers")
  void wait_sectionsBeginAllTheTime_ends(ThreadFactory kind, ReadSide side) {
    AtomicBoolean stop = new AtomicBoolean();
    AtomicInteger sections = new AtomicInteger();
    try (Crew crew = new Crew(kind)) {
      for (int i = 0; i < 3; i++) {
        crew.start(
            () -> {
              try (ReadSide.Reader reader = side.open(rcu)) {
                while (!stop.get()) {
                  reader.enter();
                  Thread.yield();
                  sections.incrementAndGet();
                  reader.exit();
                }
              }
            });
      }
      Crew.until("they read", () -> sections.get() > 10);
      for (int i = 0; i < 5; i++) {
        rcu.synchronizeExpedited();
      }
      rcu.synchronize();
      stop.set(true);
    }
  }

  /** Inner sections end nothing: the outermost one counts. */
  @ParameterizedTest
  @MethodSource("readers")
  void readUnlock_ofAnInnerSection_endsNothing(ThreadFactory kind, ReadSide side) {
    if (side == ReadSide.TOKEN) {
      return; // each token is a section of its own
    }
    AtomicInteger depth = new AtomicInteger();
    AtomicBoolean leave = new AtomicBoolean();
    try (Crew crew = new Crew(kind)) {
      crew.start(
          () -> {
            try (ReadSide.Reader reader = side.open(rcu)) {
              reader.enter();
              reader.enter();
              reader.exit();
              depth.set(1);
              Crew.until("it may leave", leave::get);
              reader.exit();
            }
          });
      Crew.until("it left the inner one", () -> depth.get() == 1);
      AtomicBoolean over = start(crew, rcu::synchronizeExpedited);
      letPass();
      assertThat(over).isFalse();
      leave.set(true);
    }
  }

  /** A token may be given to another thread, whose exit ends the section. */
  @Test
  void readExit_onAnotherThread_endsTheSection() {
    long token = rcu.readEnter();
    try (Crew crew = new Crew()) {
      AtomicBoolean over = start(crew, rcu::synchronize);
      letPass();
      assertThat(over).isFalse();
      crew.start(() -> rcu.readExit(token));
    }
    rcu.synchronize();
  }

  /** Who would wait for itself is told so, in every form that can tell, and the section goes on. */
  @ParameterizedTest
  @MethodSource("readers")
  void wait_insideOwnSection_throws(ThreadFactory kind, ReadSide side) {
    if (side == ReadSide.TOKEN) {
      return; // a token belongs to nobody
    }
    try (Crew crew = new Crew(kind)) {
      crew.start(
          () -> {
            try (ReadSide.Reader reader = side.open(rcu)) {
              reader.enter();
              waits()
                  .forEach(
                      wait ->
                          assertThatThrownBy(() -> wait.accept(rcu))
                              .isInstanceOf(IllegalStateException.class)
                              .hasMessageContaining("section"));
              reader.exit();
              waits().forEach(wait -> wait.accept(rcu));
            }
          });
    }
  }

  /** Ending what was not begun is refused, and changes nothing. */
  @ParameterizedTest
  @MethodSource("kinds")
  void readUnlock_withoutReadLock_throws(ThreadFactory kind) {
    try (Crew crew = new Crew(kind)) {
      crew.start(
          () -> {
            assertThatThrownBy(rcu::readUnlock).isInstanceOf(IllegalStateException.class);
            assertThat(rcu.isReadLockHeld()).isFalse();
            rcu.readLock();
            assertThat(rcu.isReadLockHeld()).isTrue();
            rcu.readUnlock();
            assertThatThrownBy(rcu::readUnlock).isInstanceOf(IllegalStateException.class);
          });
    }
    rcu.synchronize();
  }

  static Stream<ThreadFactory> kinds() {
    return Crew.kinds().stream();
  }

  /** What cannot be a token is refused. */
  @Test
  void readExit_noToken_throws() {
    for (long wrong : new long[] {-1, Long.MAX_VALUE, Long.MIN_VALUE}) {
      assertThatThrownBy(() -> rcu.readExit(wrong)).isInstanceOf(IllegalArgumentException.class);
    }
    rcu.synchronize();
  }

  /** A handle is not closed inside of its section, and is closed twice without harm. */
  @Test
  void close_ofAHandle_onlyOutside() {
    RcuReader reader = rcu.register();
    reader.readLock();
    assertThatThrownBy(reader::close).isInstanceOf(IllegalStateException.class);
    assertThat(reader.isReadLockHeld()).isTrue();
    reader.readUnlock();
    reader.close();
    reader.close();
    assertThat(rcu.statistics().readers()).isZero();
  }

  /** The guard of a try statement begins and ends a section, and is always a thread's same one. */
  @ParameterizedTest
  @MethodSource("kinds")
  void readSection_inTry_beginsAndEnds(ThreadFactory kind) {
    Set<Rcu.Section> sections = ConcurrentHashMap.newKeySet();
    try (Crew crew = new Crew(kind)) {
      for (int i = 0; i < 3; i++) {
        crew.start(
            () -> {
              Rcu.Section first;
              try (Rcu.Section reading = rcu.readSection()) {
                first = reading;
                assertThat(rcu.isReadLockHeld()).isTrue();
              }
              assertThat(rcu.isReadLockHeld()).isFalse();
              try (Rcu.Section reading = rcu.readSection()) {
                assertThat(reading).isSameAs(first);
              }
              assertThat(sections.add(first)).as("of one thread").isTrue();
            });
      }
    }
  }

  /** Guards and locks nest in each other: the section ends with the last of them. */
  @ParameterizedTest
  @MethodSource("kinds")
  void readSection_nested_endsWithTheOutermost(ThreadFactory kind) {
    try (Crew crew = new Crew(kind)) {
      crew.start(
          () -> {
            try (Rcu.Section outer = rcu.readSection()) {
              try (Rcu.Section inner = rcu.readSection()) {
                assertThat(inner).isSameAs(outer);
              }
              assertThat(rcu.isReadLockHeld()).isTrue();
              rcu.readLock();
            }
            assertThat(rcu.isReadLockHeld()).isTrue();
            assertThatThrownBy(rcu::synchronize).isInstanceOf(IllegalStateException.class);
            rcu.readUnlock();
            assertThat(rcu.isReadLockHeld()).isFalse();
          });
    }
  }

  /** A section is ended once, and by nobody but its thread, also if others are in sections. */
  @ParameterizedTest
  @MethodSource("kinds")
  void close_byAnotherOrTwice_throwsAndChangesNothing(ThreadFactory kind) {
    try (Crew crew = new Crew(kind)) {
      crew.start(
          () -> {
            Rcu.Section section = rcu.readSection();
            try (Crew others = new Crew()) {
              others.start(
                  () -> {
                    assertThatThrownBy(section::close).isInstanceOf(IllegalStateException.class);
                    rcu.readLock();
                    assertThatThrownBy(section::close).isInstanceOf(IllegalStateException.class);
                    assertThat(rcu.isReadLockHeld()).isTrue();
                    rcu.readUnlock();
                  });
            }
            assertThat(rcu.isReadLockHeld()).isTrue();
            section.close();
            assertThat(rcu.isReadLockHeld()).isFalse();
            assertThatThrownBy(section::close).isInstanceOf(IllegalStateException.class);
            assertThat(rcu.isReadLockHeld()).isFalse();
          });
    }
    rcu.synchronize();
  }

  /** Threads that have ended are forgotten at the next grace period. */
  @Test
  void readers_ofEndedThreads_areForgotten() {
    try (Crew crew = new Crew()) {
      for (int i = 0; i < 20; i++) {
        crew.start(
            () -> {
              rcu.readLock();
              rcu.readUnlock();
              rcu.register();
            });
      }
    }
    assertThat(rcu.statistics().readers()).isPositive();
    rcu.synchronize();
    assertThat(rcu.statistics().readers()).isZero();
  }

  /** A section whose thread has ended is reported, and holds up nobody for ever. */
  @Test
  void wait_readerHasEndedInside_reportsItAndEnds() throws InterruptedException {
    Thread dead = new Thread(rcu::readLock, "careless");
    dead.start();
    dead.join();
    AtomicReferenceHandler told = new AtomicReferenceHandler();
    Thread waiter = new Thread(rcu::synchronize);
    waiter.setUncaughtExceptionHandler(told);
    waiter.start();
    waiter.join();
    assertThat(told.thrown).isInstanceOf(IllegalStateException.class);
    assertThat(told.thrown).hasMessageContaining("careless").hasMessageContaining("has ended");
    rcu.synchronize();
  }

  private static final class AtomicReferenceHandler implements Thread.UncaughtExceptionHandler {
    private volatile Throwable thrown;

    @Override
    public void uncaughtException(Thread thread, Throwable throwable) {
      thrown = throwable;
    }
  }

  /** A cookie is over once a grace period has passed that began after it was taken. */
  @Test
  void poll_cookie_turnsTrueAfterAGracePeriod() {
    assertThat(rcu.poll(Rcu.COMPLETED)).isTrue();
    long token = rcu.readEnter();
    long cookie = rcu.startPoll();
    Crew.until("a grace period is under way", rcu.gracePeriods()::isRunning);
    assertThat(rcu.poll(cookie)).as("while a reader is inside").isFalse();
    rcu.readExit(token);
    Crew.until("the grace period that was started is over", () -> rcu.poll(cookie));
    rcu.condSynchronize(cookie);
    rcu.condSynchronize(Rcu.COMPLETED);
  }

  /** The grace period that is under way when a cookie is taken began too early for it. */
  @Test
  void poll_cookieTakenDuringAGracePeriod_needsTheNextOne() {
    try (RcuReader early = rcu.register();
        RcuReader late = rcu.register()) {
      early.readLock();
      long first = rcu.startPoll();
      Crew.until("the first is under way", rcu.gracePeriods()::isRunning);
      long number = rcu.gracePeriods().sequenceAcquire();
      Crew.until("its number is announced", () -> late.announcedAcquire() == number);
      late.readLock();
      long second = rcu.startPoll();
      early.readUnlock();
      Crew.until("the first is over", () -> rcu.poll(first));
      assertThat(rcu.poll(second)).as("over with a reader that began before the cookie").isFalse();
      late.readUnlock();
      Crew.until("the second is over", () -> rcu.poll(second));
    }
  }

  /** An interrupt neither ends the wait nor gets lost. */
  @Test
  void synchronize_interrupted_waitsAndKeepsTheFlag() {
    long token = rcu.readEnter();
    AtomicBoolean over = new AtomicBoolean();
    try (Crew crew = new Crew()) {
      Thread waiter =
          crew.start(
              () -> {
                rcu.synchronize();
                over.set(true);
                assertThat(Thread.currentThread().isInterrupted()).isTrue();
              });
      Crew.until("it waits", () -> waiter.getState() == Thread.State.TIMED_WAITING);
      waiter.interrupt();
      letPass();
      assertThat(over).isFalse();
      rcu.readExit(token);
    }
  }

  /** Callers at the same time share grace periods. */
  @Test
  void synchronize_manyCallers_shareGracePeriods() {
    int callers = 16;
    long token = rcu.readEnter();
    AtomicInteger waiting = new AtomicInteger();
    try (Crew crew = new Crew()) {
      for (int i = 0; i < callers; i++) {
        crew.start(
            () -> {
              waiting.incrementAndGet();
              rcu.synchronize();
            });
      }
      Crew.until("all wait", () -> waiting.get() == callers);
      letPass();
      rcu.readExit(token);
    }
    assertThat(rcu.statistics().gracePeriods()).isBetween(1L, 6L);
  }
}
