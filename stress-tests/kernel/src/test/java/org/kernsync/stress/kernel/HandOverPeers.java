package org.kernsync.stress.kernel;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import net.openhft.affinity.Affinity;

/**
 * Other ways to hand one core from one thread of control to another: what a context switch of the
 * model is compared with.
 */
final class HandOverPeers {
  /**
   * What one hand-over costs.
   *
   * @param cpuNanos CPU time of the threads that take part: what the machine's other work does not
   *     touch
   * @param wallNanos time on the wall clock
   */
  record Cost(double cpuNanos, double wallNanos) {}

  private static final int CORE = Affinity.getAffinity().nextSetBit(0);

  private HandOverPeers() {}

  /** A piece of work that may fail. */
  @FunctionalInterface
  private interface Work {
    void run() throws Exception;
  }

  /** Threads pinned to one core, with the CPU time that they used and what they threw. */
  private static final class OneCore {
    private final AtomicLong cpuNanos = new AtomicLong();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final long begin = System.nanoTime();

    Thread start(Work work) {
      return Thread.ofPlatform()
          .daemon()
          .start(
              () -> {
                Affinity.setAffinity(CORE);
                try {
                  long before = cpuTime();
                  work.run();
                  cpuNanos.addAndGet(cpuTime() - before);
                } catch (Throwable thrown) {
                  failure.set(thrown);
                }
              });
    }

    private static long cpuTime() {
      return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    Cost join(int handOvers, Thread... threads) throws InterruptedException {
      for (Thread thread : threads) {
        thread.join();
      }
      if (failure.get() != null) {
        throw new AssertionError("a hand-over failed", failure.get());
      }
      double wallNanos = System.nanoTime() - begin;
      return new Cost(cpuNanos.get() / (double) handOvers, wallNanos / handOvers);
    }
  }

  // ---- virtual threads

  private static final MethodHandle NEW_VIRTUAL_THREAD = findFactory();

  private static MethodHandle findFactory() {
    try {
      Class<?> builders = Class.forName("java.lang.ThreadBuilders");
      return MethodHandles.privateLookupIn(builders, MethodHandles.lookup())
          .findStatic(
              builders,
              "newVirtualThread",
              MethodType.methodType(
                  Thread.class, Executor.class, String.class, int.class, Runnable.class));
    } catch (ReflectiveOperationException missing) {
      throw new AssertionError(missing);
    }
  }

  private static Thread virtualThread(Executor scheduler, Runnable body) {
    try {
      return (Thread) NEW_VIRTUAL_THREAD.invokeExact(scheduler, "bare", 0, body);
    } catch (Throwable failure) {
      throw new AssertionError(failure);
    }
  }

  /**
   * Two virtual threads that yield to each other on one pinned thread, their scheduler a bare
   * deque: the least that any scheduler of virtual threads can cost.
   */
  static Cost bareVirtualThreadYield(int yieldsEach) throws InterruptedException {
    OneCore core = new OneCore();
    Thread carrier =
        core.start(
            () -> {
              ArrayDeque<Runnable> ready = new ArrayDeque<>(); // only this thread
              Runnable yielding =
                  () -> {
                    for (int i = 0; i < yieldsEach; i++) {
                      Thread.yield();
                    }
                  };
              virtualThread(ready::addLast, yielding).start();
              virtualThread(ready::addLast, yielding).start();
              Runnable next;
              while ((next = ready.pollFirst()) != null) {
                next.run();
              }
            });
    return core.join(2 * yieldsEach, carrier);
  }

  // ---- platform threads

  /** Two platform threads on one core that wake each other with unpark and then park. */
  static Cost parkHandOver(int turnsEach) throws InterruptedException {
    OneCore core = new OneCore();
    Thread[] threads = new Thread[2];
    ParkTurns turns = new ParkTurns(threads);
    threads[1] = core.start(() -> turns.take(1, turnsEach));
    threads[0] = core.start(() -> turns.take(0, turnsEach));
    turns.begin();
    return core.join(2 * turnsEach, threads);
  }

  private static final class ParkTurns {
    private final Thread[] threads; // published by the store of turn in begin
    private volatile int turn = -1; // whose turn it is

    ParkTurns(Thread[] threads) {
      this.threads = threads;
    }

    void begin() {
      turn = 0;
      LockSupport.unpark(threads[0]);
      LockSupport.unpark(threads[1]);
    }

    void take(int me, int turns) {
      for (int i = 0; i < turns; i++) {
        while (turn != me) {
          LockSupport.park(this);
        }
        turn = 1 - me;
        LockSupport.unpark(threads[1 - me]);
      }
    }
  }

  // ---- pipes

  /** Two platform threads on one core that send a byte back and forth through two pipes. */
  static Cost pipePingPong(int turnsEach) throws InterruptedException, IOException {
    Pipe there = Pipe.open();
    Pipe back = Pipe.open();
    try {
      OneCore core = new OneCore();
      Thread echo =
          core.start(
              () -> {
                ByteBuffer one = ByteBuffer.allocateDirect(1);
                for (int i = 0; i < turnsEach; i++) {
                  receive(there, one);
                  send(back, one);
                }
              });
      Thread caller =
          core.start(
              () -> {
                ByteBuffer one = ByteBuffer.allocateDirect(1);
                for (int i = 0; i < turnsEach; i++) {
                  send(there, one);
                  receive(back, one);
                }
              });
      return core.join(2 * turnsEach, echo, caller);
    } finally {
      for (Pipe pipe : new Pipe[] {there, back}) {
        pipe.sink().close();
        pipe.source().close();
      }
    }
  }

  private static void send(Pipe pipe, ByteBuffer one) throws IOException {
    one.clear();
    while (one.hasRemaining()) {
      pipe.sink().write(one);
    }
  }

  private static void receive(Pipe pipe, ByteBuffer one) throws IOException {
    one.clear();
    while (one.hasRemaining()) {
      if (pipe.source().read(one) < 0) {
        throw new IOException("the pipe was closed");
      }
    }
  }
}
