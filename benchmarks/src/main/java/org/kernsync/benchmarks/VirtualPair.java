package org.kernsync.benchmarks;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;

/**
 * Two virtual threads that yield, with the least scheduler there can be: a queue, emptied by one
 * platform thread. What the JDK itself takes for a switch.
 */
final class VirtualPair implements SwitchPair {
  private static final MethodHandle NEW_VIRTUAL_THREAD = newVirtualThread();

  private final PinnedThread core = new PinnedThread();
  private final Queue<Runnable> runnable = new ArrayDeque<>(); // used by the core's thread alone

  private static MethodHandle newVirtualThread() {
    try {
      Class<?> builders = Class.forName("java.lang.ThreadBuilders");
      return MethodHandles.privateLookupIn(builders, MethodHandles.lookup())
          .findStatic(
              builders,
              "newVirtualThread",
              MethodType.methodType(
                  Thread.class, Executor.class, String.class, int.class, Runnable.class));
    } catch (ReflectiveOperationException missing) {
      throw new UnsupportedOperationException(
          "needs JDK 25 and --add-opens java.base/java.lang=ALL-UNNAMED", missing);
    }
  }

  private static Thread create(Executor scheduler, String name, Runnable body) {
    try {
      return (Thread) NEW_VIRTUAL_THREAD.invokeExact(scheduler, name, 0, body);
    } catch (Error | RuntimeException failure) {
      throw failure;
    } catch (Throwable failure) {
      throw new IllegalStateException("cannot create a virtual thread", failure);
    }
  }

  @Override
  public void run(int switches) throws Exception {
    core.submit(
            () -> {
              drain(switches);
              return null;
            })
        .get();
  }

  private void drain(int switches) {
    Turns turns = new Turns();
    turns.start(switches);
    create(runnable::add, "yield/0", () -> yieldOften(turns)).start();
    create(runnable::add, "yield/1", () -> yieldOften(turns)).start();
    for (Runnable next = runnable.poll(); next != null; next = runnable.poll()) {
      next.run();
    }
  }

  private static void yieldOften(Turns turns) {
    Object self = Thread.currentThread();
    while (turns.next(self)) {
      Thread.yield();
    }
  }

  @Override
  public void close() {
    core.close();
  }
}
