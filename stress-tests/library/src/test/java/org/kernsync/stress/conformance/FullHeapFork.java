package org.kernsync.stress.conformance;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.kernsync.stress.contract.LockUnderTest;

/**
 * Main class of a fork with a small heap: threads contend while not even an empty array fits. For
 * each subject it prints a line of counts with memory to be had, and one without.
 */
final class FullHeapFork {
  private static final int THREADS = 3;
  private static final long LIMIT_NANOS = Long.getLong("limitMillis", 20_000) * 1_000_000;

  private static volatile Object sink;

  private final ContendedSubject subject;
  private final int rounds;
  private final AtomicInteger arrived = new AtomicInteger();
  private final AtomicInteger ended = new AtomicInteger();
  private final AtomicInteger acquired = new AtomicInteger();
  private final AtomicInteger thrown = new AtomicInteger();
  private final AtomicInteger inside = new AtomicInteger();
  private final AtomicInteger overlaps = new AtomicInteger();
  private final Thread[] threads = new Thread[THREADS];
  private volatile boolean go;

  private FullHeapFork(ContendedSubject subject, int rounds) {
    this.subject = subject;
    this.rounds = rounds;
  }

  /**
   * Runs.
   *
   * @param arguments how often each thread acquires, then the names of the subjects
   */
  public static void main(String[] arguments) {
    int rounds = Integer.parseInt(arguments[0]);
    StringBuilder lines = new StringBuilder();
    for (int i = 1; i < arguments.length; i++) {
      for (boolean full : new boolean[] {false, true}) { // without a full heap it loads all classes
        lines
            .append(arguments[i])
            .append(full ? " full: " : " roomy: ")
            .append(new FullHeapFork(ContendedSubject.of(arguments[i]), rounds).run(full))
            .append('\n');
      }
    }
    System.out.print(lines);
    System.exit(0); // what broke may have left a thread behind
  }

  private String run(boolean full) {
    for (int i = 0; i < THREADS; i++) {
      threads[i] = new Thread(this::contend);
      threads[i].setDaemon(true);
      threads[i].start();
    }
    while (arrived.get() < THREADS) {
      Thread.onSpinWait();
    }
    subject.bar.lock();
    Object[] ballast = full ? fill() : null;
    go = true;
    awaitAllAsleep(full);
    int inLine = subject.inLine.getAsInt();
    int fits = full ? countWhatFits() : 0;
    subject.bar.unlock();
    long begin = System.nanoTime();
    while (ended.get() < THREADS && System.nanoTime() - begin < LIMIT_NANOS) {
      LockSupport.parkNanos(200_000);
    }
    int stillFits = full ? countWhatFits() : 0;
    if (ballast != null) {
      ballast[0] = null;
    }
    ballast = null;
    boolean free = ended.get() == THREADS && isFree();
    return "calls "
        + THREADS * rounds
        + ", acquired "
        + acquired
        + ", thrown "
        + thrown
        + ", overlaps "
        + overlaps
        + ", stuck "
        + (THREADS - ended.get())
        + ", free "
        + free
        + ", without memory "
        + (full && fits == 0 && stillFits == 0)
        + ", in line "
        + inLine;
  }

  private void contend() {
    arrived.incrementAndGet();
    while (!go) {
      Thread.onSpinWait();
    }
    for (int round = 0; round < rounds; round++) {
      try {
        subject.lock.lock();
      } catch (OutOfMemoryError notHeld) {
        thrown.incrementAndGet();
        continue;
      }
      if (inside.incrementAndGet() != 1 && !subject.isShared()) {
        overlaps.incrementAndGet();
      }
      acquired.incrementAndGet();
      if (round % 8 == 0) {
        Thread.yield();
      }
      inside.decrementAndGet();
      subject.lock.unlock();
    }
    ended.incrementAndGet();
  }

  /** Until each thread was seen asleep; with memory, until all have a place in line, if any. */
  private void awaitAllAsleep(boolean full) {
    long begin = System.nanoTime();
    int asleep = 0;
    while (asleep != (1 << THREADS) - 1 && System.nanoTime() - begin < LIMIT_NANOS) {
      LockSupport.parkNanos(50_000);
      for (int i = 0; i < THREADS; i++) {
        Thread.State state = threads[i].getState();
        asleep |= state == Thread.State.RUNNABLE || state == Thread.State.BLOCKED ? 0 : 1 << i;
      }
    }
    int inLine = full ? THREADS : subject.inLine.getAsInt();
    while (inLine >= 0 && inLine < THREADS && System.nanoTime() - begin < LIMIT_NANOS) {
      LockSupport.parkNanos(50_000);
      inLine = subject.inLine.getAsInt();
    }
  }

  private boolean isFree() {
    LockUnderTest bar = subject.bar;
    boolean free = bar.tryLock();
    if (free) {
      bar.unlock();
    }
    return free;
  }

  /** How many of three small objects can be had. */
  private static int countWhatFits() {
    int fits = 0;
    for (int i = 0; i < 3; i++) {
      try {
        sink = new Object[1]; // to a field: or a compiler takes the allocation away
        fits++;
      } catch (OutOfMemoryError full) {
        continue; // as it should be
      }
    }
    sink = null;
    return fits;
  }

  /** A list of arrays, large ones first, until not even the smallest fits. */
  private static Object[] fill() {
    Object[] list = fill(null, 1 << 18);
    System.gc(); // takes from each thread what it has set aside to allocate from
    return fill(list, 64);
  }

  private static Object[] fill(Object[] rest, int longest) {
    Object[] list = rest;
    for (int length = longest; length >= 1; length /= 64) {
      try {
        while (true) {
          Object[] more = new Object[length];
          more[0] = list;
          list = more;
        }
      } catch (OutOfMemoryError full) {
        continue; // try smaller ones
      }
    }
    return list;
  }
}
