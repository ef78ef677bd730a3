package org.kernsync.stress.kernel;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A thread outside the model that takes stack traces of threads all the while. For a virtual thread
 * that is runnable and not mounted, the JDK suspends it meanwhile and then submits it again: a
 * duplicate that the scheduler did not ask for.
 */
final class StackSampler implements AutoCloseable {
  private final List<Thread> threads = new CopyOnWriteArrayList<>();
  private final Thread sampler =
      Thread.ofPlatform().daemon().name("stack-sampler").unstarted(this::run);
  private volatile boolean stopped;
  private volatile long samples; // written by the sampler alone

  void add(Thread thread) {
    threads.add(thread);
  }

  void start() {
    sampler.start();
  }

  private void run() {
    long taken = 0;
    while (!stopped) {
      for (Thread thread : threads) {
        if (stopped) {
          break;
        }
        thread.getStackTrace();
        samples = ++taken;
      }
    }
  }

  long samples() {
    return samples;
  }

  @Override
  public void close() {
    stopped = true;
    try {
      sampler.join();
    } catch (InterruptedException stopWaiting) {
      Thread.currentThread().interrupt(); // it is a daemon and about to end
    }
  }
}
