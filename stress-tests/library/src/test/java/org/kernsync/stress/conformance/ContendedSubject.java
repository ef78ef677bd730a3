package org.kernsync.stress.conformance;

import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;
import org.kernsync.atomic.AtomicInt32;
import org.kernsync.percpu.PerCpuRwSemaphore;
import org.kernsync.ref.LockRef;
import org.kernsync.seq.SeqLock;
import org.kernsync.sleep.CountingSemaphore;
import org.kernsync.sleep.Mutex;
import org.kernsync.sleep.RwSemaphore;
import org.kernsync.spin.BitSpinLock;
import org.kernsync.spin.QueuedSpinLock;
import org.kernsync.spin.ReadWriteSpinLock;
import org.kernsync.spin.TicketSpinLock;
import org.kernsync.stress.contract.LockUnderTest;
import org.kernsync.wait.Completion;

/** What the forks contend for, by name, as simple as can be: they run out of memory. */
final class ContendedSubject {
  /** All locks of the library, and what can be used as one. */
  static final String[] OURS = {
    "ticket",
    "queued",
    "bit",
    "lockRef",
    "seqLock",
    "spinRead",
    "spinWrite",
    "semaphore",
    "completion",
    "mutex",
    "rwRead",
    "rwWrite",
    "perCpuRead",
    "perCpuWrite"
  };

  private static final IntSupplier UNKNOWN = () -> -1;

  /** What is taken. */
  final LockUnderTest lock;

  /** What keeps everybody from taking it: the writer's side; where there is but one, that. */
  final LockUnderTest bar;

  /**
   * Whether an unlock may throw, at the end of the stack, when it has unlocked and should wake
   * somebody; the next one does.
   */
  final boolean throwsOnceFree;

  /** How many threads wait with a node in line; -1 if that cannot be asked. */
  final IntSupplier inLine;

  private ContendedSubject(
      LockUnderTest lock, LockUnderTest bar, IntSupplier inLine, boolean throwsOnceFree) {
    this.throwsOnceFree = throwsOnceFree;
    this.lock = lock;
    this.bar = bar;
    this.inLine = inLine;
  }

  boolean isShared() {
    return lock != bar;
  }

  static ContendedSubject of(String name) {
    switch (name) {
      case "ticket":
        return of(LockUnderTest.of(new TicketSpinLock()), UNKNOWN);
      case "queued":
        QueuedSpinLock queued = new QueuedSpinLock();
        return of(LockUnderTest.of(queued), queued::queueLength);
      case "bit":
        BitSpinLock bit = new BitSpinLock();
        AtomicInt32 word = new AtomicInt32();
        return of(
            LockUnderTest.of(
                () -> bit.lock(word, 3), () -> bit.unlock(word, 3), () -> bit.tryLock(word, 3)),
            UNKNOWN);
      case "lockRef":
        LockRef ref = new LockRef(1);
        return of(LockUnderTest.of(ref::lock, ref::unlock, ref::tryLock), UNKNOWN);
      case "seqLock":
        SeqLock sequence = new SeqLock();
        return of(
            LockUnderTest.of(sequence::writeLock, sequence::writeUnlock, sequence::tryWriteLock),
            UNKNOWN);
      case "spinRead":
      case "spinWrite":
        ReadWriteSpinLock spinning = new ReadWriteSpinLock();
        return sides(
            name,
            LockUnderTest.of(spinning::readLock, spinning::readUnlock, spinning::tryReadLock),
            LockUnderTest.of(spinning::writeLock, spinning::writeUnlock, spinning::tryWriteLock),
            UNKNOWN);
      case "semaphore":
        CountingSemaphore semaphore = new CountingSemaphore(1);
        return of(
            LockUnderTest.of(semaphore::down, semaphore::up, semaphore::tryDown),
            semaphore::getQueueLength);
      case "completion":
        Completion done = new Completion();
        done.complete();
        return of(
            LockUnderTest.of(done::awaitUninterruptibly, done::complete, done::tryAwait),
            done::getQueueLength);
      case "mutex":
        Mutex mutex = new Mutex();
        LockUnderTest byMutex = LockUnderTest.of(mutex);
        return new ContendedSubject(byMutex, byMutex, mutex::getQueueLength, true);
      case "rwRead":
      case "rwWrite":
        RwSemaphore both = new RwSemaphore();
        return sides(
            name,
            LockUnderTest.of(both::downRead, both::upRead, both::tryDownRead),
            LockUnderTest.of(both::downWrite, both::upWrite, both::tryDownWrite),
            both::getQueueLength);
      case "perCpuRead":
      case "perCpuWrite":
        PerCpuRwSemaphore spread = new PerCpuRwSemaphore();
        return sides(
            name,
            LockUnderTest.of(spread::downRead, spread::upRead, spread::tryDownRead),
            LockUnderTest.of(spread::downWrite, spread::upWrite, spread::tryDownWrite),
            spread::getQueueLength);
      case "jdkLock":
        ReentrantLock reentrant = new ReentrantLock();
        return of(LockUnderTest.of((Lock) reentrant), UNKNOWN);
      case "jdkSemaphore":
        Semaphore permits = new Semaphore(1);
        return of(
            LockUnderTest.of(
                permits::acquireUninterruptibly, permits::release, permits::tryAcquire),
            UNKNOWN);
      case "takes":
        return of(thenDoing(() -> {}), UNKNOWN);
      case "takesThenAllocates":
        return of(thenDoing(() -> record = new byte[4_000]), UNKNOWN);
      case "takesThenCalls":
        return of(thenDoing(() -> frames = deeper(40)), UNKNOWN);
      default:
        throw new IllegalArgumentException(name);
    }
  }

  private static volatile Object record;
  private static int frames;

  private static int deeper(int left) {
    return left == 0 ? 0 : 1 + deeper(left - 1);
  }

  /** Broken if what follows the step that takes may fail: who is told so has the lock. */
  private static LockUnderTest thenDoing(Runnable afterwards) {
    AtomicBoolean taken = new AtomicBoolean();
    return LockUnderTest.of(
        () -> {
          while (!taken.compareAndSet(false, true)) {
            LockSupport.parkNanos(50_000);
          }
          afterwards.run();
        },
        () -> taken.set(false),
        () -> taken.compareAndSet(false, true));
  }

  private static ContendedSubject of(LockUnderTest lock, IntSupplier inLine) {
    return new ContendedSubject(lock, lock, inLine, false);
  }

  private static ContendedSubject sides(
      String name, LockUnderTest reading, LockUnderTest writing, IntSupplier inLine) {
    return new ContendedSubject(name.endsWith("Read") ? reading : writing, writing, inLine, false);
  }
}
