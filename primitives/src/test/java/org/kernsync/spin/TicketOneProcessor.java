package org.kernsync.spin;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Main class of a fork whose JVM is told that it has one processor: three threads wait for a lock,
 * each sleeps until it is woken. The parks are counted while the first of them is inside.
 */
final class TicketOneProcessor {
  private static final int WAITERS = 3;
  private static final long LOOK_NANOS = 50_000_000;

  private static final AtomicInteger PAUSES = new AtomicInteger();
  private static final AtomicInteger PARKS = new AtomicInteger();
  private static final AtomicInteger SERVED = new AtomicInteger();

  private static volatile boolean go;

  private TicketOneProcessor() {}

  public static void main(String[] arguments) throws InterruptedException {
    SpinWait counting =
        new SpinWait() {
          @Override
          public void pause(int step) {
            PAUSES.incrementAndGet();
          }

          @Override
          public void park(Object blocker, long maxNanos) {
            PARKS.incrementAndGet();
            LockSupport.park(blocker); // without limit
          }
        };
    TicketSpinLock lock = new TicketSpinLock(counting);
    lock.lock();
    Thread[] waiters = new Thread[WAITERS];
    for (int i = 0; i < WAITERS; i++) {
      waiters[i] = new Thread(() -> pass(lock));
      waiters[i].start();
      while (PARKS.get() <= i || waiters[i].getState() != Thread.State.WAITING) {
        Thread.yield();
      }
    }
    lock.unlock();
    while (SERVED.get() == 0) {
      Thread.yield();
    }
    long begin = System.nanoTime();
    while (System.nanoTime() - begin < LOOK_NANOS) {
      Thread.yield(); // whoever was woken runs now
    }
    int parks = PARKS.get();
    go = true;
    for (Thread waiter : waiters) {
      waiter.join();
    }
    System.out.print(
        "pauses: " + PAUSES.get() + ", parks: " + parks + ", served: " + SERVED.get() + "\n");
  }

  private static void pass(TicketSpinLock lock) {
    lock.lock();
    SERVED.incrementAndGet();
    while (!go) {
      Thread.yield();
    }
    lock.unlock();
  }
}
