package org.kernsync.benchmarks;

import java.util.Arrays;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.kernsync.atomic.AtomicInt32;
import org.kernsync.seq.SeqLock;
import org.kernsync.sleep.CountingSemaphore;
import org.kernsync.sleep.Mutex;
import org.kernsync.sleep.RwSemaphore;
import org.kernsync.spin.BitSpinLock;
import org.kernsync.spin.QueuedSpinLock;
import org.kernsync.spin.ReadWriteSpinLock;
import org.kernsync.spin.TicketSpinLock;

/**
 * Our locks and their peers, under the names that the parameter {@code impl} takes. Of locks with a
 * read side it is the write side; readers are {@link ReadLockKind}.
 */
enum LockKind {
  TICKET_SPIN_LOCK("TicketSpinLock", () -> new TicketGuard(new TicketSpinLock())),
  QUEUED_SPIN_LOCK("QueuedSpinLock", () -> new QueuedGuard(new QueuedSpinLock())),
  READ_WRITE_SPIN_LOCK("ReadWriteSpinLock", () -> new WriteGuard(new ReadWriteSpinLock())),
  BIT_SPIN_LOCK("BitSpinLock", () -> new BitGuard(new BitSpinLock(), new AtomicInt32())),
  SEQ_LOCK("SeqLock", () -> new SequenceWriteGuard(new SeqLock())),
  MUTEX("Mutex", () -> new MutexGuard(new Mutex())),
  COUNTING_SEMAPHORE("CountingSemaphore", () -> new DownUpGuard(new CountingSemaphore(1))),
  RW_SEMAPHORE("RwSemaphore", () -> new DownWriteGuard(new RwSemaphore())),
  REENTRANT_LOCK("ReentrantLock", () -> new ReentrantGuard(new ReentrantLock())),
  FAIR_REENTRANT_LOCK("ReentrantLock-fair", () -> new ReentrantGuard(new ReentrantLock(true))),
  SEMAPHORE("Semaphore", () -> new SemaphoreGuard(new Semaphore(1))),
  FAIR_SEMAPHORE("Semaphore-fair", () -> new SemaphoreGuard(new Semaphore(1, true))),
  SYNCHRONIZED("synchronized", () -> new MonitorGuard(new Object()));

  private final String label;
  private final Supplier<Guard> maker;

  LockKind(String label, Supplier<Guard> maker) {
    this.label = label;
    this.maker = maker;
  }

  static LockKind named(String label) {
    return Arrays.stream(values())
        .filter(kind -> kind.label.equals(label))
        .findAny()
        .orElseThrow(() -> new IllegalArgumentException("no lock " + label + ": use " + labels()));
  }

  private static String labels() {
    return Arrays.stream(values()).map(LockKind::label).collect(Collectors.joining(", "));
  }

  String label() {
    return label;
  }

  Guard newGuard() {
    return maker.get();
  }

  // No finally: an exception ends the measurement, and its handler would only hide from the reader
  // what is measured.

  private record TicketGuard(TicketSpinLock lock) implements Guard {
    @Override
    public void run(Section section) {
      lock.lock();
      section.inside();
      lock.unlock();
    }
  }

  private record QueuedGuard(QueuedSpinLock lock) implements Guard {
    @Override
    public void run(Section section) {
      lock.lock();
      section.inside();
      lock.unlock();
    }
  }

  private record WriteGuard(ReadWriteSpinLock lock) implements Guard {
    @Override
    public void run(Section section) {
      lock.writeLock();
      section.inside();
      lock.writeUnlock();
    }
  }

  private record BitGuard(BitSpinLock lock, AtomicInt32 word) implements Guard {
    @Override
    public void run(Section section) {
      lock.lock(word, 0);
      section.inside();
      lock.unlock(word, 0);
    }
  }

  private record SequenceWriteGuard(SeqLock lock) implements Guard {
    @Override
    public void run(Section section) {
      lock.writeLock();
      section.inside();
      lock.writeUnlock();
    }
  }

  private record MutexGuard(Mutex lock) implements Guard {
    @Override
    public void run(Section section) {
      lock.lock();
      section.inside();
      lock.unlock();
    }
  }

  private record DownUpGuard(CountingSemaphore semaphore) implements Guard {
    @Override
    public void run(Section section) {
      semaphore.down();
      section.inside();
      semaphore.up();
    }
  }

  private record DownWriteGuard(RwSemaphore semaphore) implements Guard {
    @Override
    public void run(Section section) {
      semaphore.downWrite();
      section.inside();
      semaphore.upWrite();
    }
  }

  private record ReentrantGuard(ReentrantLock lock) implements Guard {
    @Override
    public void run(Section section) {
      lock.lock();
      section.inside();
      lock.unlock();
    }
  }

  private record SemaphoreGuard(Semaphore semaphore) implements Guard {
    @Override
    public void run(Section section) {
      semaphore.acquireUninterruptibly();
      section.inside();
      semaphore.release();
    }
  }

  private record MonitorGuard(Object monitor) implements Guard {
    @Override
    public void run(Section section) {
      synchronized (monitor) {
        section.inside();
      }
    }
  }
}
