package org.kernsync.percpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.kernsync.internal.Crew;
import org.kernsync.internal.WaitNode;

/** Who gets in, who waits, what ends a wait, and what is refused. */
class PerCpuRwSemaphoreTest {
  private static final long FOREVER_NANOS = TimeUnit.HOURS.toNanos(1);

  private final PerCpuRwSemaphore semaphore =
      new PerCpuRwSemaphore(Cpus.THREADS, FOREVER_NANOS); // only a wake-up ends a park

  static List<ThreadFactory> kinds() {
    return Crew.kinds();
  }

  private static void onAnotherThread(Crew.Body body) {
    try (Crew crew = new Crew()) {
      crew.start(body);
    }
  }

  private void assertFree() {
    assertThat(semaphore.isReadLocked()).isFalse();
    assertThat(semaphore.isWriteLocked()).isFalse();
    assertThat(semaphore.getQueueLength()).isZero();
    assertThat(semaphore.tryDownWrite()).isTrue();
    semaphore.upWrite();
    assertThat(semaphore.toString()).endsWith("[0 readers, no writer, 0 waiting]");
  }

  /** Readers are in together, and keep a writer out. */
  @ParameterizedTest
  @EnumSource
  void downRead_severalReaders_togetherAndNoWriter(Cpus cpus) {
    PerCpuRwSemaphore any = new PerCpuRwSemaphore(cpus);
    any.downRead();
    any.downRead();
    assertThat(any.tryDownRead()).isTrue();
    assertThat(any.isReadLocked()).isTrue();
    assertThat(any.tryDownWrite()).isFalse();
    any.upRead();
    any.upRead();
    assertThat(any.tryDownWrite()).isFalse();
    any.upRead();
    assertThat(any.tryDownWrite()).isTrue();
    any.upWrite();
  }

  /** A writer keeps all others out, and is known. */
  @Test
  void downWrite_free_excludesAll() {
    semaphore.downWrite();
    assertThat(semaphore.isWriteLockedByCurrentThread()).isTrue();
    assertThat(semaphore.isWriteLocked()).isTrue();
    assertThat(semaphore.toString()).contains("writer Thread[");
    onAnotherThread(
        () -> {
          assertThat(semaphore.tryDownRead()).isFalse();
          assertThat(semaphore.tryDownWrite()).isFalse();
          assertThat(semaphore.tryDownRead(1, TimeUnit.MILLISECONDS)).isFalse();
          assertThat(semaphore.tryDownWrite(0, TimeUnit.SECONDS)).isFalse();
          assertThat(semaphore.isWriteLockedByCurrentThread()).isFalse();
        });
    semaphore.upWrite();
    assertFree();
  }

  /** The last of several readers, on whatever thread it leaves, wakes the writer that waits. */
  @ParameterizedTest
  @MethodSource("kinds")
  void upRead_writerParked_lastOneWakesIt(ThreadFactory kind) {
    semaphore.downRead();
    semaphore.downRead();
    AtomicBoolean in = new AtomicBoolean();
    try (Crew crew = new Crew(kind)) {
      Thread writer =
          crew.start(
              () -> {
                semaphore.downWrite();
                in.set(true);
                semaphore.upWrite();
              });
      awaitParked(writer);
      assertThat(semaphore.tryDownRead()).as("behind the writer").isFalse();
      semaphore.upRead();
      awaitParked(writer);
      assertThat(in).isFalse();
      onAnotherThread(semaphore::upRead);
    }
    assertThat(in).isTrue();
    assertFree();
  }

  /** Readers that come while a writer waits get in after it, all of them. */
  @ParameterizedTest
  @MethodSource("kinds")
  void downRead_writerWaits_afterIt(ThreadFactory kind) {
    semaphore.downRead();
    AtomicInteger readers = new AtomicInteger();
    AtomicInteger readersSeen = new AtomicInteger(-1);
    try (Crew crew = new Crew(kind)) {
      Thread writer =
          crew.start(
              () -> {
                semaphore.downWrite();
                readersSeen.set(readers.get());
                semaphore.upWrite();
              });
      awaitParked(writer);
      for (int i = 0; i < 5; i++) {
        crew.start(
            () -> {
              semaphore.downRead();
              readers.incrementAndGet();
              semaphore.upRead();
            });
      }
      Crew.until("readers in line", () -> semaphore.getQueueLength() == 5);
      semaphore.upRead();
    }
    assertThat(readersSeen).hasValue(0);
    assertThat(readers).hasValue(5);
    assertFree();
  }

  /** A reader that finds a writer between its look and its count turns round and waits. */
  @ParameterizedTest
  @MethodSource("kinds")
  void downRead_writerComesInBetween_turnsBack(ThreadFactory kind) {
    HookedCpus cpus = HookedCpus.shared();
    PerCpuRwSemaphore hooked = new PerCpuRwSemaphore(cpus, FOREVER_NANOS);
    CountDownLatch looked = new CountDownLatch(1);
    CountDownLatch writing = new CountDownLatch(1);
    AtomicBoolean inside = new AtomicBoolean();
    try (Crew crew = new Crew(kind)) {
      crew.start(
          () -> {
            cpus.atNextLookUp(
                () -> {
                  looked.countDown();
                  await(writing);
                });
            hooked.downRead();
            inside.set(true);
            hooked.upRead();
          });
      await(looked);
      hooked.downWrite();
      writing.countDown();
      Crew.until("reader in line", () -> hooked.getQueueLength() == 1);
      assertThat(inside).isFalse();
      assertThat(hooked.isReadLocked()).isFalse();
      hooked.upWrite();
    }
    assertThat(inside).isTrue();
    assertThat(hooked.tryDownWrite()).isTrue();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  static void awaitParked(Thread thread) {
    Crew.until(
        "parked: " + thread,
        () ->
            thread.getState() == Thread.State.WAITING
                || thread.getState() == Thread.State.TIMED_WAITING);
  }

  /** A writer that times out or is interrupted while it waits for readers leaves no trace. */
  @ParameterizedTest
  @MethodSource("kinds")
  void downWrite_givesUp_readersGoOn(ThreadFactory kind) {
    semaphore.downRead();
    try (Crew crew = new Crew(kind)) {
      crew.start(
          () -> {
            long begin = System.nanoTime();
            assertThat(semaphore.tryDownWrite(5, TimeUnit.MILLISECONDS)).isFalse();
            assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(5_000_000);
          });
    }
    assertThat(semaphore.tryDownRead()).isTrue();
    semaphore.upRead();
    for (Form form : List.<Form>of(semaphore::downWriteInterruptibly, this::tryDownWriteLong)) {
      AtomicReference<InterruptedException> thrown = new AtomicReference<>();
      try (Crew crew = new Crew(kind)) {
        Thread writer = crew.start(() -> thrown.set(interruptOf(form)));
        awaitParked(writer);
        writer.interrupt();
      }
      assertThat(thrown).doesNotHaveNullValue();
      assertThat(semaphore.tryDownRead()).isTrue();
      semaphore.upRead();
    }
    semaphore.upRead();
    assertFree();
  }

  private interface Form {
    void down() throws InterruptedException;
  }

  private void tryDownWriteLong() throws InterruptedException {
    semaphore.tryDownWrite(1, TimeUnit.HOURS);
  }

  private static InterruptedException interruptOf(Form form) {
    try {
      form.down();
      return null;
    } catch (InterruptedException e) {
      assertThat(Thread.currentThread().isInterrupted()).isFalse();
      return e;
    }
  }

  /** An interrupt does not end the wait of the plain form, and is not lost. */
  @ParameterizedTest
  @MethodSource("kinds")
  void downWrite_interruptedWhileReadersAreIn_keepsTheFlag(ThreadFactory kind) {
    semaphore.downRead();
    AtomicBoolean flag = new AtomicBoolean();
    try (Crew crew = new Crew(kind)) {
      Thread writer =
          crew.start(
              () -> {
                semaphore.downWrite();
                flag.set(Thread.interrupted());
                semaphore.upWrite();
              });
      awaitParked(writer);
      writer.interrupt();
      awaitParked(writer);
      semaphore.upRead();
    }
    assertThat(flag).isTrue();
    assertFree();
  }

  /** The interruptible forms throw at once for a thread that is interrupted, free or not. */
  @Test
  void interruptibleForms_interruptedBefore_throw() {
    for (Form form :
        List.<Form>of(
            semaphore::downReadInterruptibly,
            semaphore::downWriteInterruptibly,
            () -> semaphore.tryDownRead(1, TimeUnit.SECONDS),
            () -> semaphore.tryDownWrite(1, TimeUnit.SECONDS))) {
      Thread.currentThread().interrupt();
      assertThat(interruptOf(form)).isNotNull();
      assertFree();
    }
  }

  /** The interruptible and timed forms get in where nobody is in the way. */
  @Test
  void interruptibleForms_free_getIn() throws InterruptedException {
    semaphore.downReadInterruptibly();
    assertThat(semaphore.tryDownRead(0, TimeUnit.SECONDS)).isTrue();
    semaphore.upRead();
    semaphore.upRead();
    semaphore.downWriteInterruptibly();
    semaphore.upWrite();
    assertThat(semaphore.tryDownWrite(1, TimeUnit.SECONDS)).isTrue();
    semaphore.upWrite();
    assertFree();
  }

  /** A writer that becomes a reader lets readers in, and no writer. */
  @Test
  void downgradeWrite_writerInside_becomesReader() {
    semaphore.downWrite();
    semaphore.downgradeWrite();
    assertThat(semaphore.isWriteLocked()).isFalse();
    onAnotherThread(
        () -> {
          assertThat(semaphore.tryDownRead()).isTrue();
          semaphore.upRead();
          assertThat(semaphore.tryDownWrite()).isFalse();
        });
    semaphore.upRead();
    assertFree();
  }

  /** Misuse that can be seen is refused, and changes nothing. */
  @Test
  void misuse_byStrangersAndAgain_throws() {
    assertThatThrownBy(semaphore::upWrite).isInstanceOf(IllegalMonitorStateException.class);
    assertThatThrownBy(semaphore::downgradeWrite).isInstanceOf(IllegalMonitorStateException.class);
    semaphore.downWrite();
    assertThatThrownBy(semaphore::downWrite).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(semaphore::downRead).isInstanceOf(IllegalStateException.class);
    onAnotherThread(
        () ->
            assertThatThrownBy(semaphore::upWrite)
                .isInstanceOf(IllegalMonitorStateException.class));
    assertThat(semaphore.isWriteLockedByCurrentThread()).isTrue();
    semaphore.upWrite();
    assertFree();
  }

  /** One upRead too many is told to the next writer, once; then the lock is as good as new. */
  @ParameterizedTest
  @EnumSource
  void upRead_withoutReader_toldToTheNextWriter(Cpus cpus) {
    PerCpuRwSemaphore any = new PerCpuRwSemaphore(cpus);
    any.upRead();
    any.upRead();
    assertThatThrownBy(any::downWrite)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("2 upRead without downRead");
    assertThat(any.isWriteLocked()).isFalse();
    any.downRead();
    assertThat(any.tryDownWrite()).isFalse();
    any.upRead();
    assertThat(any.tryDownWrite()).isTrue();
    any.upWrite();
  }

  /** Without memory for a node waiting threads get in all the same. */
  @Test
  void down_noMemoryForANode_getsIn() {
    semaphore.downWrite();
    AtomicInteger got = new AtomicInteger();
    try (Crew crew = new Crew()) {
      Thread reader =
          crew.start(
              () -> {
                WaitNode.starve(Thread.currentThread());
                semaphore.downRead();
                got.incrementAndGet();
                semaphore.upRead();
                semaphore.downWrite();
                got.incrementAndGet();
                semaphore.upWrite();
              });
      awaitParked(reader);
      semaphore.upWrite();
    } finally {
      WaitNode.starve(null);
    }
    assertThat(got).hasValue(2);
    assertFree();
  }
}
