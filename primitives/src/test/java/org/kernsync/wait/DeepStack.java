package org.kernsync.wait;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.kernsync.sleep.CountingSemaphore;

/**
 * Main class of a fork: runs out of stack in each slow path, at many depths, while another thread
 * plays the other part. Prints what the primitives have lost or kept.
 */
final class DeepStack {
  private static final int ROUNDS = 3;
  private static final int LEAST_LEVELS = 50;
  private static final long STACK_BYTES = 256 << 10;

  private interface Dive {
    int dive() throws InterruptedException;
  }

  private final CountingSemaphore semaphore = new CountingSemaphore(0);
  private final Completion completion = new Completion();
  private final WaitQueue queue = new WaitQueue();
  private final AtomicInteger given = new AtomicInteger();
  private int taken;
  private Dive diving;

  private DeepStack() {}

  public static void main(String[] arguments) throws Exception {
    System.out.print("down: " + new DeepStack().down() + "\n");
    System.out.print("tryDown: " + new DeepStack().tryDown() + "\n");
    System.out.print("up: " + new DeepStack().up() + "\n");
    System.out.print("await: " + new DeepStack().await() + "\n");
    System.out.print("wakeOne: " + new DeepStack().wakeOne() + "\n");
    System.out.print("waitEvent: " + new DeepStack().waitEvent() + "\n");
  }

  /** How many permits are missing after dives into down. */
  private String down() throws InterruptedException {
    AtomicBoolean ended = new AtomicBoolean();
    Thread giver =
        start(
            () -> {
              while (!ended.get()) {
                if (semaphore.hasQueuedThreads()) {
                  semaphore.up();
                  given.incrementAndGet();
                }
              }
            });
    diveOften(
        () -> {
          semaphore.down();
          return ++taken;
        });
    ended.set(true);
    giver.join();
    return missing(semaphore.hasQueuedThreads(), semaphore.drain());
  }

  /** The same for the timed form, to which nobody gives anything. */
  private String tryDown() throws InterruptedException {
    diveOften(
        () -> {
          taken++;
          return semaphore.tryDown(1, TimeUnit.NANOSECONDS) ? 1 : 0;
        });
    given.set(taken + 1);
    semaphore.up();
    return missing(semaphore.hasQueuedThreads(), semaphore.drain());
  }

  /** How many permits are missing after dives into up, and whether the waiter was forgotten. */
  private String up() throws InterruptedException {
    AtomicBoolean ended = new AtomicBoolean();
    Thread taker =
        start(
            () -> {
              while (!ended.get()) {
                semaphore.down();
                taken++;
              }
            });
    diveOften(
        () -> {
          while (!semaphore.hasQueuedThreads()) {
            Thread.onSpinWait();
          }
          semaphore.up();
          return given.incrementAndGet();
        });
    while (!semaphore.hasQueuedThreads()) {
      Thread.onSpinWait();
    }
    ended.set(true);
    semaphore.up();
    given.incrementAndGet();
    taker.join();
    return missing(semaphore.hasQueuedThreads(), semaphore.drain());
  }

  /** How many completions are missing after dives into await. */
  private String await() throws InterruptedException {
    AtomicBoolean ended = new AtomicBoolean();
    Thread completer =
        start(
            () -> {
              while (!ended.get()) {
                if (completion.hasWaiters()) {
                  completion.complete();
                  given.incrementAndGet();
                }
              }
            });
    diveOften(
        () -> {
          completion.await();
          return ++taken;
        });
    ended.set(true);
    completer.join();
    int left = 0;
    while (completion.tryAwait()) {
      left++;
    }
    return missing(completion.hasWaiters(), left);
  }

  /** Whether a waiter is left behind after dives into wakeOne. */
  private String wakeOne() throws InterruptedException {
    AtomicBoolean ended = new AtomicBoolean();
    Thread waiter = start(() -> queue.waitEventExclusive(ended::get));
    diveOften(
        () -> {
          while (!queue.hasWaiters()) {
            Thread.onSpinWait();
          }
          queue.wakeOne();
          return ++taken;
        });
    given.set(taken);
    ended.set(true);
    queue.wakeAll();
    waiter.join();
    return missing(queue.hasWaiters(), 0);
  }

  /** Whether an entry is left after conditions ran out of stack while their thread was queued. */
  private String waitEvent() throws InterruptedException {
    diveOften(
        10 * ROUNDS,
        () -> {
          int[] tests = new int[1];
          queue.waitEvent(() -> tests[0]++ > 0 && deeper() > 0); // false, then deeper
          return 0;
        });
    return missing(queue.hasWaiters(), 0);
  }

  private String missing(boolean waiters, int left) {
    return waiters
        ? "a waiter is left"
        : taken < LEAST_LEVELS && given.get() > 0
            ? "only " + taken + " levels"
            : given.get() - taken - left + " missing";
  }

  private void diveOften(Dive step) throws InterruptedException {
    diveOften(ROUNDS, step);
  }

  private void diveOften(int rounds, Dive step) throws InterruptedException {
    for (int round = 0; round < rounds; round++) {
      int shift = round;
      diving = step;
      Thread diver =
          start(
              () -> {
                try {
                  shifted(shift);
                } catch (StackOverflowError expected) {
                  return; // as it should
                }
              });
      diver.join();
    }
  }

  /** Frames of another size before the dive: so it ends somewhere else each time. */
  private int shifted(int frames) throws InterruptedException {
    return frames == 0 ? dive() : shifted(frames - 1) + 1;
  }

  private int dive() throws InterruptedException {
    return diving.dive() + dive();
  }

  private int deeper() {
    try {
      return dive();
    } catch (InterruptedException never) {
      throw new AssertionError(never);
    }
  }

  private interface Body {
    void run() throws InterruptedException;
  }

  private static Thread start(Body body) {
    Runnable guarded =
        () -> {
          try {
            body.run();
          } catch (InterruptedException never) {
            throw new AssertionError(never);
          }
        };
    Thread thread = new Thread(null, guarded, "diver", STACK_BYTES);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }
}
