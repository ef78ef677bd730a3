package org.kernsync.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * The threads of one test. Whatever one of them throws fails the test, and so does one that has not
 * ended in time: then the stacks of all are in the message.
 */
public final class Crew implements AutoCloseable {
  /** What the body of a thread may throw. */
  public interface Body {
    void run() throws Exception;
  }

  private static final long WEDGED_NANOS =
      TimeUnit.SECONDS.toNanos(Long.getLong("kernsync.wedgedSeconds", 60));

  private final ThreadFactory factory;
  private final List<Thread> threads = new ArrayList<>();
  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

  public Crew(ThreadFactory factory) {
    this.factory = factory;
  }

  public Crew() {
    this(platform());
  }

  public static ThreadFactory platform() {
    return Kind.PLATFORM;
  }

  /** Every kind of thread that this JDK has: virtual ones from 21 on. */
  public static List<ThreadFactory> kinds() {
    if (Runtime.version().feature() < 21) {
      return List.of(Kind.PLATFORM);
    }
    return List.of(Kind.PLATFORM, Kind.VIRTUAL);
  }

  public Thread start(Body body) {
    Thread thread =
        factory.newThread(
            () -> {
              try {
                body.run();
              } catch (Throwable failure) {
                failures.add(failure);
              }
            });
    threads.add(thread);
    thread.start();
    return thread;
  }

  /** Waits until a condition holds: for states that another thread is sure to reach. */
  public static void until(String what, BooleanSupplier condition) {
    long begin = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - begin > WEDGED_NANOS) {
        throw new AssertionError("never came true: " + what);
      }
      Thread.yield();
    }
  }

  /** Waits for all threads and reports what they threw. */
  public void join() {
    long begin = System.nanoTime();
    try {
      for (Thread thread : threads) {
        long leftNanos = WEDGED_NANOS - (System.nanoTime() - begin);
        thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(leftNanos)));
      }
    } catch (InterruptedException e) {
      throw new AssertionError("the test was interrupted", e);
    }
    List<String> wedged = new ArrayList<>();
    for (Thread thread : threads) {
      if (thread.isAlive()) {
        wedged.add(thread + " at " + List.of(thread.getStackTrace()));
      }
    }
    threads.clear();
    assertThat(wedged).as("threads that did not end").isEmpty();
    if (!failures.isEmpty()) {
      AssertionError error = new AssertionError("a thread of the test failed", failures.peek());
      failures.forEach(error::addSuppressed);
      throw error;
    }
  }

  @Override
  public void close() {
    join();
  }

  private enum Kind implements ThreadFactory {
    PLATFORM {
      @Override
      public Thread newThread(Runnable body) {
        Thread thread = new Thread(body);
        thread.setDaemon(true); // a wedged thread must not keep the test JVM alive
        return thread;
      }
    },

    VIRTUAL {
      @Override
      public Thread newThread(Runnable body) {
        // By method handle: the tests are compiled for Java 17.
        try {
          MethodHandles.Lookup lookup = MethodHandles.publicLookup();
          Class<?> builder = Class.forName("java.lang.Thread$Builder");
          Object ofVirtual =
              lookup
                  .findStatic(
                      Thread.class,
                      "ofVirtual",
                      MethodType.methodType(Class.forName("java.lang.Thread$Builder$OfVirtual")))
                  .invoke();
          MethodType unstarted = MethodType.methodType(Thread.class, Runnable.class);
          return (Thread)
              lookup.findVirtual(builder, "unstarted", unstarted).invoke(ofVirtual, body);
        } catch (Throwable e) {
          throw new AssertionError(e);
        }
      }
    }
  }
}
