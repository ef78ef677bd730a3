package org.kernsync.benchmarks;

import java.util.Arrays;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.concurrent.locks.StampedLock;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.kernsync.rcu.Rcu;
import org.kernsync.rcu.RcuReader;
import org.kernsync.rcu.RcuReference;

/** A pointer to something that must not go away while it is read; and how one reads it. */
interface ProtectedPointer {
  /**
   * Makes a reader for the calling thread, which closes it.
   *
   * @return the reader
   */
  Reader open();

  /** One thread's way to read. */
  @FunctionalInterface
  interface Reader {
    /**
     * Follows the pointer.
     *
     * @return what stands there: 1
     */
    long read();

    /** Gives back what {@link ProtectedPointer#open} took. */
    default void close() {}
  }

  /** What the pointer leads to. */
  final class Content {
    private final long value = Long.parseLong("1"); // no constant: it has to be loaded
  }

  /** The kinds, under the names that the parameter {@code impl} takes. */
  enum Kind {
    RCU_HANDLE("Rcu-handle", RcuByHandle::new),
    RCU("Rcu", RcuAutomatic::new),
    RCU_SECTION("Rcu-section", RcuByTry::new),
    VOLATILE("volatile", VolatileField::new),
    REENTRANT_READ_WRITE_LOCK("ReentrantReadWriteLock", UnderReentrantReadWriteLock::new),
    STAMPED_LOCK("StampedLock", UnderStampedLock::new),
    STAMPED_LOCK_OPTIMISTIC("StampedLock-optimistic", ValidatedByStampedLock::new);

    private final String label;
    private final Supplier<ProtectedPointer> maker;

    Kind(String label, Supplier<ProtectedPointer> maker) {
      this.label = label;
      this.maker = maker;
    }

    static Kind named(String label) {
      return Arrays.stream(values())
          .filter(kind -> kind.label.equals(label))
          .findAny()
          .orElseThrow(
              () -> new IllegalArgumentException("no pointer " + label + ": use " + labels()));
    }

    private static String labels() {
      return Arrays.stream(values()).map(Kind::label).collect(Collectors.joining(", "));
    }

    String label() {
      return label;
    }

    ProtectedPointer make() {
      return maker.get();
    }
  }

  // No finally: as in LockKind.

  /** Ours, with a handle for each thread. */
  final class RcuByHandle implements ProtectedPointer {
    private final Rcu rcu = new Rcu();
    private final RcuReference<Content> pointer = new RcuReference<>(new Content());

    @Override
    public Reader open() {
      return new ByHandle(pointer, rcu.register());
    }

    private record ByHandle(RcuReference<Content> pointer, RcuReader handle) implements Reader {
      @Override
      public long read() {
        RcuReader own = handle; // as in a loop that reads, where the handle is in a local variable
        own.readLock();
        long value = pointer.dereference().value;
        own.readUnlock();
        return value;
      }

      @Override
      public void close() {
        handle.close();
      }
    }
  }

  /** Ours, for threads that nobody has registered: by the guard of a {@code try}. */
  final class RcuByTry implements ProtectedPointer, Reader {
    private final Rcu rcu = new Rcu();
    private final RcuReference<Content> pointer = new RcuReference<>(new Content());

    @Override
    public Reader open() {
      return this;
    }

    @Override
    @SuppressWarnings("try") // the section is used by being open
    public long read() {
      try (Rcu.Section reading = rcu.readSection()) {
        return pointer.dereference().value;
      }
    }
  }

  /** Ours, for threads that nobody has registered, by the two calls that look the thread up. */
  final class RcuAutomatic implements ProtectedPointer, Reader {
    private final Rcu rcu = new Rcu();
    private final RcuReference<Content> pointer = new RcuReference<>(new Content());

    @Override
    public Reader open() {
      return this;
    }

    @Override
    public long read() {
      rcu.readLock();
      long value = pointer.dereference().value;
      rcu.readUnlock();
      return value;
    }
  }

  /** No protection at all: what a read costs anyway. */
  final class VolatileField implements ProtectedPointer, Reader {
    private volatile Content pointer = new Content();

    @Override
    public Reader open() {
      return this;
    }

    @Override
    public long read() {
      return pointer.value;
    }
  }

  /** Under a read lock; with a writer, the pointer would be guarded by it. */
  final class UnderReentrantReadWriteLock implements ProtectedPointer, Reader {
    private final ReentrantReadWriteLock.ReadLock lock = new ReentrantReadWriteLock().readLock();
    private Content pointer = new Content();

    @Override
    public Reader open() {
      return this;
    }

    @Override
    public long read() {
      lock.lock();
      long value = pointer.value;
      lock.unlock();
      return value;
    }
  }

  /** Under the read lock of a stamped lock. */
  final class UnderStampedLock implements ProtectedPointer, Reader {
    private final StampedLock lock = new StampedLock();
    private Content pointer = new Content();

    @Override
    public Reader open() {
      return this;
    }

    @Override
    public long read() {
      long stamp = lock.readLock();
      long value = pointer.value;
      lock.unlockRead(stamp);
      return value;
    }
  }

  /** Read without a lock and looked at again: what was followed may have gone away meanwhile. */
  final class ValidatedByStampedLock implements ProtectedPointer, Reader {
    private final StampedLock lock = new StampedLock();
    private Content pointer = new Content();

    @Override
    public Reader open() {
      return this;
    }

    @Override
    public long read() {
      long stamp = lock.tryOptimisticRead();
      long value = pointer.value;
      if (lock.validate(stamp)) {
        return value;
      }
      stamp = lock.readLock();
      value = pointer.value;
      lock.unlockRead(stamp);
      return value;
    }
  }
}
