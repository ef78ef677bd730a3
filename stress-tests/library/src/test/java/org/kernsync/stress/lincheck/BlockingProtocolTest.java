package org.kernsync.stress.lincheck;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.Supplier;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.junit.jupiter.api.Test;
import org.kernsync.sleep.CountingSemaphore;
import org.kernsync.sleep.Mutex;
import org.kernsync.spin.TicketSpinLock;
import org.kernsync.stress.broken.HastySemaphore;
import org.kernsync.stress.broken.TestThenSetMutex;
import org.kernsync.stress.broken.TwoStepTicketLock;
import org.kernsync.stress.contract.LockUnderTest;
import org.kernsync.stress.contract.SemaphoreUnderTest;

/**
 * Protocols that wait, in every interleaving that Lincheck's model checker tries. To it, every park
 * may end for no reason: it finds a waiter that does not look again, and is blind to a wake-up that
 * is forgotten, which the contract suites and jcstress see.
 */
class BlockingProtocolTest {
  /*
   * Static, for Lincheck 3.7 does not see that an object which a lambda captures gets to another
   * thread: it would try no interleaving of the accesses to it, and every test here would be green.
   */
  private static LockUnderTest lock;
  private static boolean inside;
  private static int overlaps;
  private static SemaphoreUnderTest semaphore;

  /** Two threads lock and unlock: never are both inside. */
  @Test
  void lockAndUnlock_ticketSpinLock_oneInsideAtATime() {
    twoSections(() -> LockUnderTest.of(new TicketSpinLock()));
  }

  /** As above. */
  @Test
  void lockAndUnlock_mutex_oneInsideAtATime() {
    twoSections(() -> LockUnderTest.of(new Mutex()));
  }

  /** The same on a broken ticket lock is red. */
  @Test
  void lockAndUnlock_twoStepTicketLock_rejected() {
    assertThatThrownBy(() -> twoSections(() -> adapted(new TwoStepTicketLock())))
        .isInstanceOf(LincheckAssertionError.class);
  }

  /** The same on a broken mutex is red. */
  @Test
  void lockAndUnlock_testThenSetMutex_rejected() {
    assertThatThrownBy(() -> twoSections(() -> adapted(new TestThenSetMutex())))
        .isInstanceOf(LincheckAssertionError.class);
  }

  /** One thread waits for the permit of the other: it comes through and nothing is left. */
  @Test
  void downAndUp_countingSemaphore_permitHandedOver() {
    handOver(() -> SemaphoreUnderTest.of(new CountingSemaphore(0)));
  }

  /** The same on a semaphore whose waiter does not look again is red. */
  @Test
  void downAndUp_hastySemaphore_rejected() {
    assertThatThrownBy(() -> handOver(() -> new HastySemaphore(0)))
        .isInstanceOf(LincheckAssertionError.class);
  }

  /** The broken copy by the way that ours takes, so that the one shows what the other would. */
  private static LockUnderTest adapted(LockUnderTest broken) {
    return LockUnderTest.of(broken::lock, broken::unlock, broken::tryLock);
  }

  private static void twoSections(Supplier<LockUnderTest> locks) {
    Budget.explore(
        () -> {
          lock = locks.get();
          inside = false;
          overlaps = 0;
          race(BlockingProtocolTest::section, BlockingProtocolTest::section);
          require(overlaps == 0, "two threads were inside");
        });
  }

  private static void section() {
    lock.lock();
    if (inside) {
      overlaps++;
    }
    inside = true;
    inside = false;
    lock.unlock();
  }

  private static void handOver(Supplier<SemaphoreUnderTest> semaphores) {
    Budget.explore(
        () -> {
          semaphore = semaphores.get();
          race(() -> semaphore.down(), () -> semaphore.up());
          require(semaphore.permits() == 0, "a permit was given twice");
        });
  }

  /** Plain threads, which Lincheck schedules itself: the harness's gate would only add steps. */
  private static void race(Runnable first, Runnable second) {
    Thread other = new Thread(second);
    other.start();
    first.run();
    try {
      other.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new AssertionError(otherwise);
    }
  }
}
