package org.kernsync.sleep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.kernsync.wait.RacingThreads.awaitParked;
import static org.kernsync.wait.RacingThreads.awaitTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.kernsync.wait.RacingThreads;

/** Who gets in when, and past whom: order, batches, stealing, hand-over, downgrade. */
class RwSemaphoreFairnessTest {
  private static final long SECONDS_10 = 10_000_000_000L;
  private static final long HANDOFF_NANOS = 4_000_000;

  private final RwSemaphore semaphore = new RwSemaphore();
  private final RacingThreads threads = RacingThreads.platform();
  private final AtomicBoolean release = new AtomicBoolean();
  private int queued;

  @AfterEach
  void joinThreads() {
    threads.close();
  }

  /** Sleeping writers are served in the order in which they came. */
  @Test
  void upWrite_writersQueued_servesThemInOrder() {
    List<Integer> served = new ArrayList<>(); // guarded by the semaphore
    semaphore.downWrite();
    for (int i = 0; i < 8; i++) {
      int number = i;
      queueWriter(() -> served.add(number));
    }
    semaphore.upWrite();
    threads.join();
    assertThat(served).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
  }

  /** The readers up to the first writer are inside together; those behind it come after it. */
  @Test
  void upWrite_readersWriterReaders_letsInBatchByBatch() {
    List<String> served = Collections.synchronizedList(new ArrayList<>());
    CyclicBarrier threeTogether = new CyclicBarrier(3);
    CyclicBarrier twoTogether = new CyclicBarrier(2);
    semaphore.downWrite();
    for (int i = 0; i < 3; i++) {
      queueReader(
          () -> {
            threeTogether.await(); // wedges unless all three are in
            served.add("before");
          });
    }
    queueWriter(() -> served.add("write"));
    for (int i = 0; i < 2; i++) {
      queueReader(
          () -> {
            twoTogether.await();
            served.add("after");
          });
    }
    semaphore.upWrite();
    threads.join();
    assertThat(served).containsExactly("before", "before", "before", "write", "after", "after");
    assertThat(semaphore.isLocked()).isFalse();
    assertThat(semaphore.isContended()).isFalse();
  }

  /** More readers than fit into one batch of the list's guard are inside together all the same. */
  @Test
  void upWrite_twoHundredReadersQueued_letsThemInTogether() {
    CyclicBarrier together = new CyclicBarrier(200);
    semaphore.downWrite();
    for (int i = 0; i < 200; i++) {
      threads.start(
          () -> {
            semaphore.downRead();
            together.await();
            semaphore.upRead();
          });
    }
    awaitTrue("200 queue", () -> semaphore.getQueueLength() == 200);
    semaphore.upWrite();
    threads.join();
    assertThat(semaphore.isLocked()).isFalse();
  }

  /** While a writer waits for readers, no other reader joins these. */
  @Test
  void downRead_writerWaitsForReaders_queuesBehindIt() throws Exception {
    List<String> served = Collections.synchronizedList(new ArrayList<>());
    semaphore.downRead();
    queueWriter(() -> served.add("write"));
    assertThat(semaphore.tryDownRead()).isFalse();
    assertThat(semaphore.tryDownRead(1, TimeUnit.MILLISECONDS)).isFalse();
    queueReader(() -> served.add("read"));
    semaphore.upRead();
    threads.join();
    assertThat(served).containsExactly("write", "read");
  }

  /** A stream of overlapping readers, never all out at once if they could, lets a writer in. */
  @Test
  void downWrite_readersNeverPause_getsIn() {
    AtomicBoolean written = new AtomicBoolean();
    for (int i = 0; i < 4; i++) {
      threads.add(
          () -> {
            semaphore.downRead();
            while (!written.get()) {
              semaphore.upRead();
              semaphore.downRead();
            }
            semaphore.upRead();
          });
    }
    for (int i = 0; i < 3; i++) {
      threads.add(
          () -> {
            for (int round = 0; round < 50; round++) {
              semaphore.downWrite();
              semaphore.upWrite();
            }
            written.set(true);
          });
    }
    threads.join();
    assertThat(semaphore.isLocked()).isFalse();
  }

  /**
   * A sleeping writer that loses to running writers for 4 ms is handed the lock. The inner steps of
   * upWrite and downWrite, so that the woken thread surely finds the lock taken.
   */
  @Test
  void upWrite_firstWriterHasLostForFourMillis_handsOver() {
    semaphore.downWrite();
    queueWriter(() -> awaitTrue("told to go", release::get));
    stealUntilHandoff(() -> assertThat(semaphore.tryDownWrite()).isTrue());
    semaphore.upWrite();
    assertHandedOver();
    assertThat(semaphore.isWriteLocked()).isTrue();
    assertThat(semaphore.owner()).isNotNull();
    release.set(true);
    threads.join();
    assertThat(semaphore.isLocked()).isFalse();
  }

  /** The same where running readers steal from a sleeping writer. */
  @Test
  void upRead_firstWriterHasLostForFourMillis_handsOver() {
    semaphore.downWrite();
    queueWriter(() -> awaitTrue("told to go", release::get));
    long begin = System.nanoTime();
    int left = semaphore.dropWriter();
    while (!handoffDue()) {
      assertThat(System.nanoTime() - begin).as("time without a hand-over").isLessThan(SECONDS_10);
      assertThat(RwSemaphoreState.owesService(left)).isTrue();
      assertThat(semaphore.tryDownRead()).isTrue(); // the lock is free
      assertThat(semaphore.tryDownRead()).as("a second reader past the queue").isFalse();
      semaphore.serve();
      awaitTrue("the sleeper has lost", this::wakeDue);
      if (!handoffDue()) {
        int seen = semaphore.stateAcquire();
        left = seen - RwSemaphoreState.READER;
        assertThat(semaphore.compareAndExchangeState(seen, left)).isEqualTo(seen);
      }
    }
    assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(HANDOFF_NANOS);
    semaphore.upRead();
    assertHandedOver();
    release.set(true);
    threads.join();
    assertThat(semaphore.isLocked()).isFalse();
  }

  /** Sleeping readers that lose to running writers for 4 ms are let in next. */
  @Test
  void upWrite_firstReadersHaveLostForFourMillis_letsThemIn() {
    semaphore.downWrite();
    queueReader(() -> awaitTrue("told to go", release::get));
    queueReader(() -> awaitTrue("told to go", release::get));
    stealUntilHandoff(() -> assertThat(semaphore.tryDownWrite()).isTrue());
    semaphore.upWrite();
    assertThat(semaphore.readers()).isEqualTo(2); // let in before upWrite returned
    assertThat(semaphore.isContended()).isFalse();
    assertThat(semaphore.tryDownRead()).as("the hand-over is done with").isTrue();
    semaphore.upRead();
    release.set(true);
    threads.join();
    assertThat(semaphore.isLocked()).isFalse();
  }

  private void stealUntilHandoff(Runnable steal) {
    long begin = System.nanoTime();
    while (!handoffDue()) {
      assertThat(System.nanoTime() - begin).as("time without a hand-over").isLessThan(SECONDS_10);
      assertThat(RwSemaphoreState.owesService(semaphore.dropWriter())).isTrue();
      steal.run();
      semaphore.serve();
      awaitTrue("the sleeper has lost", this::wakeDue);
    }
    assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(HANDOFF_NANOS);
    assertThat(semaphore.tryDownRead()).isFalse();
  }

  private boolean handoffDue() {
    return (semaphore.stateAcquire() & RwSemaphoreState.HANDOFF) != 0;
  }

  private boolean wakeDue() {
    return (semaphore.stateAcquire() & RwSemaphoreState.WAKE) != 0;
  }

  private void assertHandedOver() {
    assertThat(semaphore.tryDownWrite()).isFalse(); // it has never been free
    assertThat(semaphore.tryDownRead()).isFalse();
    assertThat(semaphore.getQueueLength()).isZero();
    assertThat(handoffDue()).isFalse();
  }

  /** With a hand-over due nobody gets into the free lock but the first waiter. */
  @Test
  void tryDown_handoffDueAndFree_failsForAll() {
    semaphore.downWrite();
    Thread first = queueWriter(() -> {});
    stealUntilHandoff(() -> assertThat(semaphore.tryDownWrite()).isTrue());
    assertThat(RwSemaphoreState.owesService(semaphore.dropWriter())).isTrue();
    assertThat(semaphore.isLocked()).isFalse();
    assertThat(semaphore.tryDownWrite()).isFalse();
    assertThat(semaphore.tryDownRead()).isFalse();
    awaitParked(first);
    Thread newcomer =
        threads.start(
            () -> {
              assertThat(semaphore.tryDownWrite(1, TimeUnit.MILLISECONDS)).isFalse();
              assertThat(semaphore.tryDownRead(1, TimeUnit.MILLISECONDS)).isFalse();
            });
    awaitTrue("the newcomer gave up", () -> !newcomer.isAlive());
    semaphore.serve();
    threads.join();
    assertThat(semaphore.isLocked()).isFalse();
  }

  /** The first waiter that gives up takes its demand for a hand-over with it. */
  @Test
  void leave_handoffDue_isNoLongerDue() {
    semaphore.downWrite();
    Thread first =
        threads.start(
            () ->
                assertThatThrownBy(semaphore::downWriteInterruptibly)
                    .isInstanceOf(InterruptedException.class));
    awaitQueued(1);
    stealUntilHandoff(() -> assertThat(semaphore.tryDownWrite()).isTrue());
    first.interrupt();
    threads.join();
    assertThat(handoffDue()).isFalse();
    assertThat(semaphore.isContended()).isFalse();
    semaphore.upWrite();
    assertThat(semaphore.tryDownRead()).isTrue();
  }

  /** A first writer that gives up while readers are in lets the readers behind it join those. */
  @Test
  void leave_writerBeforeReadersInterrupted_letsReadersJoin() {
    semaphore.downRead();
    Thread first =
        threads.start(
            () ->
                assertThatThrownBy(semaphore::downWriteInterruptibly)
                    .isInstanceOf(InterruptedException.class));
    awaitQueued(1);
    queued = 1;
    queueReader(() -> awaitTrue("told to go", release::get));
    queueReader(() -> awaitTrue("told to go", release::get));
    first.interrupt();
    awaitTrue("both are in", () -> semaphore.readers() == 3);
    assertThat(semaphore.isContended()).isFalse();
    release.set(true);
    threads.join();
    assertThat(semaphore.readers()).isOne();
  }

  /** A first writer that gives up leaves its duty to ask for a wake-up to the next writer. */
  @Test
  void leave_writerBeforeWriterInterrupted_nextGetsIn() {
    semaphore.downWrite();
    Thread first =
        threads.start(
            () ->
                assertThatThrownBy(semaphore::downWriteInterruptibly)
                    .isInstanceOf(InterruptedException.class));
    awaitQueued(1);
    queued = 1;
    queueWriter(() -> {});
    assertThat(RwSemaphoreState.owesService(semaphore.dropWriter())).isTrue();
    first.interrupt(); // nobody has woken it, or else it has to pass that on
    threads.join();
    assertThat(semaphore.isLocked()).isFalse();
    assertThat(semaphore.isContended()).isFalse();
  }

  /** A waiter in the middle that gives up changes nothing for the others. */
  @Test
  void leave_middleOfTheQueue_othersKeepTheirTurn() {
    List<String> served = Collections.synchronizedList(new ArrayList<>());
    semaphore.downWrite();
    queueWriter(() -> served.add("first"));
    Thread middle =
        threads.start(
            () ->
                assertThatThrownBy(semaphore::downReadInterruptibly)
                    .isInstanceOf(InterruptedException.class));
    awaitQueued(2);
    queued = 2;
    queueWriter(() -> served.add("last"));
    middle.interrupt();
    awaitQueued(2);
    semaphore.upWrite();
    threads.join();
    assertThat(served).containsExactly("first", "last");
  }

  /** A downgrade lets the readers at the head in, keeps writers out, and leaves no gap. */
  @Test
  void downgradeWrite_readersAndWriterQueued_letsReadersInOnly() {
    List<String> served = Collections.synchronizedList(new ArrayList<>());
    semaphore.downWrite();
    queueReader(() -> awaitTrue("told to go", release::get));
    queueReader(() -> awaitTrue("told to go", release::get));
    queueWriter(() -> served.add("write"));
    queueReader(() -> served.add("read"));
    semaphore.downgradeWrite();
    assertThat(semaphore.readers()).isEqualTo(3); // counted in before downgradeWrite returned
    assertThat(semaphore.isWriteLocked()).isFalse();
    assertThat(semaphore.owner()).isNull();
    assertThat(semaphore.getQueueLength()).isEqualTo(2);
    assertThat(semaphore.tryDownWrite()).isFalse();
    assertThatThrownBy(semaphore::upWrite).isInstanceOf(IllegalMonitorStateException.class);
    release.set(true);
    awaitTrue("the two have left", () -> semaphore.readers() == 1);
    assertThat(served).isEmpty();
    semaphore.upRead();
    threads.join();
    assertThat(served).containsExactly("write", "read");
  }

  /** A downgrade with a writer at the head lets nobody in. */
  @Test
  void downgradeWrite_writerFirst_letsNobodyIn() {
    semaphore.downWrite();
    queueWriter(() -> {});
    queueReader(() -> {});
    semaphore.downgradeWrite();
    assertThat(semaphore.readers()).isOne();
    assertThat(semaphore.getQueueLength()).isEqualTo(2);
    semaphore.upRead();
    threads.join();
  }

  private Thread queueReader(RacingThreads.Task section) {
    return queue(
        () -> {
          semaphore.downRead();
          section.run();
          semaphore.upRead();
        });
  }

  private Thread queueWriter(RacingThreads.Task section) {
    return queue(
        () -> {
          semaphore.downWrite();
          section.run();
          semaphore.upWrite();
        });
  }

  private Thread queue(RacingThreads.Task task) {
    Thread thread = threads.start(task);
    queued++;
    awaitQueued(queued);
    return thread;
  }

  private void awaitQueued(int count) {
    awaitTrue(count + " threads queue", () -> semaphore.getQueueLength() == count);
  }
}
