package org.kernsync.kernel.fs;

import org.kernsync.kernel.cpu.Cpu;
import org.kernsync.kernel.locking.LockClass;
import org.kernsync.kernel.locking.RawSpinLock;
import org.kernsync.kernel.sched.Scheduler;
import org.kernsync.kernel.sched.Task;
import org.kernsync.wait.WaitQueue;

/**
 * A pipe: a ring of 16 pages between those who write and those who read.
 *
 * <p>What is written in one call of up to {@link #PAGE} bytes stays together: it goes behind what
 * the last page has, or into a page of its own. A page is free again when it has been read to its
 * end, so a writer that waited for one finds room for many short messages.
 *
 * <p><b>Context.</b> Reading and writing may sleep, interruptibly.
 *
 * <p><b>Progress.</b> Readers and writers wait in two queues, first in, first out, as exclusive
 * waiters. The change from empty wakes one reader, that from full one writer; each who was served
 * and leaves something wakes the next.
 *
 * <p>Source: the kernel's {@code fs/pipe.c}, facts of 5.4; two queues with exclusive waiters as
 * since 5.5.
 *
 * <p><b>Differences from Linux.</b> The ring is under a spinlock, not a mutex: bytes are copied
 * from and to user memory outside of it. Pages stay with their pipe. No packets, no splicing.
 */
public final class Pipe {
  private static final LockClass LOCK_CLASS = new LockClass("pipe.lock");

  /** {@code PIPE_BUF}: what is not longer is written in one piece. */
  public static final int PAGE = 4096;

  private static final int SLOTS = 16;
  private static final int SIGPIPE = 13;

  private final Scheduler scheduler;
  private final Runnable onClosed;
  private final OpenFile readEnd = new ReadEnd();
  private final OpenFile writeEnd = new WriteEnd();
  private final WaitQueue readable = new WaitQueue();
  private final WaitQueue writable = new WaitQueue();

  // ---- lock
  private final RawSpinLock lock = new RawSpinLock(LOCK_CLASS);
  private final byte[][] pages = new byte[SLOTS][]; // made on first use
  private final int[] start = new int[SLOTS];
  private final int[] end = new int[SLOTS];
  private int first; // the slot to read from
  private volatile int used; // slots; volatile for the test of who waits (label PI1)
  private volatile boolean hasReaders = true; // as used
  private volatile boolean hasWriters = true; // as used

  /**
   * Makes a pipe whose two ends are open.
   *
   * @param scheduler wakes
   * @param onClosed called once, when both ends are closed
   */
  Pipe(Scheduler scheduler, Runnable onClosed) {
    this.scheduler = scheduler;
    this.onClosed = onClosed;
  }

  /**
   * The end to read from.
   *
   * @return a file with one reference, the caller's
   */
  public OpenFile readEnd() {
    return readEnd;
  }

  /**
   * The end to write to.
   *
   * @return a file with one reference, the caller's
   */
  public OpenFile writeEnd() {
    return writeEnd;
  }

  // ---- reading

  private int read(Task self, byte[] target) {
    while (target.length > 0) {
      Cpu cpu = self.cpu();
      boolean flags = lock.lockIrqSave(cpu);
      boolean wasFull = used == SLOTS;
      int taken = take(target);
      boolean nowFree = wasFull && used < SLOTS;
      boolean left = used > 0;
      boolean ended = !hasWriters;
      lock.unlockIrqRestore(cpu, flags);
      if (nowFree) {
        writable.wakeOne();
      }
      if (taken > 0) {
        passOn(left, readable);
        return taken;
      }
      if (ended) {
        return 0;
      }
      if (!scheduler.sleepInterruptibly(
          self, () -> readable.waitEventExclusiveInterruptibly(this::isReadable))) {
        return OpenFile.INTERRUPTED;
      }
    }
    return 0;
  }

  private boolean isReadable() {
    return used > 0 || !hasWriters; // volatile: PI1, pairs with #put and #closeWriters
  }

  /** Under the lock: moves as many bytes as there are, at most as many as there is room for. */
  private int take(byte[] target) {
    int taken = 0;
    while (taken < target.length && used > 0) {
      int length = Math.min(target.length - taken, end[first] - start[first]);
      System.arraycopy(pages[first], start[first], target, taken, length);
      start[first] += length;
      taken += length;
      if (start[first] == end[first]) {
        first = (first + 1) % SLOTS;
        used--; // volatile: PI1, pairs with #isWritable
      }
    }
    return taken;
  }

  // ---- writing

  private int write(Task self, byte[] source) {
    int written = 0;
    while (written < source.length) {
      int chunk = Math.min(PAGE, source.length - written);
      Cpu cpu = self.cpu();
      boolean flags = lock.lockIrqSave(cpu);
      boolean broken = !hasReaders;
      boolean wasEmpty = used == 0;
      boolean fits = !broken && put(source, written, chunk);
      boolean left = used < SLOTS;
      lock.unlockIrqRestore(cpu, flags);
      if (broken) {
        scheduler.signal(self.cpu(), self, SIGPIPE);
        return written > 0 ? written : OpenFile.BROKEN_PIPE;
      }
      if (fits) {
        written += chunk;
        if (wasEmpty) {
          readable.wakeOne();
        }
        passOn(left, writable);
      } else if (!scheduler.sleepInterruptibly(
          self, () -> writable.waitEventExclusiveInterruptibly(this::isWritable))) {
        return written > 0 ? written : OpenFile.INTERRUPTED;
      }
    }
    return written;
  }

  private boolean isWritable() {
    return used < SLOTS || !hasReaders; // volatile: PI1, pairs with #take and #closeReaders
  }

  /** Under the lock: adds a chunk behind the last one or in a free slot; false if there is none. */
  private boolean put(byte[] source, int from, int length) {
    int last = (first + used - 1 + SLOTS) % SLOTS;
    if (used > 0 && end[last] + length <= PAGE) {
      System.arraycopy(source, from, pages[last], end[last], length);
      end[last] += length;
      return true;
    }
    if (used == SLOTS) {
      return false;
    }
    int slot = (first + used) % SLOTS;
    if (pages[slot] == null) {
      pages[slot] = new byte[PAGE];
    }
    System.arraycopy(source, from, pages[slot], 0, length);
    start[slot] = 0;
    end[slot] = length;
    used++; // volatile: PI1, pairs with #isReadable
    return true;
  }

  /** Who was served and leaves something wakes the next of its kind, if somebody sleeps. */
  private static void passOn(boolean left, WaitQueue queue) {
    if (left && queue.hasSleepers()) {
      queue.wakeOne();
    }
  }

  // ---- closing

  private void closeReaders() {
    Cpu cpu = scheduler.currentCpu();
    boolean flags = lock.lockIrqSave(cpu);
    hasReaders = false; // volatile: PI1, pairs with #isWritable
    boolean closed = !hasWriters;
    lock.unlockIrqRestore(cpu, flags);
    writable.wakeAll();
    if (closed) {
      onClosed.run();
    }
  }

  private void closeWriters() {
    Cpu cpu = scheduler.currentCpu();
    boolean flags = lock.lockIrqSave(cpu);
    hasWriters = false; // volatile: PI1, pairs with #isReadable
    boolean closed = !hasReaders;
    lock.unlockIrqRestore(cpu, flags);
    readable.wakeAll();
    if (closed) {
      onClosed.run();
    }
  }

  private final class ReadEnd extends OpenFile {
    @Override
    public int read(Task self, byte[] target) {
      return Pipe.this.read(self, target);
    }

    @Override
    public int write(Task self, byte[] source) {
      return BAD;
    }

    @Override
    protected void close() {
      closeReaders();
    }
  }

  private final class WriteEnd extends OpenFile {
    @Override
    public int read(Task self, byte[] target) {
      return BAD;
    }

    @Override
    public int write(Task self, byte[] source) {
      return Pipe.this.write(self, source);
    }

    @Override
    protected void close() {
      closeWriters();
    }
  }
}
