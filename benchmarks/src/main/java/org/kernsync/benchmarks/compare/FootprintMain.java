package org.kernsync.benchmarks.compare;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.concurrent.locks.StampedLock;
import java.util.function.Supplier;
import org.kernsync.ref.RefCount;
import org.kernsync.seq.SeqLock;
import org.kernsync.sleep.CountingSemaphore;
import org.kernsync.sleep.Mutex;
import org.kernsync.sleep.RwSemaphore;
import org.kernsync.spin.QueuedSpinLock;
import org.kernsync.spin.ReadWriteSpinLock;
import org.kernsync.spin.TicketSpinLock;
import org.kernsync.wait.Completion;
import org.kernsync.wait.WaitQueue;
import org.openjdk.jol.info.GraphLayout;

/** Asks JOL for the bytes per instance and prints them; run by {@link Footprint}. */
final class FootprintMain {
  static final String MARK = "footprint";

  private static final int SPINLOCK = 32;
  private static final int MUTEX = 32;
  private static final int SEMAPHORE = 48;
  private static final int ANY = 0;

  private FootprintMain() {}

  /**
   * Prints a line for each type.
   *
   * @param args none
   */
  public static void main(String[] args) {
    print(TicketSpinLock::new, ReentrantLock::new, SPINLOCK);
    print(QueuedSpinLock::new, ReentrantLock::new, SPINLOCK);
    print(ReadWriteSpinLock::new, ReentrantReadWriteLock::new, SPINLOCK);
    print(Mutex::new, ReentrantLock::new, MUTEX);
    print(() -> new CountingSemaphore(1), () -> new Semaphore(1), SEMAPHORE);
    print(RwSemaphore::new, ReentrantReadWriteLock::new, SEMAPHORE);
    print(SeqLock::new, StampedLock::new, ANY);
    print(Completion::new, () -> new CountDownLatch(1), ANY);
    print(WaitQueue::new, () -> new ReentrantLock().newCondition(), ANY);
    print(() -> new RefCount(1), () -> new AtomicInteger(1), ANY);
  }

  private static void print(Supplier<Object> ours, Supplier<Object> peer, int limit) {
    System.out.printf(
        "%s\t%s\t%d\t%s\t%d\t%d%n",
        MARK, name(ours), bytesOfOne(ours), name(peer), bytesOfOne(peer), limit);
  }

  private static String name(Supplier<Object> type) {
    String name = type.get().getClass().getName();
    return name.substring(name.lastIndexOf('.') + 1).replaceFirst(".*\\$(?=ConditionObject)", "");
  }

  /** What a second one adds: what all instances share does not count. */
  private static long bytesOfOne(Supplier<Object> type) {
    Object one = type.get();
    Object other = type.get();
    return GraphLayout.parseInstance(one, other).totalSize()
        - GraphLayout.parseInstance(one).totalSize();
  }
}
