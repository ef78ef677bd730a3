package org.kernsync.stress.torture;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.kernsync.stress.harness.ThreadKind;

/**
 * The threads of one torture, and the first thing that went wrong. Threads may come and go while it
 * runs. What a thread throws is a failure; so is a thread that does not end.
 */
public final class TortureCrew {
  private static final long LOOK_NANOS = Duration.ofMillis(1).toNanos();

  private final Queue<Thread> threads = new ConcurrentLinkedQueue<>();
  private final Queue<String> failures = new ConcurrentLinkedQueue<>();
  private final CountDownLatch failed = new CountDownLatch(1);
  private volatile boolean stopping;

  /** Makes a crew without threads. */
  public TortureCrew() {}

  /**
   * Starts a thread.
   *
   * @param kind its kind
   * @param name its name
   * @param body what it does
   * @return the thread, started
   */
  public Thread start(ThreadKind kind, String name, Runnable body) {
    threads.removeIf(each -> !each.isAlive());
    Thread thread = kind.newThread(() -> runWatched(body));
    thread.setName(name);
    thread.start();
    threads.add(thread);
    return thread;
  }

  private void runWatched(Runnable body) {
    try {
      body.run();
    } catch (RuntimeException | Error thrown) {
      fail(Thread.currentThread().getName() + " threw " + thrown, thrown);
    }
  }

  /**
   * Whether threads are to end.
   *
   * @return true once the time is over, or something went wrong
   */
  public boolean isStopping() {
    return stopping; // volatile: all that the run did before it asked for the end
  }

  /**
   * Something is wrong: the run ends red.
   *
   * @param what one sentence
   */
  public void fail(String what) {
    failures.add(what);
    failed.countDown();
  }

  private void fail(String what, Throwable thrown) {
    StackTraceElement[] stack = thrown.getStackTrace();
    fail(stack.length == 0 ? what : what + " at " + stack[0]);
  }

  /**
   * What went wrong so far.
   *
   * @return sentences, the first one first
   */
  public List<String> failures() {
    return List.copyOf(failures);
  }

  /** Whether something went wrong so far. */
  boolean hasFailed() {
    return failed.getCount() == 0;
  }

  /** Waits until something goes wrong, or for so long. */
  boolean awaitFailure(long nanos) throws InterruptedException {
    return failed.await(nanos, TimeUnit.NANOSECONDS);
  }

  /** Asks all threads to end, and waits; what does not end in time is a failure, with its stack. */
  void stop(Duration patience) {
    stopping = true;
    long begin = System.nanoTime();
    while (threads.stream().anyMatch(Thread::isAlive)) {
      if (System.nanoTime() - begin > patience.toNanos()) {
        threads.stream().filter(Thread::isAlive).forEach(this::failStuck);
        return;
      }
      LockSupport.parkNanos(this, LOOK_NANOS);
    }
  }

  private void failStuck(Thread thread) {
    StringBuilder stack = new StringBuilder();
    for (StackTraceElement frame : thread.getStackTrace()) {
      stack.append(" at ").append(frame);
    }
    fail(thread.getName() + " does not end:" + stack);
  }
}
