package org.kernsync.sleep;

import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;

/** Waits for a lock for the first time in its JVM, and that near the end of the stack. */
final class FirstWaitDive {
  private static final int ROUNDS = 3;
  private static final long SMALL_STACK = 256 * 1024;

  private FirstWaitDive() {}

  /** Main class of a fork: prints how many of the rounds got the lock, then that it has ended. */
  public static void main(String[] arguments) throws InterruptedException {
    int passed = 0;
    for (int round = 0; round < ROUNDS; round++) {
      switch (arguments[0]) {
        case "mutex":
          Mutex mutex = new Mutex();
          passed += passes(mutex::lock, mutex::unlock, () -> mutex.getQueueLength() > 0);
          break;
        case "rwSemaphore":
          RwSemaphore both = new RwSemaphore();
          passed += passes(both::downWrite, both::upWrite, both::isContended);
          break;
        default:
          CountingSemaphore one = new CountingSemaphore(1);
          passed += passes(one::down, one::up, () -> one.getQueueLength() > 0);
      }
    }
    System.out.print("passed: " + passed + "\n");
    System.exit(0); // a lock that broke has left threads behind
  }

  private static int passes(Runnable lock, Runnable unlock, BooleanSupplier contended)
      throws InterruptedException {
    CountDownLatch held = new CountDownLatch(1);
    boolean[] passed = new boolean[1];
    boolean[] ended = new boolean[1];
    Thread holder =
        new Thread(
            () -> {
              lock.run();
              held.countDown();
              while (!contended.getAsBoolean() && !isSet(ended)) {
                Thread.yield();
              }
              unlock.run();
            });
    holder.start();
    held.await();
    Thread diver =
        new Thread(
            null,
            () -> {
              try {
                dive(lock, unlock, passed);
              } catch (StackOverflowError expected) {
                return;
              } finally {
                set(ended);
              }
            },
            "diver",
            SMALL_STACK);
    diver.start();
    diver.join();
    holder.join();
    return passed[0] ? 1 : 0;
  }

  private static boolean isSet(boolean[] flag) {
    synchronized (flag) {
      return flag[0];
    }
  }

  private static void set(boolean[] flag) {
    synchronized (flag) {
      flag[0] = true;
    }
  }

  /** Locks with less stack than that takes, then with a little more, and so on. */
  private static int dive(Runnable lock, Runnable unlock, boolean[] passed) {
    try {
      return dive(lock, unlock, passed) + 1;
    } catch (StackOverflowError end) {
      if (!passed[0]) {
        lock.run(); // which may end as the dive did
        passed[0] = true;
        unlock.run();
      }
      throw end;
    }
  }
}
