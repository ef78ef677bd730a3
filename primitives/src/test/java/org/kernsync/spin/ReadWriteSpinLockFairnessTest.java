package org.kernsync.spin;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kernsync.internal.Crew;

/** Who passes whom: the line is served in order, and only nested readers pass it. */
class ReadWriteSpinLockFairnessTest {
  private final ReadWriteSpinLock lock = new ReadWriteSpinLock();
  private final ConcurrentLinkedQueue<String> entered = new ConcurrentLinkedQueue<>();

  static Stream<ThreadFactory> kinds() {
    return Crew.kinds().stream();
  }

  /** Readers do not exclude each other: all are inside at once. */
  @ParameterizedTest
  @MethodSource("kinds")
  void readLock_severalThreads_allInsideAtOnce(ThreadFactory kind) {
    CountDownLatch inside = new CountDownLatch(4);
    try (Crew crew = new Crew(kind)) {
      for (int i = 0; i < 4; i++) {
        crew.start(
            () -> {
              lock.readLock();
              inside.countDown();
              assertThat(inside.await(60, SECONDS)).isTrue();
              lock.readUnlock();
            });
      }
    }
    assertThat(lock.readers()).isZero();
  }

  /** Readers that waited behind one writer come in together, each letting in the one behind. */
  @ParameterizedTest
  @MethodSource("kinds")
  void writeUnlock_readersInLine_allInsideAtOnce(ThreadFactory kind) {
    CountDownLatch inside = new CountDownLatch(4);
    lock.writeLock();
    try (Crew crew = new Crew(kind)) {
      for (int i = 0; i < 4; i++) {
        int inLine = i + 1;
        crew.start(
            () -> {
              lock.readLock();
              inside.countDown();
              assertThat(inside.await(60, SECONDS)).isTrue();
              lock.readUnlock();
            });
        Crew.until("it waits", () -> lock.queueLength() == inLine);
      }
      lock.writeUnlock();
    }
    assertThat(lock.readers()).isZero();
  }

  /** The line is served in the order of arrival: a writer is passed by no reader, nor a reader. */
  @Test
  void lock_mixedLine_servedInOrder() {
    List<String> arrivals = List.of("w1", "r1", "w2", "r2", "r3", "w3");
    lock.readLock();
    try (Crew crew = new Crew()) {
      for (int i = 0; i < arrivals.size(); i++) {
        String name = arrivals.get(i);
        int inLine = i + 1;
        crew.start(() -> pass(name));
        Crew.until("it waits", () -> lock.queueLength() == inLine);
      }
      Crew.until("w1 is first", () -> lock.toString().contains("writer first in line, 6 waiting"));
      assertThat(entered).isEmpty();
      assertThat(lock.isContended()).isTrue();
      lock.readUnlock();
    }
    assertThat(entered.stream().map(name -> name.replace("r3", "r2")))
        .containsExactly("w1", "r1", "w2", "r2", "r2", "w3");
  }

  /** A writer that leaves and comes back at once does not pass the reader that waits first. */
  @Test
  void writeLock_readerFirstInLine_cannotPassIt() {
    lock.writeLock();
    AtomicBoolean in = new AtomicBoolean();
    try (Crew crew = new Crew()) {
      crew.start(
          () -> {
            lock.readLock();
            in.set(true);
            lock.readUnlock();
          });
      Crew.until("it waits", () -> lock.queueLength() == 1);
      Crew.until("it is first", () -> (lock.stateVolatile() & ReadWriteSpinQueue.READERS) != 0);
      lock.writeUnlock();
      lock.writeLock();
      assertThat(in).isTrue();
      lock.writeUnlock();
    }
  }

  /** A nested reader enters past a writer in line; plain readers of any kind do not. */
  @Test
  void readLockNested_writerInLine_entersAndPlainOnesQueue() throws Exception {
    lock.readLock();
    try (Crew crew = new Crew()) {
      crew.start(() -> pass("w"));
      Crew.until("the writer is first", () -> lock.toString().contains("writer first in line"));
      assertThat(lock.tryReadLock()).isFalse();
      assertThat(lock.tryReadLock(1, MILLISECONDS)).isFalse();
      crew.start(() -> pass("r"));
      Crew.until("the plain reader waits", () -> lock.queueLength() == 2);
      lock.readLockNested(); // would not return if it waited: the writer waits for this thread
      entered.add("nested");
      assertThat(lock.readers()).isEqualTo(2);
      lock.readUnlock();
      assertThat(entered).containsExactly("nested");
      lock.readUnlock();
    }
    assertThat(entered).containsExactly("nested", "w", "r");
  }

  /** A nested reader that was not inside, as an interrupt handler, waits for the writer only. */
  @ParameterizedTest
  @MethodSource("kinds")
  void readLockNested_writerInside_waitsForItAndPassesTheLine(ThreadFactory kind) {
    lock.writeLock();
    try (Crew crew = new Crew(kind)) {
      crew.start(() -> pass("w"));
      Crew.until("the writer is first", () -> lock.toString().contains("writer first in line"));
      AtomicInteger nested = new AtomicInteger();
      crew.start(
          () -> {
            nested.set(1);
            lock.readLockNested();
            entered.add("nested");
            nested.set(2);
            lock.readUnlock();
          });
      Crew.until("it has come", () -> nested.get() == 1);
      assertThat(entered).isEmpty();
      lock.downgrade();
      Crew.until("it is inside", () -> nested.get() == 2);
      assertThat(entered).containsExactly("nested");
      lock.readUnlock();
    }
    assertThat(entered).containsExactly("nested", "w");
  }

  /** A downgrade lets readers in, keeps the next writer out, and loses neither. */
  @Test
  void downgrade_readerAndWriterInLine_readerComesInAndWriterWaits() {
    lock.writeLock();
    try (Crew crew = new Crew()) {
      AtomicBoolean mayLeave = new AtomicBoolean();
      crew.start(
          () -> {
            lock.readLock();
            entered.add("r");
            Crew.until("it may leave", mayLeave::get);
            lock.readUnlock();
          });
      Crew.until("the reader waits", () -> lock.queueLength() == 1);
      crew.start(() -> pass("w"));
      Crew.until("the writer waits", () -> lock.queueLength() == 2);
      lock.downgrade();
      Crew.until("the reader is inside", () -> entered.contains("r"));
      Crew.until("the writer is first", () -> lock.toString().contains("writer first in line"));
      assertThat(lock.readers()).isEqualTo(2);
      mayLeave.set(true);
      Crew.until("the reader is out", () -> lock.readers() == 1);
      assertThat(entered).containsExactly("r");
      lock.readUnlock();
    }
    assertThat(entered).containsExactly("r", "w");
  }

  /** A stream of readers without a gap starves no writer, nor one of writers a reader. */
  @ParameterizedTest
  @MethodSource("kinds")
  void lock_streamOfTheOtherSide_getsInAgainAndAgain(ThreadFactory kind) {
    for (boolean stream : new boolean[] {false, true}) {
      AtomicBoolean over = new AtomicBoolean();
      try (Crew crew = new Crew(kind)) {
        for (int i = 0; i < 4; i++) {
          crew.start(
              () -> {
                while (!over.get()) {
                  enter(stream);
                  LockSupport.parkNanos(1_000); // another takes its place before it leaves
                  leave(stream);
                }
              });
        }
        crew.start(
            () -> {
              try {
                for (int k = 0; k < 200; k++) {
                  enter(!stream);
                  leave(!stream);
                }
              } finally {
                over.set(true);
              }
            });
      }
    }
  }

  private void enter(boolean write) {
    if (write) {
      lock.writeLock();
    } else {
      lock.readLock();
    }
  }

  private void leave(boolean write) {
    if (write) {
      lock.writeUnlock();
    } else {
      lock.readUnlock();
    }
  }

  private void pass(String name) {
    boolean write = name.startsWith("w");
    enter(write);
    entered.add(name);
    leave(write);
  }
}
