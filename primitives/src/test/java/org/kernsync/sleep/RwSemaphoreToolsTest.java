package org.kernsync.sleep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kernsync.wait.RacingThreads.awaitTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.locks.LockSupport;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kernsync.wait.RacingThreads;

/**
 * What the tools of a JVM see of the semaphore, what it costs at rest, and the end of the stack.
 */
class RwSemaphoreToolsTest {
  /** Two writers that wait for each other are found by the JVM, with what they wait for. */
  @Test
  void findDeadlockedThreads_twoWriters_namesBothThreads() throws Exception {
    RwSemaphore one = new RwSemaphore();
    RwSemaphore two = new RwSemaphore();
    CyclicBarrier bothHold = new CyclicBarrier(2);
    try (RacingThreads threads = RacingThreads.platform()) {
      Thread first = threads.start(() -> writeBoth(one, two, bothHold));
      Thread second = threads.start(() -> writeBoth(two, one, bothHold));
      awaitTrue("the deadlock is found", () -> deadlocked().length == 2);
      assertThat(deadlocked()).containsExactlyInAnyOrder(id(first), id(second));
      assertThat(LockSupport.getBlocker(first)).isSameAs(two);
      first.interrupt();
      threads.join();
    }
  }

  private static void writeBoth(RwSemaphore mine, RwSemaphore theirs, CyclicBarrier bothHold)
      throws Exception {
    mine.downWrite();
    try {
      bothHold.await();
      theirs.downWriteInterruptibly();
      theirs.upWrite();
    } catch (InterruptedException resolved) {
      assertThat(theirs.isWriteLockedByCurrentThread()).isFalse();
    } finally {
      mine.upWrite();
    }
  }

  private static long[] deadlocked() {
    long[] ids = ManagementFactory.getThreadMXBean().findDeadlockedThreads();
    return ids == null ? new long[0] : ids;
  }

  @SuppressWarnings("deprecation") // threadId is not there on 17
  private static long id(Thread thread) {
    return thread.getId();
  }

  /** A contended wait is an event that names the class and the writer. */
  @Test
  void contendedWait_recorded_showsLockAndWriter(@TempDir Path folder) throws Exception {
    RwSemaphore semaphore = new RwSemaphore();
    Path file = folder.resolve("waits.jfr");
    try (Recording recording = new Recording();
        RacingThreads threads = RacingThreads.platform()) {
      recording.enable("org.kernsync.ContendedWait").withoutThreshold();
      recording.start();
      semaphore.downWrite();
      threads.start(
          () -> {
            semaphore.downRead();
            semaphore.upRead();
          });
      awaitTrue("the reader queues", () -> semaphore.getQueueLength() == 1);
      semaphore.upWrite();
      threads.join();
      recording.stop();
      recording.dump(file);
    }
    List<RecordedEvent> events =
        RecordingFile.readAllEvents(file).stream()
            .filter(
                event -> event.getClass("lockClass").getName().equals(RwSemaphore.class.getName()))
            .toList();
    assertThat(events).hasSize(1);
    assertThat(events.get(0).getThread("holder").getJavaName())
        .isEqualTo(Thread.currentThread().getName());
  }

  /** At rest it takes no more than half a cache line. */
  @Test
  void footprint_nobodyWaits_isThirtyTwoBytes() {
    com.sun.management.ThreadMXBean memory =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    RwSemaphore[] made = new RwSemaphore[10_000];
    made[0] = new RwSemaphore(); // loads the class
    long best = Long.MAX_VALUE;
    for (int round = 0; round < 3; round++) {
      long before = memory.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < made.length; i++) {
        made[i] = new RwSemaphore();
      }
      best = Math.min(best, memory.getCurrentThreadAllocatedBytes() - before);
    }
    assertThat(made).doesNotContainNull();
    assertThat(best / made.length).isLessThanOrEqualTo(32);
  }

  /** The fast paths and the views' calls allocate nothing. */
  @Test
  void downAndUp_uncontended_allocateNothing() throws Exception {
    com.sun.management.ThreadMXBean memory =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    RwSemaphore semaphore = new RwSemaphore();
    passThroughOften(semaphore);
    long before = memory.getCurrentThreadAllocatedBytes();
    passThroughOften(semaphore);
    assertThat(memory.getCurrentThreadAllocatedBytes() - before).isLessThan(10_000);
  }

  private static void passThroughOften(RwSemaphore semaphore) throws InterruptedException {
    for (int i = 0; i < 10_000; i++) {
      semaphore.downWrite();
      semaphore.downgradeWrite();
      semaphore.downRead();
      semaphore.upRead();
      semaphore.upRead();
      semaphore.downReadInterruptibly();
      semaphore.upRead();
    }
  }

  /** What is held when it is written is free when it is read back. */
  @Test
  void serialize_writtenSemaphore_isFreeAfterwards() throws Exception {
    RwSemaphore semaphore = new RwSemaphore();
    semaphore.downWrite();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(semaphore);
    }
    ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()));
    RwSemaphore copy = (RwSemaphore) in.readObject();
    assertThat(copy.owner()).isNull();
    assertThat(copy.tryDownWrite()).isTrue();
    copy.upWrite();
  }

  /** Wherever the stack ends inside a write, the lock is free or held and can be left. */
  @Test
  void downWrite_stackOverflows_isFreeOrHeldByTheThread() {
    try (RacingThreads threads = RacingThreads.platform()) {
      threads.start(
          () -> {
            for (int round = 0; round < 100; round++) {
              RwSemaphore fresh = new RwSemaphore();
              endTheStack(fresh, round % 50, true);
              assertThat(fresh.isWriteLocked()).isEqualTo(fresh.isWriteLockedByCurrentThread());
              if (fresh.isWriteLocked()) {
                fresh.upWrite();
              }
              assertThat(fresh.tryDownWrite()).isTrue();
            }
          });
      threads.join();
    }
  }

  /** Wherever the stack ends inside a read, the reader is counted or not, and no more than once. */
  @Test
  void downRead_stackOverflows_isInOrOut() {
    try (RacingThreads threads = RacingThreads.platform()) {
      threads.start(
          () -> {
            for (int round = 0; round < 100; round++) {
              RwSemaphore fresh = new RwSemaphore();
              endTheStack(fresh, round % 50, false);
              assertThat(fresh.readers()).isBetween(0, 1);
              if (fresh.readers() == 1) {
                fresh.upRead();
              }
              assertThat(fresh.tryDownWrite()).isTrue();
            }
          });
      threads.join();
    }
  }

  /** Wherever the stack ends inside a look at the queue, others get at it afterwards. */
  @Test
  void getQueueLength_stackOverflows_leavesTheListUsable() {
    RwSemaphore semaphore = new RwSemaphore();
    try (RacingThreads threads = RacingThreads.platform()) {
      threads.start(() -> lookFromTheEnd(semaphore));
      threads.start(() -> lookFromTheEnd(semaphore));
      threads.join();
    }
    assertThat(semaphore.getQueueLength()).isZero();
  }

  /** Looks from the end of the stack, and again one frame higher, up to the caller. */
  private static int lookFromTheEnd(RwSemaphore semaphore) {
    int below;
    try {
      below = lookFromTheEnd(semaphore) + 1;
    } catch (StackOverflowError tooDeep) {
      below = 0;
    }
    return below + semaphore.getQueueLength();
  }

  private static int endTheStack(RwSemaphore semaphore, int padding, boolean write) {
    try {
      if (padding > 0) {
        return endTheStack(semaphore, padding - 1, write) + 1;
      }
      return write ? descendWriting(semaphore) : descendReading(semaphore);
    } catch (StackOverflowError expected) {
      return 0;
    }
  }

  private static int descendWriting(RwSemaphore semaphore) {
    semaphore.downWrite();
    semaphore.upWrite();
    return descendWriting(semaphore) + 1;
  }

  private static int descendReading(RwSemaphore semaphore) {
    semaphore.downRead();
    semaphore.upRead();
    return descendReading(semaphore) + 1;
  }
}
