package org.kernsync.wait;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

/**
 * The threads of one test: starts them together, joins them, rethrows what the first of them threw,
 * and says who is stuck where if they do not end.
 */
public final class RacingThreads implements AutoCloseable {
  private static final long WEDGED_AFTER_NANOS = TimeUnit.SECONDS.toNanos(60);

  /** What a thread does. */
  @FunctionalInterface
  public interface Task {
    /**
     * Runs.
     *
     * @throws Exception to fail the test
     */
    void run() throws Exception;
  }

  private final boolean virtual;
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private final CountDownLatch gate = new CountDownLatch(1);

  private RacingThreads(boolean virtual) {
    this.virtual = virtual;
  }

  /**
   * Threads of the platform.
   *
   * @return none yet
   */
  public static RacingThreads platform() {
    return new RacingThreads(false);
  }

  /**
   * Virtual threads; on a JDK that has them.
   *
   * @return none yet
   */
  public static RacingThreads virtual() {
    return new RacingThreads(true);
  }

  /**
   * Adds a thread that starts at {@link #join} or {@link #go}.
   *
   * @param task what it does
   * @return the thread
   */
  public Thread add(Task task) {
    return startThread(
        () -> {
          awaitGate();
          task.run();
        });
  }

  /**
   * Whether each thread is parked, or has ended: what it looked at before is behind it.
   *
   * @return true if so at some moment for each
   */
  public boolean allAtRest() {
    return threads.stream()
        .map(Thread::getState)
        .allMatch(
            state ->
                state == Thread.State.WAITING
                    || state == Thread.State.TIMED_WAITING
                    || state == Thread.State.TERMINATED);
  }

  /**
   * Starts a thread at once.
   *
   * @param task what it does
   * @return the thread
   */
  public Thread start(Task task) {
    return startThread(task);
  }

  /** Lets the added threads run. */
  public void go() {
    gate.countDown();
  }

  /** Lets the added threads run, waits for all, and fails as the first of them did. */
  public void join() {
    gate.countDown();
    long deadline = System.nanoTime() + WEDGED_AFTER_NANOS;
    for (Thread thread : threads) {
      while (thread.isAlive()) {
        if (failure.get() != null || System.nanoTime() - deadline > 0) {
          rethrow();
          throw new AssertionError("wedged:\n" + stacks());
        }
        try {
          thread.join(100);
        } catch (InterruptedException stray) {
          throw new AssertionError("the test thread was interrupted", stray);
        }
      }
    }
    rethrow();
  }

  /** Joins what is left; a test that failed has its own error to report first. */
  @Override
  public void close() {
    gate.countDown();
    for (Thread thread : threads) {
      if (thread.isAlive()) {
        thread.interrupt();
      }
    }
  }

  /**
   * Waits until something that other threads do has happened.
   *
   * @param what what it is
   * @param happened whether it has
   */
  public static void awaitTrue(String what, BooleanSupplier happened) {
    long deadline = System.nanoTime() + WEDGED_AFTER_NANOS;
    while (!happened.getAsBoolean()) {
      assertThat(System.nanoTime() - deadline).as("waited too long until " + what).isNegative();
      Thread.yield();
    }
  }

  /**
   * Waits until a thread is parked.
   *
   * @param thread the thread
   */
  public static void awaitParked(Thread thread) {
    awaitTrue(
        thread + " parks",
        () ->
            thread.getState() == Thread.State.WAITING
                || thread.getState() == Thread.State.TIMED_WAITING);
  }

  /** Not interruptible: a test may interrupt a thread that has not started yet. */
  private void awaitGate() {
    boolean open = false;
    while (!open) {
      try {
        gate.await();
        open = true;
      } catch (InterruptedException early) {
        continue;
      }
    }
  }

  private Thread startThread(Task task) {
    Runnable body =
        () -> {
          try {
            task.run();
          } catch (Throwable thrown) {
            failure.compareAndSet(null, thrown);
          }
        };
    Thread thread = virtual ? startVirtual(body) : startPlatform(body);
    threads.add(thread);
    return thread;
  }

  private Thread startPlatform(Runnable body) {
    Thread thread = new Thread(body, "racer-" + threads.size());
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private static Thread startVirtual(Runnable body) {
    try {
      Method start = Thread.class.getMethod("startVirtualThread", Runnable.class);
      return (Thread) start.invoke(null, body);
    } catch (ReflectiveOperationException none) {
      throw new AssertionError("no virtual threads on this JDK", none);
    }
  }

  private void rethrow() {
    Throwable thrown = failure.get();
    if (thrown != null) {
      throw new AssertionError("a thread of the test failed", thrown);
    }
  }

  private String stacks() {
    StringBuilder text = new StringBuilder();
    for (Thread thread : threads) {
      if (thread.isAlive()) {
        text.append(thread).append(' ').append(thread.getState()).append('\n');
        for (StackTraceElement frame : thread.getStackTrace()) {
          text.append("    ").append(frame).append('\n');
        }
      }
    }
    return text.toString();
  }
}
