package org.kernsync.sleep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.kernsync.wait.RacingThreads.awaitTrue;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.kernsync.wait.RacingThreads;

class RwSemaphoreConditionTest extends ConditionContract {
  private final RwSemaphore semaphore = new RwSemaphore();
  private final Condition condition = semaphore.asReadWriteLock().writeLock().newCondition();
  private final RacingThreads threads = RacingThreads.platform();
  private final AtomicBoolean passed = new AtomicBoolean();

  RwSemaphoreConditionTest() {
    super(OwnedLock.of(new RwSemaphore()));
  }

  @AfterEach
  void joinThreads() {
    threads.close();
  }

  /** A reader is no owner. */
  @Test
  void condition_heldForReading_throwsAndStaysHeld() {
    semaphore.downRead();
    assertThatThrownBy(condition::await).isInstanceOf(IllegalMonitorStateException.class);
    assertThatThrownBy(condition::signal).isInstanceOf(IllegalMonitorStateException.class);
    assertThat(semaphore.readers()).isEqualTo(1);
    semaphore.upRead();
  }

  /** While a writer waits for a signal, it is not inside. */
  @Test
  void await_nobodySignals_letsReadersIn() {
    startWaiter();
    assertThat(semaphore.tryDownRead()).isTrue();
    semaphore.upRead();
    signal();
    threads.join();
  }

  /** A signalled writer waits for the readers that are inside, and the last of them lets it in. */
  @Test
  void signal_thenDowngrade_waiterReturnsAfterTheReaders() {
    startWaiter();
    semaphore.downWrite();
    condition.signal();
    semaphore.downgradeWrite();
    assertThat(semaphore.isContended()).isTrue();
    assertThat(semaphore.tryDownRead()).isFalse(); // a writer stands in line
    assertThat(passed).isFalse();
    semaphore.upRead();
    threads.join();
    assertThat(passed).isTrue();
    assertThat(semaphore.isLocked()).isFalse();
  }

  /** A signalled writer stands behind those that queued before it. */
  @Test
  void signal_readerIsInLine_readerComesFirst() {
    startWaiter();
    semaphore.downWrite();
    AtomicBoolean hasRead = new AtomicBoolean();
    threads.start(
        () -> {
          semaphore.downRead();
          assertThat(passed).isFalse();
          hasRead.set(true);
          semaphore.upRead();
        });
    awaitTrue("the reader queues", () -> semaphore.getQueueLength() == 1);
    condition.signal();
    assertThat(semaphore.getQueueLength()).isEqualTo(2);
    semaphore.upWrite();
    threads.join();
    assertThat(hasRead).isTrue();
  }

  /** What waits for a condition says so. */
  @Test
  void toString_condition_namesTheSemaphore() {
    assertThat(condition).hasToString("Condition of " + semaphore);
  }

  private void startWaiter() {
    AtomicBoolean waits = new AtomicBoolean();
    threads.start(
        () -> {
          semaphore.downWrite();
          waits.set(true);
          condition.await();
          assertThat(semaphore.isWriteLockedByCurrentThread()).isTrue();
          passed.set(true);
          semaphore.upWrite();
        });
    awaitTrue("it has let go", () -> waits.get() && !semaphore.isLocked());
  }

  private void signal() {
    semaphore.downWrite();
    condition.signal();
    semaphore.upWrite();
  }
}
