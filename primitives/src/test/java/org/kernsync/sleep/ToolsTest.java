package org.kernsync.sleep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kernsync.wait.RacingThreads.awaitTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kernsync.wait.Completion;
import org.kernsync.wait.RacingThreads;

/** What the tools of a JVM see of our locks, and what the locks cost at rest. */
class ToolsTest {
  @Test
  void findDeadlockedThreads_twoMutexes_namesBothThreads() throws Exception {
    Mutex one = new Mutex();
    Mutex two = new Mutex();
    CyclicBarrier bothHold = new CyclicBarrier(2);
    try (RacingThreads threads = RacingThreads.platform()) {
      Thread first = threads.start(() -> lockBoth(one, two, bothHold));
      Thread second = threads.start(() -> lockBoth(two, one, bothHold));
      awaitTrue("both queue", () -> one.getQueueLength() == 1 && two.getQueueLength() == 1);
      awaitTrue("the deadlock is found", () -> deadlocked().length == 2);
      assertThat(deadlocked()).containsExactlyInAnyOrder(id(first), id(second));
      assertThat(LockSupport.getBlocker(first)).isSameAs(two);
      first.interrupt();
      threads.join();
    }
  }

  private static void lockBoth(Mutex mine, Mutex theirs, CyclicBarrier bothHold) throws Exception {
    mine.lock();
    try {
      bothHold.await();
      theirs.lockInterruptibly();
      theirs.unlock();
    } catch (InterruptedException resolved) {
      assertThat(theirs.isHeldByCurrentThread()).isFalse();
    } finally {
      mine.unlock();
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

  @Test
  void contendedLock_recorded_showsLockAndHolder(@TempDir Path folder) throws Exception {
    Mutex mutex = new Mutex();
    CountingSemaphore semaphore = new CountingSemaphore(0);
    Path file = folder.resolve("waits.jfr");
    try (Recording recording = new Recording();
        RacingThreads threads = RacingThreads.platform()) {
      recording.enable("org.kernsync.ContendedWait").withoutThreshold();
      recording.start();
      mutex.lock();
      threads.start(
          () -> {
            mutex.lock();
            mutex.unlock();
            semaphore.down();
          });
      awaitTrue("the thread queues", () -> mutex.getQueueLength() == 1);
      mutex.unlock();
      awaitTrue("the thread waits", () -> semaphore.getQueueLength() == 1);
      semaphore.up();
      threads.join();
      recording.stop();
      recording.dump(file);
    }
    List<RecordedEvent> events = RecordingFile.readAllEvents(file);
    assertThat(Files.size(file)).isPositive();
    assertThat(events)
        .extracting(event -> event.getClass("lockClass").getName())
        .containsExactlyInAnyOrder(Mutex.class.getName(), CountingSemaphore.class.getName());
    assertThat(events)
        .filteredOn(event -> event.getClass("lockClass").getName().equals(Mutex.class.getName()))
        .allSatisfy(
            event ->
                assertThat(event.getThread("holder").getJavaName())
                    .isEqualTo(Thread.currentThread().getName()));
  }

  @Test
  void footprint_nobodyWaits_isWithinTheBudget() {
    assertThat(bytesEach(Mutex::new)).as("Mutex").isLessThanOrEqualTo(32);
    assertThat(bytesEach(() -> new CountingSemaphore(1))).as("semaphore").isLessThanOrEqualTo(48);
    assertThat(bytesEach(Completion::new)).as("Completion").isLessThanOrEqualTo(48);
  }

  private static long bytesEach(Supplier<Object> maker) {
    com.sun.management.ThreadMXBean memory =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    Object[] made = new Object[10_000];
    made[0] = maker.get(); // loads the class
    long best = Long.MAX_VALUE;
    for (int round = 0; round < 3; round++) {
      long before = memory.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < made.length; i++) {
        made[i] = maker.get();
      }
      best = Math.min(best, memory.getCurrentThreadAllocatedBytes() - before);
    }
    assertThat(made).doesNotContainNull();
    return best / made.length;
  }

  @Test
  void serialize_lockedMutex_isFreeAfterwards() throws Exception {
    Mutex mutex = new Mutex();
    mutex.lock();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(mutex);
    }
    ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()));
    Mutex copy = (Mutex) in.readObject();
    assertThat(copy.tryLock()).isTrue();
    copy.unlock();
  }

  /** Wherever the stack ends inside the lock, it is free or held and can be unlocked. */
  @Test
  void lock_stackOverflows_isFreeOrHeldByTheThread() {
    try (RacingThreads threads = RacingThreads.platform()) {
      threads.start(
          () -> {
            for (int round = 0; round < 200; round++) {
              Mutex fresh = new Mutex();
              lockAtTheEndOfTheStack(fresh, round % 50);
              assertThat(fresh.isLocked()).isEqualTo(fresh.isHeldByCurrentThread());
              if (fresh.isLocked()) {
                fresh.unlock();
              }
              assertThat(fresh.tryLock()).isTrue();
            }
          });
      threads.join();
    }
  }

  private static int lockAtTheEndOfTheStack(Mutex mutex, int padding) {
    try {
      if (padding > 0) {
        return lockAtTheEndOfTheStack(mutex, padding - 1) + 1;
      }
      return descend(mutex);
    } catch (StackOverflowError expected) {
      return 0;
    }
  }

  private static int descend(Mutex mutex) {
    if (mutex.tryLock()) {
      mutex.unlock();
    }
    mutex.lock();
    mutex.unlock();
    return descend(mutex) + 1;
  }
}
