package org.kernsync.benchmarks;

import java.util.Arrays;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.kernsync.sleep.CountingSemaphore;
import org.kernsync.sleep.Mutex;
import org.kernsync.spin.TicketSpinLock;

/** Our locks and their peers, under the names that the parameter {@code impl} takes. */
enum LockKind {
  TICKET_SPIN_LOCK("TicketSpinLock", () -> new TicketGuard(new TicketSpinLock())),
  MUTEX("Mutex", () -> new MutexGuard(new Mutex())),
  COUNTING_SEMAPHORE("CountingSemaphore", () -> new DownUpGuard(new CountingSemaphore(1))),
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
