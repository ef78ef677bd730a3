package org.kernsync.spin;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Main class of a fork: eight threads through one lock on one processor. The JVM is told that it
 * has one; where there is a {@code taskset}, it also has no more.
 */
final class ReadWriteOneProcessor {
  private static final int THREADS = 8;
  private static final int SECTIONS_EACH = 5_000;

  private static final AtomicInteger SPINS = new AtomicInteger();
  private static final AtomicInteger SECTIONS = new AtomicInteger();

  private ReadWriteOneProcessor() {}

  public static void main(String[] arguments) throws InterruptedException {
    pin();
    SpinWait counting =
        new SpinWait() {
          @Override
          public void pause(int step) {
            if (step < SpinWait.YIELD_STEP) { // the line yields once, which is no spinning
              SPINS.incrementAndGet();
            }
            SpinWait.host().pause(step);
          }

          @Override
          public void park(Object blocker, long maxNanos) {
            SpinWait.host().park(blocker, maxNanos);
          }
        };
    ReadWriteSpinLock lock = new ReadWriteSpinLock(counting);
    Thread[] threads = new Thread[THREADS];
    for (int i = 0; i < THREADS; i++) {
      boolean write = i % 2 == 0;
      threads[i] = new Thread(() -> pass(lock, write));
      threads[i].start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    System.out.print("sections: " + SECTIONS.get() + ", spins: " + SPINS.get() + "\n");
  }

  private static void pass(ReadWriteSpinLock lock, boolean write) {
    for (int k = 0; k < SECTIONS_EACH; k++) {
      if (write) {
        lock.writeLock();
      } else {
        lock.readLock();
      }
      SECTIONS.incrementAndGet();
      if (k % 512 == 0) {
        Thread.yield(); // inside: so that there is somebody to wait for
      }
      if (write) {
        lock.writeUnlock();
      } else {
        lock.readUnlock();
      }
    }
  }

  private static void pin() throws InterruptedException {
    try {
      new ProcessBuilder("taskset", "-apc", "0", Long.toString(ProcessHandle.current().pid()))
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException noTaskset) {
      return;
    }
  }
}
