package org.kernsync.internal;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import org.junit.jupiter.api.Test;
import org.kernsync.atomic.AtomicBitmap;
import org.kernsync.atomic.AtomicInt32;
import org.kernsync.atomic.AtomicInt64;
import org.kernsync.percpu.PerCpuCounter;
import org.kernsync.percpu.PerCpuRef;
import org.kernsync.percpu.PerCpuRwSemaphore;
import org.kernsync.queue.KFifo;
import org.kernsync.queue.LockFreeList;
import org.kernsync.queue.LockFreeListNode;
import org.kernsync.queue.RecordFifo;
import org.kernsync.rcu.RcuList;
import org.kernsync.rcu.RcuListNode;
import org.kernsync.rcu.RcuReference;
import org.kernsync.ref.LockRef;
import org.kernsync.ref.RefCount;
import org.kernsync.seq.SeqCount;
import org.kernsync.seq.SeqLock;
import org.kernsync.sleep.CountingSemaphore;
import org.kernsync.sleep.Mutex;
import org.kernsync.sleep.RwSemaphore;
import org.kernsync.spin.BitSpinLock;
import org.kernsync.spin.QueuedSpinLock;
import org.kernsync.spin.ReadWriteSpinLock;
import org.kernsync.spin.TicketSpinLock;
import org.kernsync.wait.Completion;

/**
 * A query in an empty loop sees a change in the end. Were its load a plain one, the compiler would
 * load once and loop for ever; so each query has a loop of its own, which runs until it is compiled
 * before the change is made. That the reader had that much processor time makes the test able to
 * fail; how long it takes makes no difference to a right one.
 */
class RacyReadsTest {
  private static final long COMPILED_NANOS = 80_000_000;

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  /** AtomicInt32#read is not read once for all. */
  @Test
  void atomicInt32_readInALoop_seesTheChange() {
    AtomicInt32 number = new AtomicInt32();
    race(
        () -> {
          while (number.read() == 0) {}
        },
        () -> number.set(1));
  }

  /** AtomicInt64#read is not read once for all. */
  @Test
  void atomicInt64_readInALoop_seesTheChange() {
    AtomicInt64 number = new AtomicInt64();
    race(
        () -> {
          while (number.read() == 0) {}
        },
        () -> number.set(1));
  }

  /** AtomicBitmap#testBit is not read once for all. */
  @Test
  void atomicBitmap_testBitInALoop_seesTheChange() {
    AtomicBitmap bits = new AtomicBitmap(64);
    race(
        () -> {
          while (!bits.testBit(5)) {}
        },
        () -> bits.setBit(5));
  }

  /** BitSpinLock#isLocked is not read once for all. */
  @Test
  void bitSpinLock_isLockedInALoop_seesTheChange() {
    BitSpinLock lock = new BitSpinLock();
    AtomicInt64 word = new AtomicInt64();
    race(
        () -> {
          while (!lock.isLocked(word, 3)) {}
        },
        () -> lock.lock(word, 3));
  }

  /** RefCount#read is not read once for all. */
  @Test
  void refCount_readInALoop_seesTheChange() {
    RefCount count = new RefCount(1);
    race(
        () -> {
          while (count.read() == 1) {}
        },
        () -> count.inc());
  }

  /** LockRef#isLocked is not read once for all. */
  @Test
  void lockRef_isLockedInALoop_seesTheChange() {
    LockRef ref = new LockRef(1);
    race(
        () -> {
          while (!ref.isLocked()) {}
        },
        () -> ref.lock());
  }

  /** KFifo#peek is not read once for all. */
  @Test
  void kFifo_peekInALoop_seesTheChange() {
    KFifo<String> fifo = new KFifo<>(4);
    race(
        () -> {
          while (fifo.peek() == null) {}
        },
        () -> fifo.put("x"));
  }

  /** RecordFifo#peekLength is not read once for all. */
  @Test
  void recordFifo_peekLengthInALoop_seesTheChange() {
    RecordFifo fifo = new RecordFifo(64);
    race(
        () -> {
          while (fifo.peekLength() < 0) {}
        },
        () -> fifo.put(new byte[] {1}));
  }

  /** LockFreeList#isEmpty is not read once for all. */
  @Test
  void lockFreeList_isEmptyInALoop_seesTheChange() {
    LockFreeList<Node> list = new LockFreeList<>();
    race(
        () -> {
          while (list.isEmpty()) {}
        },
        () -> list.add(new Node()));
  }

  /** RcuReference#dereference is not read once for all. */
  @Test
  void rcuReference_dereferenceInALoop_seesTheChange() {
    RcuReference<String> reference = new RcuReference<>();
    race(
        () -> {
          while (reference.dereference() == null) {}
        },
        () -> reference.assign("x"));
  }

  /** RcuReference#access is not read once for all. */
  @Test
  void rcuReference_accessInALoop_seesTheChange() {
    RcuReference<String> reference = new RcuReference<>();
    race(
        () -> {
          while (reference.access() == null) {}
        },
        () -> reference.assign("x"));
  }

  /** RcuList#first is not read once for all. */
  @Test
  void rcuList_firstInALoop_seesTheChange() {
    RcuList<Listed> list = new RcuList<>();
    race(
        () -> {
          while (list.first() == null) {}
        },
        () -> list.addLast(new Listed()));
  }

  /** RcuListNode#following is not read once for all. */
  @Test
  void rcuListNode_followingInALoop_seesTheChange() {
    RcuList<Listed> list = new RcuList<>();
    Listed first = new Listed();
    list.addLast(first);
    race(
        () -> {
          while (first.following() == null) {}
        },
        () -> list.addLast(new Listed()));
  }

  /** SeqCount#rawRead is not read once for all. */
  @Test
  void seqCount_rawReadInALoop_seesTheChange() {
    SeqCount count = new SeqCount();
    race(
        () -> {
          while (count.rawRead() == 0) {}
        },
        () -> count.writeBegin());
  }

  /** SeqLock#isWriteLocked is not read once for all. */
  @Test
  void seqLock_isWriteLockedInALoop_seesTheChange() {
    SeqLock lock = new SeqLock();
    race(
        () -> {
          while (!lock.isWriteLocked()) {}
        },
        () -> lock.writeLock());
  }

  /** TicketSpinLock#isLocked is not read once for all. */
  @Test
  void ticketSpinLock_isLockedInALoop_seesTheChange() {
    TicketSpinLock lock = new TicketSpinLock();
    race(
        () -> {
          while (!lock.isLocked()) {}
        },
        () -> lock.lock());
  }

  /** QueuedSpinLock#isLocked is not read once for all. */
  @Test
  void queuedSpinLock_isLockedInALoop_seesTheChange() {
    QueuedSpinLock lock = new QueuedSpinLock();
    race(
        () -> {
          while (!lock.isLocked()) {}
        },
        () -> lock.lock());
  }

  /** ReadWriteSpinLock#isWriteLocked is not read once for all. */
  @Test
  void readWriteSpinLock_isWriteLockedInALoop_seesTheChange() {
    ReadWriteSpinLock lock = new ReadWriteSpinLock();
    race(
        () -> {
          while (!lock.isWriteLocked()) {}
        },
        () -> lock.writeLock());
  }

  /** Mutex#isLocked is not read once for all. */
  @Test
  void mutex_isLockedInALoop_seesTheChange() {
    Mutex mutex = new Mutex();
    race(
        () -> {
          while (!mutex.isLocked()) {}
        },
        () -> mutex.lock());
  }

  /** RwSemaphore#isLocked is not read once for all. */
  @Test
  void rwSemaphore_isLockedInALoop_seesTheChange() {
    RwSemaphore semaphore = new RwSemaphore();
    race(
        () -> {
          while (!semaphore.isLocked()) {}
        },
        () -> semaphore.downRead());
  }

  /** CountingSemaphore#availablePermits is not read once for all. */
  @Test
  void countingSemaphore_availablePermitsInALoop_seesTheChange() {
    CountingSemaphore semaphore = new CountingSemaphore(0);
    race(
        () -> {
          while (semaphore.availablePermits() == 0) {}
        },
        () -> semaphore.up());
  }

  /** Completion#isDone is not read once for all. */
  @Test
  void completion_isDoneInALoop_seesTheChange() {
    Completion completion = new Completion();
    race(
        () -> {
          while (!completion.isDone()) {}
        },
        () -> completion.complete());
  }

  /** PerCpuRef#isDying is not read once for all. */
  @Test
  void perCpuRef_isDyingInALoop_seesTheChange() {
    PerCpuRef ref = new PerCpuRef(() -> {});
    race(
        () -> {
          while (!ref.isDying()) {}
        },
        () -> ref.kill());
  }

  /** PerCpuRwSemaphore#isWriteLocked is not read once for all. */
  @Test
  void perCpuRwSemaphore_isWriteLockedInALoop_seesTheChange() {
    PerCpuRwSemaphore semaphore = new PerCpuRwSemaphore();
    race(
        () -> {
          while (!semaphore.isWriteLocked()) {}
        },
        () -> semaphore.downWrite());
  }

  /** PerCpuCounter#read is not read once for all. */
  @Test
  void perCpuCounter_readInALoop_seesTheChange() {
    PerCpuCounter counter = new PerCpuCounter(0, 1);
    race(
        () -> {
          while (counter.read() == 0) {}
        },
        () -> counter.add(5));
  }

  private static void race(Runnable loop, Runnable change) {
    try (Crew crew = new Crew()) {
      Thread reader = crew.start(loop::run);
      Crew.until(
          "it has run for a while or ended",
          () -> THREADS.getThreadCpuTime(reader.getId()) >= COMPILED_NANOS || !reader.isAlive());
      change.run();
    }
  }

  private static final class Node extends LockFreeListNode<Node> {}

  private static final class Listed extends RcuListNode<Listed> {
    @Override
    protected void reclaim() {}
  }
}
