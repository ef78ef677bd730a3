package org.kernsync.stress.lincheck;

import static org.kernsync.stress.lincheck.Protocol.race;
import static org.kernsync.stress.lincheck.Protocol.require;

import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.kernsync.atomic.AtomicInt32;
import org.kernsync.ref.LockRef;
import org.kernsync.sleep.Mutex;
import org.kernsync.sleep.RwSemaphore;
import org.kernsync.spin.BitSpinLock;
import org.kernsync.spin.QueuedSpinLock;
import org.kernsync.spin.TicketSpinLock;
import org.kernsync.stress.broken.BreakingQueuedLock;
import org.kernsync.stress.broken.OpenTicketLock;
import org.kernsync.stress.broken.TestThenSetMutex;
import org.kernsync.stress.broken.TwoStepBitLock;
import org.kernsync.stress.broken.TwoStepLockRef;
import org.kernsync.stress.broken.TwoStepTicketLock;
import org.kernsync.stress.contract.LockUnderTest;

/** Two threads that lock and unlock, in every interleaving that Lincheck's model checker tries. */
class BlockingProtocolTest {
  /*
   * Static, for Lincheck 3.7 does not see that an object which a lambda captures gets to another
   * thread: it would try no interleaving of the accesses to it, and every test here would be green.
   */
  private static LockUnderTest lock;
  private static boolean inside;
  private static int overlaps;
  private static int sections;

  /** Never are both inside, and both get in. */
  @Test
  void lockAndUnlock_ticketSpinLock_oneInsideAtATime() {
    Protocol.holds(() -> twoSections(() -> LockUnderTest.of(new TicketSpinLock())));
  }

  /** As above. */
  @Test
  void lockAndUnlock_queuedSpinLock_oneInsideAtATime() {
    Protocol.holds(() -> twoSections(() -> LockUnderTest.of(new QueuedSpinLock())));
  }

  /** As above. */
  @Test
  void lockAndUnlock_bitSpinLock_oneInsideAtATime() {
    Protocol.holds(() -> twoSections(() -> Locks.bitOf(new BitSpinLock(), new AtomicInt32())));
  }

  /** As above. */
  @Test
  void lockAndUnlock_lockRef_oneInsideAtATime() {
    Protocol.holds(() -> twoSections(BlockingProtocolTest::lockRef));
  }

  /** As above. */
  @Test
  void lockAndUnlock_mutex_oneInsideAtATime() {
    Protocol.holds(() -> twoSections(() -> LockUnderTest.of(new Mutex())));
  }

  /** As above. */
  @Test
  void lockAndUnlock_rwSemaphoreForWriting_oneInsideAtATime() {
    Protocol.holds(() -> twoSections(BlockingProtocolTest::rwSemaphore));
  }

  /** The same on a broken ticket lock is red. */
  @Test
  void lockAndUnlock_twoStepTicketLock_rejected() {
    Protocol.rejected(() -> twoSections(() -> Locks.adapted(new TwoStepTicketLock())));
  }

  /** And where every ticket is served at once. */
  @Test
  void lockAndUnlock_openTicketLock_rejected() {
    Protocol.rejected(() -> twoSections(() -> Locks.adapted(new OpenTicketLock())));
  }

  /** And where the line breaks behind its last. */
  @Test
  void lockAndUnlock_breakingQueuedLock_rejected() {
    Protocol.rejected(() -> twoSections(() -> Locks.adapted(new BreakingQueuedLock())));
  }

  /** And where a bit is looked at and set in two steps. */
  @Test
  void lockAndUnlock_twoStepBitLock_rejected() {
    Protocol.rejected(() -> twoSections(() -> Locks.bitOf(new TwoStepBitLock())));
  }

  /** And on a broken lock and count in one word. */
  @Test
  void lockAndUnlock_twoStepLockRef_rejected() {
    Protocol.rejected(() -> twoSections(BlockingProtocolTest::brokenLockRef));
  }

  /** And on a broken mutex. */
  @Test
  void lockAndUnlock_testThenSetMutex_rejected() {
    Protocol.rejected(() -> twoSections(() -> Locks.adapted(new TestThenSetMutex())));
  }

  private static LockUnderTest lockRef() {
    LockRef reference = new LockRef(1);
    return LockUnderTest.of(reference::lock, reference::unlock, reference::tryLock);
  }

  private static LockUnderTest brokenLockRef() {
    TwoStepLockRef reference = new TwoStepLockRef(1);
    return LockUnderTest.of(reference::lock, reference::unlock, () -> false);
  }

  private static LockUnderTest rwSemaphore() {
    RwSemaphore semaphore = new RwSemaphore();
    return LockUnderTest.of(semaphore::downWrite, semaphore::upWrite, semaphore::tryDownWrite);
  }

  private static void twoSections(Supplier<LockUnderTest> locks) {
    lock = locks.get();
    inside = false;
    overlaps = 0;
    sections = 0;
    race(BlockingProtocolTest::section, BlockingProtocolTest::section);
    require(overlaps == 0, "two threads were inside");
    require(sections == 2, "not both were inside");
  }

  private static void section() {
    lock.lock();
    if (inside) {
      overlaps++;
    }
    inside = true;
    sections++;
    inside = false;
    lock.unlock();
  }
}
