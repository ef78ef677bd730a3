package org.kernsync.spin;

import java.lang.reflect.Field;
import java.util.concurrent.atomic.AtomicInteger;

/** Main class of a fork: three threads wait for a lock while the heap is full. */
final class FullHeap {
  private static final int WAITERS = 3;

  private static volatile boolean go;
  private static int sections;

  private FullHeap() {}

  public static void main(String[] arguments) throws Exception {
    Field slots = TicketSpinLock.class.getDeclaredField("slots");
    slots.setAccessible(true);
    AtomicInteger parks = new AtomicInteger();
    TicketSpinLock lock = new TicketSpinLock(new Parking(parks));
    Thread[] waiters = new Thread[WAITERS];
    for (int i = 0; i < WAITERS; i++) {
      waiters[i] = new Thread(() -> section(lock));
      waiters[i].start();
    }
    slots.get(lock); // so that a second look needs no memory
    lock.lock();
    Object[] ballast = Boolean.parseBoolean(System.getProperty("fill", "true")) ? fill() : null;
    go = true;
    while (parks.get() < 3 * WAITERS) {
      Thread.onSpinWait();
    }
    boolean slotsWhileFull = ((TicketSlots) slots.get(lock)).hasAny();
    if (ballast != null) {
      ballast[0] = null;
    }
    ballast = null;
    lock.unlock();
    for (Thread waiter : waiters) {
      waiter.join();
    }
    System.out.print("slots while full: " + slotsWhileFull + ", sections: " + sections + "\n");
  }

  private static void section(TicketSpinLock lock) {
    while (!go) {
      Thread.onSpinWait();
    }
    lock.lock();
    sections++;
    lock.unlock();
  }

  /** A list of arrays, large ones first, until not even an array of no length fits. */
  private static Object[] fill() {
    Object[] list = fill(null);
    System.gc();
    return fill(list);
  }

  private static Object[] fill(Object[] rest) {
    Object[] list = rest;
    for (int length = 1 << 20; length >= 0; length = length == 0 ? -1 : length / 2) {
      try {
        while (true) {
          Object[] more = new Object[Math.max(1, length)];
          more[0] = list;
          list = more;
        }
      } catch (OutOfMemoryError full) {
        continue; // try smaller ones
      }
    }
    return list;
  }

  /** Waits as the host does and counts the parks. */
  private static final class Parking implements SpinWait {
    private final AtomicInteger parks;

    Parking(AtomicInteger parks) {
      this.parks = parks;
    }

    @Override
    public void pause(int step) {
      SpinWait.host().pause(step);
    }

    @Override
    public void park(Object blocker, long maxNanos) {
      parks.incrementAndGet();
      SpinWait.host().park(blocker, maxNanos);
    }
  }
}
