package org.kernsync.stress.lincheck;

import static org.kernsync.stress.lincheck.Protocol.race;
import static org.kernsync.stress.lincheck.Protocol.require;

import org.junit.jupiter.api.Test;
import org.kernsync.percpu.PerCpuRwSemaphore;
import org.kernsync.rcu.Rcu;
import org.kernsync.rcu.RcuReference;
import org.kernsync.rcu.Srcu;
import org.kernsync.sleep.RwSemaphore;
import org.kernsync.spin.ReadWriteSpinLock;
import org.kernsync.stress.broken.HastyEpochRcu;
import org.kernsync.stress.broken.LeakyReadWriteLock;
import org.kernsync.stress.broken.LookThenCountRwSemaphore;
import org.kernsync.stress.contract.LockUnderTest;
import org.kernsync.stress.contract.ReadWriteUnderTest;

/**
 * A reader beside a writer, in every interleaving that Lincheck tries: behind read-write locks, and
 * with grace periods.
 */
class ReaderProtocolTest {
  /** Few CPUs: to Lincheck, a loop over more than ten is a thread that spins. */
  private static final ActorCpus CPUS = new ActorCpus();

  /** A grace period is many steps: ten times the time of others. */
  private static final int LONGER_EACH = 40;

  /* Static: see BlockingProtocolTest. */
  private static ReadWriteUnderTest lock;
  private static int x;
  private static int y;
  private static boolean torn;
  private static Srcu srcu;
  private static Rcu rcu;
  private static HastyEpochRcu hasty;
  private static RcuReference<Box> current;
  private static boolean recycledUnderReader;

  /** A reader sees both halves of a write, or none. */
  @Test
  void readAndWrite_readWriteSpinLock_notTorn() {
    Protocol.holds(() -> readAndWrite(ReadWriteUnderTest.of(new ReadWriteSpinLock())));
  }

  /** As above. */
  @Test
  void readAndWrite_rwSemaphore_notTorn() {
    Protocol.holds(() -> readAndWrite(adapted(new RwSemaphore())));
  }

  /** As above. */
  @Test
  void readAndWrite_perCpuRwSemaphore_notTorn() {
    Protocol.holds(() -> readAndWrite(adapted(new PerCpuRwSemaphore(CPUS))));
  }

  /** The same is red where a reader does not look for a writer behind its count. */
  @Test
  void readAndWrite_lookThenCount_rejected() {
    Protocol.rejected(() -> readAndWrite(adapted(new LookThenCountRwSemaphore())));
  }

  /** And where a writer leaves a permit over. */
  @Test
  void readAndWrite_leakyReadWriteLock_rejected() {
    Protocol.rejected(() -> readAndWrite(new LeakyReadWriteLock()));
  }

  /** A grace period waits for a section by token that may have found what was removed. */
  @Test
  void readAndRecycle_srcu_waitedFor() {
    Protocol.holds(
        LONGER_EACH,
        () -> {
          srcu = new Srcu(CPUS);
          recycle(ReaderProtocolTest::srcuReader, () -> srcu.synchronize());
        });
  }

  /** And for one by nesting. */
  @Test
  void readAndRecycle_rcu_waitedFor() {
    Protocol.holds(
        LONGER_EACH,
        () -> {
          rcu = new Rcu(CPUS);
          recycle(ReaderProtocolTest::rcuReader, () -> rcu.synchronize());
        });
  }

  /** The same is red where a grace period waits for nobody. */
  @Test
  void readAndRecycle_hastyEpochRcu_rejected() {
    Protocol.rejected(
        () -> {
          hasty = new HastyEpochRcu();
          recycle(ReaderProtocolTest::hastyReader, () -> hasty.synchronize());
        });
  }

  private static ReadWriteUnderTest adapted(RwSemaphore semaphore) {
    return ReadWriteUnderTest.of(
        LockUnderTest.of(semaphore::downRead, semaphore::upRead, semaphore::tryDownRead),
        LockUnderTest.of(semaphore::downWrite, semaphore::upWrite, semaphore::tryDownWrite),
        semaphore::downgradeWrite);
  }

  private static ReadWriteUnderTest adapted(PerCpuRwSemaphore semaphore) {
    return ReadWriteUnderTest.of(
        LockUnderTest.of(semaphore::downRead, semaphore::upRead, semaphore::tryDownRead),
        LockUnderTest.of(semaphore::downWrite, semaphore::upWrite, semaphore::tryDownWrite),
        semaphore::downgradeWrite);
  }

  private static ReadWriteUnderTest adapted(LookThenCountRwSemaphore semaphore) {
    return ReadWriteUnderTest.of(
        LockUnderTest.of(semaphore::downRead, semaphore::upRead, () -> false),
        LockUnderTest.of(semaphore::downWrite, semaphore::upWrite, () -> false),
        semaphore::downgradeWrite);
  }

  private static void readAndWrite(ReadWriteUnderTest fresh) {
    lock = fresh;
    x = 0;
    y = 0;
    torn = false;
    race(ReaderProtocolTest::read, ReaderProtocolTest::write);
    require(!torn, "half of a write seen");
    require(x == 1 && y == 1, "not written");
  }

  private static void read() {
    CPUS.own(1);
    lock.readLock();
    torn = x != y;
    lock.readUnlock();
  }

  private static void write() {
    CPUS.own(2);
    lock.writeLock();
    x++;
    y++;
    lock.writeUnlock();
  }

  private static final class Box {
    private boolean recycled;
  }

  private static void recycle(Runnable reader, Runnable synchronize) {
    current = new RcuReference<>(new Box());
    recycledUnderReader = false;
    race(
        reader,
        () -> {
          CPUS.own(2);
          Box old = current.replace(new Box());
          synchronize.run();
          old.recycled = true;
        });
    require(!recycledUnderReader, "recycled under its reader");
  }

  private static void use() {
    Box box = current.dereference();
    recycledUnderReader = box.recycled;
  }

  private static void srcuReader() {
    CPUS.own(1);
    long token = srcu.readLock();
    use();
    srcu.readUnlock(token);
  }

  private static void rcuReader() {
    CPUS.own(1);
    rcu.readLock();
    use();
    rcu.readUnlock();
  }

  private static void hastyReader() {
    hasty.readLock();
    use();
    hasty.readUnlock();
  }
}
