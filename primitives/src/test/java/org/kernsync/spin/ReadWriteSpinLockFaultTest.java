package org.kernsync.spin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.kernsync.internal.Crew;
import org.kernsync.internal.JavaFork;
import org.kernsync.internal.WaitNode;

/** What happens to the lock when something throws inside of it, or something is missing. */
class ReadWriteSpinLockFaultTest {
  private static final class HookFault extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** A hook that throws when the machine is told to. */
  private static final class Faulty implements SpinWait {
    final AtomicBoolean faulty = new AtomicBoolean();

    @Override
    public void pause(int step) {
      fail();
      SpinWait.host().pause(step);
    }

    @Override
    public void park(Object blocker, long maxNanos) {
      fail();
      SpinWait.host().park(blocker, Math.min(maxNanos, 100_000));
    }

    private void fail() {
      if (faulty.get()) {
        throw new HookFault();
      }
    }
  }

  /** If the hook throws, the first in line leaves it, and nothing of it stays behind. */
  @Test
  void lock_hookThrowsAtTheHead_callerIsOutAndLockAsBefore() {
    Faulty hook = new Faulty();
    ReadWriteSpinLock lock = new ReadWriteSpinLock(hook);
    hook.faulty.set(true);
    lock.writeLock();
    try (Crew crew = new Crew()) {
      crew.start(
          () -> {
            assertThatThrownBy(lock::readLock).isInstanceOf(HookFault.class);
            assertThatThrownBy(lock::writeLock).isInstanceOf(HookFault.class);
            assertThatThrownBy(lock::readLockNested).isInstanceOf(HookFault.class);
          });
    }
    assertThat(lock.isContended()).isFalse();
    assertThat(lock.writeHolder()).isSameAs(Thread.currentThread());
    lock.downgrade();
    assertThat(lock.readers()).isEqualTo(1);
    try (Crew crew = new Crew()) {
      crew.start(() -> assertThatThrownBy(lock::writeLock).isInstanceOf(HookFault.class));
    }
    assertThat(lock.tryReadLock()).as("no writer waits any more").isTrue();
    lock.readUnlock();
    lock.readUnlock();
    assertThat(lock.tryWriteLock()).isTrue();
  }

  /** The same after it was asleep, and for those behind it: all are out, all were told. */
  @Test
  void lock_hookThrowsLater_allInLineAreTold() {
    Faulty hook = new Faulty();
    ReadWriteSpinLock lock = new ReadWriteSpinLock(hook);
    AtomicInteger told = new AtomicInteger();
    lock.writeLock();
    try (Crew crew = new Crew()) {
      for (int i = 0; i < 4; i++) {
        boolean write = i % 2 == 0;
        int inLine = i + 1;
        crew.start(
            () -> {
              assertThatThrownBy(write ? lock::writeLock : lock::readLock)
                  .isInstanceOf(HookFault.class);
              told.incrementAndGet();
            });
        Crew.until("it is in line", () -> lock.queueLength() == inLine);
      }
      hook.faulty.set(true);
      Crew.until("all were told", () -> told.get() == 4);
    }
    assertThat(lock.isContended()).isFalse();
    lock.writeUnlock();
    assertThat(lock.tryWriteLock()).isTrue();
  }

  /** With no memory for the line a waiter waits beside it, and gets in; later ones have a line. */
  @Test
  void lock_noMemoryForTheLine_getsInAllTheSame() {
    ReadWriteSpinLock lock = new ReadWriteSpinLock();
    for (boolean write : new boolean[] {false, true}) {
      AtomicBoolean in = new AtomicBoolean();
      lock.writeLock();
      try (Crew crew = new Crew()) {
        Thread waiter =
            crew.start(
                () -> {
                  WaitNode.starve(Thread.currentThread());
                  try {
                    if (write) {
                      lock.writeLock();
                      in.set(true);
                      lock.writeUnlock();
                    } else {
                      lock.readLock();
                      in.set(true);
                      lock.readUnlock();
                    }
                  } finally {
                    WaitNode.starve(null);
                  }
                });
        Crew.until("it parks", () -> waiter.getState() == Thread.State.TIMED_WAITING);
        assertThat(lock.isContended()).isFalse();
        assertThat(in).isFalse();
        lock.writeUnlock();
      }
      assertThat(in).isTrue();
    }
    assertThat(lock.tryWriteLock()).isTrue();
  }

  /** However little stack is left, nothing of a thread stays in the lock. */
  @Test
  void lock_stackOverflow_neverWedged() {
    try (Crew crew = new Crew()) {
      crew.start(() -> assertThat(ReadWriteStackDive.wedgedRounds(8)).isZero());
    }
  }

  /** The same where calls need most stack. */
  @Test
  void lock_stackOverflowInterpreted_neverWedged() throws Exception {
    JavaFork.Outcome outcome = fork(ReadWriteStackDive.class, "-Xint", "-Xss256k");
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out()).isEqualTo("wedged: 0\n");
  }

  /** On one processor nobody spins, and everybody gets in. */
  @Test
  void lock_oneProcessor_allServed() throws Exception {
    JavaFork.Outcome outcome = fork(ReadWriteOneProcessor.class, "-XX:ActiveProcessorCount=1");
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out()).isEqualTo("sections: 40000, spins: 0\n");
  }

  private static JavaFork.Outcome fork(Class<?> main, String... options) throws Exception {
    String path =
        String.join(
            File.pathSeparator,
            JavaFork.originOf(ReadWriteSpinLock.class).toString(),
            JavaFork.originOf(ReadWriteSpinLockFaultTest.class).toString());
    List<String> arguments = new ArrayList<>(List.of(options));
    arguments.addAll(List.of("-cp", path, main.getName()));
    return JavaFork.run(arguments);
  }
}
