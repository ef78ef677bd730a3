package org.kernsync.benchmarks;

import java.util.ArrayList;
import java.util.List;

/**
 * The threads of a benchmark beside JMH's own: each does the same step until it is interrupted. Not
 * JMH threads, because those leave a step that waits for a thread which has already left.
 */
final class Partners {
  /** What a partner does again and again. */
  @FunctionalInterface
  interface Step {
    /** Does it once; an interrupt ends the thread. */
    void run() throws InterruptedException;
  }

  private final List<Thread> threads = new ArrayList<>();

  /**
   * Starts one.
   *
   * @param pinned whether to pin it
   * @param index which of the benchmark's threads it is; JMH's own is 0
   * @param step what it does
   */
  void start(boolean pinned, int index, Step step) {
    Thread thread =
        new Thread(
            () -> {
              Pinning.apply(pinned, index);
              repeat(step);
            },
            "partner-" + index);
    thread.setDaemon(true);
    threads.add(thread);
    thread.start();
  }

  private static void repeat(Step step) {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        step.run();
      }
    } catch (InterruptedException _) {
      // the end that stop asks for
    }
  }

  /** Interrupts all and waits for their ends. */
  void stop() throws InterruptedException {
    threads.forEach(Thread::interrupt);
    for (Thread thread : threads) {
      thread.join();
    }
  }
}
