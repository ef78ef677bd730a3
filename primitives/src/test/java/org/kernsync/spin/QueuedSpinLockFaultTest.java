package org.kernsync.spin;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.kernsync.internal.Crew;
import org.kernsync.internal.JavaFork;
import org.kernsync.internal.WaitNode;

/** What happens to the lock when something throws inside of it. */
class QueuedSpinLockFaultTest {
  /** A hook that throws while its thread spins: nobody queued, the caller holds nothing. */
  @Test
  void lock_hookThrowsInSpin_callerIsOut() {
    IllegalArgumentException fault = new IllegalArgumentException("hook");
    QueuedSpinLock lock = new QueuedSpinLock(new Throwing(fault, fault));
    lock.lock();
    try (Crew crew = new Crew()) {
      crew.start(() -> assertThatThrownBy(lock::lock).isSameAs(fault));
    }
    assertThat(lock.isContended()).isFalse();
    lock.unlock();
    assertThat(lock.isLocked()).isFalse();
  }

  /**
   * A hook that throws in line, first or not: its thread leaves, keeps its flag, all others stay.
   */
  @Test
  void lock_hookThrowsInLine_callerLeavesAndOthersAreServed() throws Exception {
    IllegalArgumentException fault = new IllegalArgumentException("hook");
    Throwing wait = new Throwing(null, fault);
    QueuedSpinLock lock = new QueuedSpinLock(wait);
    AtomicInteger served = new AtomicInteger();
    lock.lock();
    try (Crew crew = new Crew()) {
      Thread[] waiters = new Thread[4];
      for (int i = 0; i < waiters.length; i++) {
        boolean fails = i % 2 == 0;
        waiters[i] =
            crew.start(
                () -> {
                  if (fails) {
                    wait.victims.incrementAndGet();
                    assertThatThrownBy(lock::lock).isSameAs(fault);
                    assertThat(Thread.interrupted()).isTrue();
                    wait.thrown.incrementAndGet();
                  } else {
                    lock.lock();
                    served.incrementAndGet();
                    lock.unlock();
                  }
                });
        int all = i + 1;
        Crew.until("it is in line", () -> lock.queueLength() == all);
        Crew.until("it parked", () -> wait.parks.get() >= all);
      }
      wait.armed = true;
      waiters[2].interrupt();
      Crew.until("one threw", () -> wait.thrown.get() == 1);
      waiters[0].interrupt();
      Crew.until("both threw", () -> wait.thrown.get() == 2);
      assertThat(lock.queueLength()).isEqualTo(2);
      lock.unlock();
    }
    assertThat(served.get()).isEqualTo(2);
    assertThat(lock.isLocked()).isFalse();
    assertThat(lock.isContended()).isFalse();
  }

  /** With no memory for a place in line a thread waits without, in all forms. */
  @Test
  void lock_noMemoryForNode_pollsAndGetsIt() {
    CountingWait wait = new CountingWait();
    QueuedSpinLock lock = new QueuedSpinLock(wait);
    lock.lock();
    try (Crew crew = new Crew()) {
      Thread poller =
          crew.start(
              () -> {
                WaitNode.starve(Thread.currentThread());
                try {
                  assertThat(lock.tryLock(1, MILLISECONDS)).isFalse();
                  Thread.currentThread().interrupt();
                  lock.lock();
                } finally {
                  WaitNode.starve(null);
                }
                assertThat(Thread.interrupted()).isTrue();
                assertThat(lock.holder()).isSameAs(Thread.currentThread());
                lock.unlock();
                assertThat(lock.tryLock(1, SECONDS)).isTrue();
                lock.unlock();
              });
      Crew.until("it polls", () -> wait.parks.get() > 20 || !poller.isAlive());
      assertThat(lock.isContended()).isFalse();
      lock.unlock();
    }
    assertThat(lock.isLocked()).isFalse();
  }

  /** An interrupt ends the timed form of a thread that polls. */
  @Test
  void timedTryLock_noMemoryForNode_interruptible() {
    CountingWait wait = new CountingWait();
    QueuedSpinLock lock = new QueuedSpinLock(wait);
    lock.lock();
    try (Crew crew = new Crew()) {
      Thread poller =
          crew.start(
              () -> {
                WaitNode.starve(Thread.currentThread());
                try {
                  assertThatThrownBy(() -> lock.tryLock(60, SECONDS))
                      .isInstanceOf(InterruptedException.class);
                } finally {
                  WaitNode.starve(null);
                }
              });
      Crew.until("it polls", () -> wait.parks.get() > 2 || !poller.isAlive());
      poller.interrupt();
    }
    lock.unlock();
  }

  /** With a full heap the first contended waits of a JVM still end well: all is linked before. */
  @Test
  void lock_heapFull_waitsWithoutNodes() throws Exception {
    JavaFork.Outcome outcome =
        fork(QueuedSpinFullHeap.class, "-Xmx16m", "-XX:+UseSerialGC", "-XX:-UseTLAB");
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out()).isEqualTo("in line while full: 0, sections: 3\n");
  }

  /** The same program with memory has its waiters in line: so the test above tests what it says. */
  @Test
  void lock_heapNotFull_waitsInLine() throws Exception {
    JavaFork.Outcome outcome = fork(QueuedSpinFullHeap.class, "-Dfill=false");
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out()).isEqualTo("in line while full: 3, sections: 3\n");
  }

  /** However little stack is left, the lock ends up free or held by the caller, never wedged. */
  @Test
  void lock_stackOverflow_neverWedged() {
    try (Crew crew = new Crew()) {
      crew.start(() -> assertThat(QueuedSpinStackDive.wedgedRounds(20)).isZero());
    }
  }

  /** The same where calls need most stack: the store of the release may be what does not fit. */
  @Test
  void lock_stackOverflowInterpreted_neverWedged() throws Exception {
    JavaFork.Outcome outcome = fork(QueuedSpinStackDive.class, "-Xint", "-Xss512k");
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out()).isEqualTo("wedged: 0\n");
  }

  private static JavaFork.Outcome fork(Class<?> main, String... options) throws Exception {
    String path =
        String.join(
            File.pathSeparator,
            JavaFork.originOf(QueuedSpinLock.class).toString(),
            JavaFork.originOf(QueuedSpinLockFaultTest.class).toString());
    List<String> arguments = new ArrayList<>(List.of(options));
    arguments.addAll(List.of("-cp", path, main.getName()));
    return JavaFork.run(arguments);
  }

  /** Throws where it is told to: in pauses, or in the parks of interrupted threads once armed. */
  private static final class Throwing implements SpinWait {
    final AtomicInteger victims = new AtomicInteger();
    final AtomicInteger parks = new AtomicInteger();
    final AtomicInteger thrown = new AtomicInteger();
    volatile boolean armed;
    private final RuntimeException inPause;
    private final RuntimeException inPark;

    Throwing(RuntimeException inPause, RuntimeException inPark) {
      this.inPause = inPause;
      this.inPark = inPark;
    }

    @Override
    public void pause(int step) {
      if (inPause != null) {
        throw inPause;
      }
    }

    @Override
    public void park(Object blocker, long maxNanos) {
      parks.incrementAndGet();
      java.util.concurrent.locks.LockSupport.park(blocker);
      if (armed && Thread.currentThread().isInterrupted()) {
        throw inPark;
      }
    }
  }
}
