package org.kernsync.benchmarks;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.kernsync.percpu.PerCpuRwSemaphore;
import org.kernsync.sleep.RwSemaphore;
import org.kernsync.spin.ReadWriteSpinLock;

/**
 * The read sides of our read-write locks and of their peer, under the names that the parameter
 * {@code impl} takes. Two are no locks and say what any lock could reach at most: {@code none} does
 * nothing but the work, {@code counter} is the least that readers who are counted in one word do.
 */
enum ReadLockKind {
  READ_WRITE_SPIN_LOCK("ReadWriteSpinLock", () -> new SpinReadGuard(new ReadWriteSpinLock())),
  RW_SEMAPHORE("RwSemaphore", () -> new DownReadGuard(new RwSemaphore())),
  PER_CPU_RW_SEMAPHORE("PerCpuRwSemaphore", () -> new PerCpuReadGuard(new PerCpuRwSemaphore())),
  REENTRANT_READ_WRITE_LOCK(
      "ReentrantReadWriteLock", () -> new ReentrantReadGuard(new ReentrantReadWriteLock())),
  NONE("none", () -> Guard.Section::inside),
  COUNTER("counter", () -> new CounterGuard(new AtomicInteger()));

  private final String label;
  private final Supplier<Guard> maker;

  ReadLockKind(String label, Supplier<Guard> maker) {
    this.label = label;
    this.maker = maker;
  }

  static ReadLockKind named(String label) {
    return Arrays.stream(values())
        .filter(kind -> kind.label.equals(label))
        .findAny()
        .orElseThrow(() -> new IllegalArgumentException("no lock " + label + ": use " + labels()));
  }

  private static String labels() {
    return Arrays.stream(values()).map(ReadLockKind::label).collect(Collectors.joining(", "));
  }

  String label() {
    return label;
  }

  Guard newGuard() {
    return maker.get();
  }

  // No finally: as in LockKind.

  private record SpinReadGuard(ReadWriteSpinLock lock) implements Guard {
    @Override
    public void run(Section section) {
      lock.readLock();
      section.inside();
      lock.readUnlock();
    }
  }

  private record DownReadGuard(RwSemaphore semaphore) implements Guard {
    @Override
    public void run(Section section) {
      semaphore.downRead();
      section.inside();
      semaphore.upRead();
    }
  }

  private record PerCpuReadGuard(PerCpuRwSemaphore semaphore) implements Guard {
    @Override
    public void run(Section section) {
      semaphore.downRead();
      section.inside();
      semaphore.upRead();
    }
  }

  private record ReentrantReadGuard(ReentrantReadWriteLock.ReadLock readLock) implements Guard {
    ReentrantReadGuard(ReentrantReadWriteLock lock) {
      this(lock.readLock());
    }

    @Override
    public void run(Section section) {
      readLock.lock();
      section.inside();
      readLock.unlock();
    }
  }

  private record CounterGuard(AtomicInteger readers) implements Guard {
    @Override
    public void run(Section section) {
      readers.getAndIncrement();
      section.inside();
      readers.getAndDecrement();
    }
  }
}
