package org.kernsync.benchmarks.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.concurrent.locks.StampedLock;
import java.util.function.Supplier;
import org.kernsync.cpu.CpuIds;
import org.kernsync.percpu.PerCpu;
import org.kernsync.percpu.PerCpuCounter;
import org.kernsync.percpu.PerCpuRef;
import org.kernsync.percpu.PerCpuRwSemaphore;
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

  private static final int STORMS = 50;
  private static final int ADDERS = 8;
  private static final int ADDS = 200_000;
  private static final CpuIds CPUS = new Cpus(CpuIds.threads().count());

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
    print(() -> new PerCpu<>(CPUS, cpu -> new AtomicLong()), FootprintMain::usedAdder, ANY);
    print(() -> new PerCpuCounter(0, 32, CPUS), FootprintMain::usedAdder, ANY);
    print(() -> new PerCpuRef(CPUS, () -> {}), AtomicLong::new, ANY);
    print(() -> new PerCpuRwSemaphore(CPUS), ReentrantReadWriteLock::new, ANY);
  }

  /** As many as ordinary threads have, without the threads themselves, which belong to nobody. */
  private record Cpus(int count) implements CpuIds {
    @Override
    public int current() {
      return 0;
    }

    @Override
    public boolean exclusive() {
      return false;
    }
  }

  /** One that threads have met on until it has all its cells; before that it is a bare number. */
  private static LongAdder usedAdder() {
    LongAdder adder = new LongAdder();
    int cells = Integer.highestOneBit(2 * Runtime.getRuntime().availableProcessors() - 1);
    for (int storm = 0; storm < STORMS && objects(adder) < cells + 2; storm++) {
      storm(adder);
    }
    return adder;
  }

  private static long objects(LongAdder adder) {
    return GraphLayout.parseInstance(adder).totalCount();
  }

  private static void storm(LongAdder adder) {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < ADDERS; i++) {
      Thread thread = new Thread(() -> addOften(adder));
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException nobodyDoes) {
        throw new IllegalStateException(nobodyDoes);
      }
    }
  }

  private static void addOften(LongAdder adder) {
    for (int left = ADDS; left > 0; left--) {
      adder.increment();
    }
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
