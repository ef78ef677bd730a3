package org.kernsync.kernel.sched;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;

/**
 * A task's kernel stack: a virtual thread whose scheduler is the model. The only place that creates
 * virtual threads.
 *
 * <p>The JDK hands the thread's continuation to {@link Wakeups#submit} whenever it becomes
 * runnable; a CPU runs the continuation on its own platform thread, which mounts the task until it
 * parks, yields or ends.
 *
 * <p>JDK 25 has the constructor for it, not in its API; {@link #probe} says in one sentence where
 * it is missing.
 */
final class KernelStack {
  private static final MethodHandle NEW_VIRTUAL_THREAD;
  private static final String PROBLEM;

  static {
    MethodHandle constructor = null;
    String problem = null;
    try {
      Class<?> builders = Class.forName("java.lang.ThreadBuilders");
      constructor =
          MethodHandles.privateLookupIn(builders, MethodHandles.lookup())
              .findStatic(
                  builders,
                  "newVirtualThread",
                  MethodType.methodType(
                      Thread.class, Executor.class, String.class, int.class, Runnable.class));
    } catch (ReflectiveOperationException missing) {
      problem =
          "this JDK ("
              + Runtime.version()
              + ") does not offer virtual threads with a scheduler of their own ("
              + missing
              + "): run the kernel model on JDK 25 through ./kernsync, or with"
              + " --add-opens java.base/java.lang=ALL-UNNAMED";
    }
    NEW_VIRTUAL_THREAD = constructor;
    PROBLEM = problem;
  }

  private final Thread thread;
  private volatile Runnable
      continuation; // the JDK passes the same object each time; written at the first submission

  KernelStack(Task task, Wakeups wakeups, BiConsumer<Task, Throwable> oops) {
    Executor scheduler =
        runnable -> {
          if (continuation == null) {
            continuation = runnable;
          }
          wakeups.submit(task);
        };
    thread = create(scheduler, task.comm() + "/" + task.pid(), () -> bottom(task, oops));
  }

  /** The bottom of the stack: nothing that a task throws may get past it. */
  private static void bottom(Task task, BiConsumer<Task, Throwable> oops) {
    try {
      task.runBody();
    } catch (Throwable bug) {
      oops.accept(task, bug);
    } finally {
      task.markExited();
    }
  }

  /**
   * Checks that the JDK at hand can host the model.
   *
   * @throws UnsupportedOperationException with one sentence if not
   */
  static void probe() {
    if (PROBLEM != null) {
      throw new UnsupportedOperationException(PROBLEM);
    }
  }

  private static Thread create(Executor scheduler, String name, Runnable body) {
    probe();
    try {
      return (Thread) NEW_VIRTUAL_THREAD.invokeExact(scheduler, name, 0, body);
    } catch (Error | RuntimeException failure) {
      throw failure;
    } catch (Throwable failure) {
      throw new IllegalStateException("cannot create a kernel stack", failure);
    }
  }

  Thread thread() {
    return thread;
  }

  Runnable continuation() {
    return continuation;
  }
}
