package org.kernsync.spin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.kernsync.internal.Crew;
import org.kernsync.internal.JavaFork;

/** What happens to the lock when something throws inside of it. */
class TicketSpinLockFaultTest {
  private static final boolean ONE_PROCESSOR = Runtime.getRuntime().availableProcessors() == 1;

  /** A hook that throws does not cost the turns of those behind; the caller holds nothing. */
  @Test
  void lock_hookThrows_turnIsTakenReleasedAndTold() throws InterruptedException {
    AtomicInteger calls = new AtomicInteger();
    IllegalArgumentException fault = new IllegalArgumentException("hook");
    SpinWait faulty =
        new SpinWait() {
          @Override
          public void pause(int step) {
            if (ONE_PROCESSOR) {
              return; // no ticket has been taken yet
            }
            calls.incrementAndGet();
            throw fault;
          }

          @Override
          public void park(Object blocker, long maxNanos) {
            calls.incrementAndGet();
            throw fault;
          }
        };
    TicketSpinLock lock = new TicketSpinLock(faulty);
    lock.lock();
    try (Crew crew = new Crew()) {
      for (int i = 1; i <= 4; i++) {
        int waiters = i;
        crew.start(
            () -> {
              assertThatThrownBy(lock::lock).isSameAs(fault);
              assertThat(lock.holder()).isNotSameAs(Thread.currentThread());
            });
        Crew.until("it waits", () -> lock.queueLength() == waiters);
      }
      Crew.until("all threw", () -> calls.get() == 4);
      assertThat(lock.queueLength()).isEqualTo(4);
      lock.unlock();
    }
    assertThat(lock.isLocked()).isFalse();
    lock.lock();
    lock.unlock();
  }

  /** On one processor the hook is asked once before there is a ticket: then it may just throw. */
  @Test
  void lock_hookThrowsBeforeTicket_nothingIsTaken() throws Exception {
    JavaFork.Outcome outcome = fork(TicketHookThrows.class, "-XX:ActiveProcessorCount=1");
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out()).isEqualTo("thrown: hook, waiting: 0, free afterwards: true\n");
  }

  /** However little stack is left, the lock ends up free or held by the caller, never wedged. */
  @Test
  void lock_stackOverflow_neverWedged() {
    try (Crew crew = new Crew()) {
      crew.start(() -> assertThat(StackDive.wedgedRounds(20)).isZero());
    }
  }

  /** The same where calls need most stack: the store of the release may be what does not fit. */
  @Test
  void lock_stackOverflowInterpreted_neverWedged() throws Exception {
    JavaFork.Outcome outcome = fork(StackDive.class, "-Xint", "-Xss512k");
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out()).isEqualTo("wedged: 0\n");
  }

  /** With no memory for the slots of the waiters, they wait without and all get their turn. */
  @Test
  void lock_heapFull_waitsWithoutSlots() throws Exception {
    JavaFork.Outcome outcome = fork(FullHeap.class, "-Xmx16m", "-XX:+UseSerialGC", "-XX:-UseTLAB");
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out()).isEqualTo("slots while full: false, sections: 3\n");
  }

  /** The same program with memory uses the slots: so the test above tests what it says. */
  @Test
  void lock_heapNotFull_waitsInSlots() throws Exception {
    JavaFork.Outcome outcome = fork(FullHeap.class, "-Dfill=false");
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out()).isEqualTo("slots while full: true, sections: 3\n");
  }

  /**
   * On one processor a waiter yields once, and a turn costs one wake-up: nobody is woken ahead of
   * it, to sleep again.
   */
  @Test
  void unlock_oneProcessor_wakesOnlyTheNext() throws Exception {
    JavaFork.Outcome outcome = fork(TicketOneProcessor.class, "-XX:ActiveProcessorCount=1");
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out()).isEqualTo("pauses: 3, parks: 3, served: 3\n");
  }

  private static JavaFork.Outcome fork(Class<?> main, String... options) throws Exception {
    String path =
        String.join(
            File.pathSeparator,
            JavaFork.originOf(TicketSpinLock.class).toString(),
            JavaFork.originOf(TicketSpinLockFaultTest.class).toString());
    List<String> arguments = new java.util.ArrayList<>(List.of(options));
    arguments.addAll(List.of("-cp", path, main.getName()));
    return JavaFork.run(arguments);
  }
}
