package org.kernsync.sleep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.kernsync.wait.RacingThreads.awaitParked;
import static org.kernsync.wait.RacingThreads.awaitTrue;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReadWriteLock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.kernsync.internal.WaitNode;
import org.kernsync.wait.RacingThreads;

/** The operations one by one, and what misuse, interrupts, timeouts and lack of memory do. */
class RwSemaphoreTest {
  private final RwSemaphore semaphore = new RwSemaphore();
  private final RacingThreads threads = RacingThreads.platform();
  private final AtomicBoolean release = new AtomicBoolean();

  @AfterEach
  void joinThreads() {
    threads.close();
  }

  /** Readers share the lock and keep a writer out until the last has left. */
  @Test
  void downRead_several_shareAndKeepWriterOut() {
    semaphore.downRead();
    threads.start(semaphore::downRead);
    threads.join();
    assertThat(semaphore.readers()).isEqualTo(2);
    assertThat(semaphore.tryDownWrite()).isFalse();
    semaphore.upRead();
    assertThat(semaphore.tryDownWrite()).isFalse();
    assertThat(semaphore.isLocked()).isTrue();
    assertThat(semaphore.isWriteLocked()).isFalse();
    semaphore.upRead();
    assertThat(semaphore.isLocked()).isFalse();
    assertThat(semaphore.tryDownWrite()).isTrue();
  }

  /** A writer keeps everybody out, and is known as the owner, until it leaves. */
  @Test
  void downWrite_free_keepsAllOutUntilUp() {
    semaphore.downWrite();
    assertThat(semaphore.isLocked()).isTrue();
    assertThat(semaphore.isWriteLocked()).isTrue();
    assertThat(semaphore.isWriteLockedByCurrentThread()).isTrue();
    assertThat(semaphore.owner()).isSameAs(Thread.currentThread());
    assertThat(semaphore.readers()).isZero();
    threads.start(
        () -> {
          assertThat(semaphore.tryDownRead()).isFalse();
          assertThat(semaphore.tryDownWrite()).isFalse();
          assertThat(semaphore.isWriteLockedByCurrentThread()).isFalse();
        });
    threads.join();
    semaphore.upWrite();
    assertThat(semaphore.isLocked()).isFalse();
    assertThat(semaphore.owner()).isNull();
  }

  /** The writer that asks again is told so, in every form that could wait, and stays the writer. */
  @Test
  void down_byTheWriter_throwsAndStaysHeld() {
    semaphore.downWrite();
    assertThatThrownBy(semaphore::downWrite)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("recursive")
        .hasMessageContaining(Thread.currentThread().getName());
    assertThatThrownBy(semaphore::downWriteInterruptibly).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> semaphore.tryDownWrite(1, TimeUnit.SECONDS))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(semaphore::downRead).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(semaphore::downReadInterruptibly).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> semaphore.tryDownRead(1, TimeUnit.SECONDS))
        .isInstanceOf(IllegalStateException.class);
    assertThat(semaphore.tryDownWrite()).isFalse();
    assertThat(semaphore.tryDownRead()).isFalse();
    semaphore.upWrite();
    assertThat(semaphore.isLocked()).isFalse();
  }

  /** An upWrite or downgrade by a thread that is not the writer throws and changes nothing. */
  @Test
  void upWrite_byStranger_throwsAndChangesNothing() {
    assertThatThrownBy(semaphore::upWrite)
        .isInstanceOf(IllegalMonitorStateException.class)
        .hasMessageContaining("[0 readers");
    assertThatThrownBy(semaphore::downgradeWrite).isInstanceOf(IllegalMonitorStateException.class);
    Thread holder = writeElsewhere();
    assertThatThrownBy(semaphore::upWrite)
        .isInstanceOf(IllegalMonitorStateException.class)
        .hasMessageContaining(holder.getName());
    assertThatThrownBy(semaphore::downgradeWrite).isInstanceOf(IllegalMonitorStateException.class);
    assertThat(semaphore.isWriteLocked()).isTrue();
    release.set(true);
    threads.join();
    semaphore.downRead();
    assertThatThrownBy(semaphore::upWrite).isInstanceOf(IllegalMonitorStateException.class);
    assertThat(semaphore.readers()).isOne();
  }

  /** An upRead without a reader throws, whoever else is in, and does not harm the count. */
  @Test
  void upRead_noReader_throwsAndKeepsTheCount() {
    assertThatThrownBy(semaphore::upRead)
        .isInstanceOf(IllegalMonitorStateException.class)
        .hasMessageContaining("[0 readers");
    semaphore.downWrite();
    assertThatThrownBy(semaphore::upRead).isInstanceOf(IllegalMonitorStateException.class);
    assertThat(semaphore.isWriteLocked()).isTrue();
    semaphore.upWrite();
    semaphore.downRead();
    assertThat(semaphore.readers()).isOne();
    semaphore.upRead();
    assertThatThrownBy(semaphore::upRead).isInstanceOf(IllegalMonitorStateException.class);
    assertThat(semaphore.tryDownWrite()).isTrue();
  }

  /** Who leaves as a reader need not be who entered. */
  @Test
  void upRead_byAnotherThread_leaves() {
    semaphore.downRead();
    threads.start(semaphore::upRead);
    threads.join();
    assertThat(semaphore.isLocked()).isFalse();
  }

  /** One reader more than fit is refused, the others stay; with one gone there is room again. */
  @Test
  void downRead_full_throwsAndKeepsTheCount() throws Exception {
    semaphore.downRead();
    int one = semaphore.stateAcquire();
    int full = one * RwSemaphoreState.MAX_READERS;
    assertThat(semaphore.compareAndExchangeState(one, full)).isEqualTo(one);
    assertThat(semaphore.readers()).isEqualTo(1 << 26);
    assertThat(semaphore.tryDownRead()).isFalse();
    assertThatThrownBy(semaphore::downRead)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("67108864 readers");
    assertThatThrownBy(semaphore::downReadInterruptibly).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> semaphore.tryDownRead(1, TimeUnit.DAYS))
        .isInstanceOf(IllegalStateException.class);
    assertThat(semaphore.tryDownWrite(1, TimeUnit.MILLISECONDS)).isFalse();
    assertThat(semaphore.readers()).isEqualTo(1 << 26);
    semaphore.upRead();
    assertThat(semaphore.tryDownRead()).isTrue();
    assertThat(semaphore.readers()).isEqualTo(1 << 26);
    assertThat(semaphore.isWriteLocked()).isFalse();
  }

  /** An interrupt neither ends an uninterruptible wait nor gets lost. */
  @Test
  void down_whileWaiting_ignoresInterruptAndKeepsFlag() {
    semaphore.downWrite();
    Thread reader =
        threads.start(
            () -> {
              semaphore.downRead();
              assertThat(Thread.currentThread().isInterrupted()).isTrue();
              semaphore.upRead();
            });
    awaitQueued(1);
    Thread writer =
        threads.start(
            () -> {
              semaphore.downWrite();
              assertThat(Thread.currentThread().isInterrupted()).isTrue();
              semaphore.upWrite();
            });
    awaitQueued(2);
    reader.interrupt();
    writer.interrupt();
    awaitParked(reader);
    awaitParked(writer);
    assertThat(semaphore.getQueueLength()).isEqualTo(2);
    semaphore.upWrite();
    threads.join();
    assertThat(semaphore.isLocked()).isFalse();
  }

  /** A thread that comes interrupted is refused even where it need not wait. */
  @Test
  void downInterruptibly_interruptedBefore_throwsEvenIfFree() {
    assertRefused(semaphore::downReadInterruptibly);
    assertRefused(semaphore::downWriteInterruptibly);
    assertRefused(() -> semaphore.tryDownRead(1, TimeUnit.DAYS));
    assertRefused(() -> semaphore.tryDownWrite(1, TimeUnit.DAYS));
    assertThat(semaphore.isLocked()).isFalse();
  }

  private static void assertRefused(RacingThreads.Task down) {
    Thread.currentThread().interrupt();
    assertThatThrownBy(down::run).isInstanceOf(InterruptedException.class);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  /** An interrupted wait leaves neither a holder nor a waiter. */
  @Test
  void downInterruptibly_interruptedWhileWaiting_leavesNoTrace() {
    semaphore.downWrite();
    interruptWaiter(semaphore::downReadInterruptibly);
    interruptWaiter(semaphore::downWriteInterruptibly);
    interruptWaiter(() -> semaphore.tryDownRead(1, TimeUnit.DAYS));
    interruptWaiter(() -> semaphore.tryDownWrite(1, TimeUnit.DAYS));
    assertThat(semaphore.isContended()).isFalse();
    semaphore.upWrite();
    assertThat(semaphore.isLocked()).isFalse();
    assertThat(semaphore.tryDownWrite()).isTrue();
  }

  private void interruptWaiter(RacingThreads.Task down) {
    Thread waiter =
        threads.start(
            () -> {
              assertThatThrownBy(down::run).isInstanceOf(InterruptedException.class);
              assertThat(Thread.currentThread().isInterrupted()).isFalse();
            });
    awaitQueued(1);
    waiter.interrupt();
    threads.join();
    assertThat(semaphore.getQueueLength()).isZero();
  }

  /** A timed wait that fails has lasted as long as asked for, and leaves no waiter. */
  @Test
  void tryDownTimed_held_failsNotBeforeTheTimeout() throws Exception {
    writeElsewhere();
    for (long micros : new long[] {1, 100, 5_000}) {
      long begin = System.nanoTime();
      assertThat(semaphore.tryDownRead(micros, TimeUnit.MICROSECONDS)).isFalse();
      long between = System.nanoTime();
      assertThat(between - begin).isGreaterThanOrEqualTo(micros * 1_000);
      assertThat(semaphore.tryDownWrite(micros, TimeUnit.MICROSECONDS)).isFalse();
      assertThat(System.nanoTime() - between).isGreaterThanOrEqualTo(micros * 1_000);
    }
    assertThat(semaphore.getQueueLength()).isZero();
    assertThat(semaphore.isContended()).isFalse();
  }

  /** Without time to wait the timed forms try once. */
  @Test
  void tryDownTimed_zeroOrNegative_doesNotWait() throws Exception {
    assertThat(semaphore.tryDownWrite(0, TimeUnit.SECONDS)).isTrue();
    semaphore.upWrite();
    assertThat(semaphore.tryDownRead(-1, TimeUnit.SECONDS)).isTrue();
    semaphore.upRead();
    writeElsewhere();
    assertThat(semaphore.tryDownRead(0, TimeUnit.SECONDS)).isFalse();
    assertThat(semaphore.tryDownWrite(Long.MIN_VALUE, TimeUnit.DAYS)).isFalse();
  }

  /** A timed wait ends with the lock when that is freed in time. */
  @Test
  void tryDownTimed_freedInTime_getsIn() {
    semaphore.downWrite();
    threads.start(
        () -> {
          assertThat(semaphore.tryDownWrite(Long.MAX_VALUE, TimeUnit.DAYS)).isTrue();
          semaphore.upWrite();
        });
    awaitQueued(1);
    threads.start(
        () -> {
          assertThat(semaphore.tryDownRead(Long.MAX_VALUE, TimeUnit.DAYS)).isTrue();
          semaphore.upRead();
        });
    awaitQueued(2);
    semaphore.upWrite();
    threads.join();
    assertThat(semaphore.isLocked()).isFalse();
  }

  /** A park that ends for no reason is not a grant. */
  @Test
  void down_strayPermits_doNotOpenIt() {
    semaphore.downWrite();
    AtomicBoolean in = new AtomicBoolean();
    Thread writer =
        threads.start(
            () -> {
              semaphore.downWrite();
              in.set(true);
              semaphore.upWrite();
            });
    awaitQueued(1);
    Thread reader =
        threads.start(
            () -> {
              semaphore.downRead();
              in.set(true);
              semaphore.upRead();
            });
    awaitQueued(2);
    for (int i = 0; i < 100; i++) {
      LockSupport.unpark(writer);
      LockSupport.unpark(reader);
      awaitParked(writer);
      awaitParked(reader);
    }
    assertThat(in).isFalse();
    semaphore.upWrite();
    threads.join();
  }

  /** A writer that ended without leaving leaves the lock held, and its name in the message. */
  @Test
  void downWrite_writerDied_staysHeldAndNamesIt() throws Exception {
    Thread dead = threads.start(semaphore::downWrite);
    threads.join();
    assertThat(semaphore.isWriteLocked()).isTrue();
    assertThat(semaphore.tryDownRead(1, TimeUnit.MILLISECONDS)).isFalse();
    assertThat(semaphore.toString()).contains(dead.getName()).contains("has ended");
    assertThatThrownBy(semaphore::upWrite).isInstanceOf(IllegalMonitorStateException.class);
  }

  /** Without memory for a node every form still keeps its promise. */
  @Test
  void down_noMemoryForANode_stillGetsIn() throws Exception {
    writeElsewhere();
    WaitNode.starve(Thread.currentThread());
    try {
      assertThat(semaphore.tryDownWrite(2, TimeUnit.MILLISECONDS)).isFalse();
      assertThat(semaphore.tryDownRead(2, TimeUnit.MILLISECONDS)).isFalse();
      assertThat(semaphore.getQueueLength()).isZero();
      threads.start(() -> release.set(true));
      semaphore.downRead();
      assertThat(semaphore.readers()).isOne();
      threads.join();
      Thread reader = Thread.currentThread();
      threads.start(
          () -> {
            awaitParked(reader);
            semaphore.upRead(); // for the polling writer, which left it to us
          });
      semaphore.downWrite();
    } finally {
      WaitNode.starve(null);
    }
    assertThat(semaphore.isWriteLockedByCurrentThread()).isTrue();
    semaphore.upWrite();
    threads.join();
  }

  /** The state in words. */
  @Test
  void toString_showsHoldersAndWaiters() {
    assertThat(semaphore.toString()).startsWith("RwSemaphore@").endsWith("[0 readers, 0 waiting]");
    semaphore.downRead();
    assertThat(semaphore.toString()).endsWith("[1 readers, 0 waiting]");
    semaphore.upRead();
    semaphore.downWrite();
    threads.start(
        () -> {
          semaphore.downRead();
          semaphore.upRead();
        });
    awaitQueued(1);
    assertThat(semaphore.isContended()).isTrue();
    assertThat(semaphore.toString())
        .contains("[written by " + Thread.currentThread())
        .endsWith("1 waiting]");
    semaphore.upWrite();
    threads.join();
  }

  /** The view's two locks are the two sides of the semaphore, without conditions. */
  @Test
  void asReadWriteLock_eachMethod_doesWhatItsCounterpartDoes() throws Exception {
    ReadWriteLock view = semaphore.asReadWriteLock();
    view.readLock().lock();
    view.readLock().lockInterruptibly();
    assertThat(view.readLock().tryLock()).isTrue();
    assertThat(semaphore.asReadWriteLock().readLock().tryLock(1, TimeUnit.SECONDS)).isTrue();
    assertThat(semaphore.readers()).isEqualTo(4);
    assertThat(view.writeLock().tryLock()).isFalse();
    assertThat(view.writeLock().tryLock(1, TimeUnit.MICROSECONDS)).isFalse();
    for (int i = 0; i < 4; i++) {
      view.readLock().unlock();
    }
    view.writeLock().lock();
    assertThat(view.readLock().tryLock()).isFalse();
    assertThatThrownBy(view.readLock()::unlock).isInstanceOf(IllegalMonitorStateException.class);
    assertThat(view.toString()).isEqualTo(semaphore.toString());
    view.writeLock().unlock();
    assertThatThrownBy(view.writeLock()::unlock).isInstanceOf(IllegalMonitorStateException.class);
    view.writeLock().lockInterruptibly();
    view.writeLock().unlock();
    assertThatThrownBy(view.readLock()::newCondition)
        .isInstanceOf(UnsupportedOperationException.class);
    assertThat(view.readLock().toString()).startsWith("read lock of RwSemaphore@");
    assertThat(view.writeLock().toString()).startsWith("write lock of RwSemaphore@");
  }

  private void awaitQueued(int count) {
    awaitTrue(count + " threads queue", () -> semaphore.getQueueLength() == count);
  }

  private Thread writeElsewhere() {
    Thread holder =
        threads.start(
            () -> {
              semaphore.downWrite();
              while (!release.get() && !Thread.currentThread().isInterrupted()) {
                LockSupport.parkNanos(100_000);
              }
              semaphore.upWrite();
            });
    awaitTrue("the holder holds", semaphore::isWriteLocked);
    return holder;
  }
}
