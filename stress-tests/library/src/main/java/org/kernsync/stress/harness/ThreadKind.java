package org.kernsync.stress.harness;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;

/** The kinds of threads that a JDK can have. A property of a lock is tested with each. */
public enum ThreadKind {
  /** Threads of the operating system. */
  PLATFORM,

  /** Threads of the JVM's own scheduler, from JDK 21 on. */
  VIRTUAL;

  /** {@code Thread.ofVirtual().unstarted(Runnable)}; null before JDK 21. */
  private static final MethodHandle NEW_VIRTUAL = newVirtualHandle();

  /**
   * The kinds that this JDK has.
   *
   * @return one before JDK 21, two from then on
   */
  public static List<ThreadKind> available() {
    return NEW_VIRTUAL == null ? List.of(PLATFORM) : List.of(values());
  }

  /**
   * Makes a thread that does not keep the JVM alive, without starting it.
   *
   * @param body what it runs
   * @return the thread
   * @throws UnsupportedOperationException if this JDK has no threads of the kind
   */
  public Thread newThread(Runnable body) {
    if (this == PLATFORM) {
      Thread thread = new Thread(body);
      thread.setDaemon(true);
      return thread;
    }
    if (NEW_VIRTUAL == null) {
      throw new UnsupportedOperationException("no virtual threads before JDK 21");
    }
    try {
      return (Thread) NEW_VIRTUAL.invokeExact(body);
    } catch (RuntimeException | Error thrown) {
      throw thrown;
    } catch (Throwable unexpected) {
      throw new AssertionError("Thread.ofVirtual threw", unexpected);
    }
  }

  private static MethodHandle newVirtualHandle() {
    MethodHandles.Lookup lookup = MethodHandles.publicLookup();
    try {
      Class<?> builder = Class.forName("java.lang.Thread$Builder");
      Class<?> virtualBuilder = Class.forName("java.lang.Thread$Builder$OfVirtual");
      MethodHandle ofVirtual =
          lookup.findStatic(Thread.class, "ofVirtual", MethodType.methodType(virtualBuilder));
      MethodHandle unstarted =
          lookup.findVirtual(
              builder, "unstarted", MethodType.methodType(Thread.class, Runnable.class));
      // A new builder for each thread: unstarted(ofVirtual(), body).
      return MethodHandles.foldArguments(
          unstarted.asType(MethodType.methodType(Thread.class, virtualBuilder, Runnable.class)),
          ofVirtual);
    } catch (ReflectiveOperationException noVirtualThreadsHere) {
      return null;
    }
  }
}
