package org.kernsync.stress.harness;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * The threads of one test. All wait at one gate until {@link #race} opens it; what any of them
 * throws fails the test; threads that do not end in time fail it too, with their stacks in the
 * message.
 *
 * <pre>{@code
 * try (RacingThreads racers = new RacingThreads(ThreadKind.PLATFORM)) {
 *   racers.add(4, () -> counter.increment());
 *   racers.race();
 * }
 * }</pre>
 *
 * <p>One thread, the test's own, calls the methods of an instance.
 */
public final class RacingThreads implements AutoCloseable {
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

  /** How long threads may take unless the test says otherwise. */
  public static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final long DROWSY_NANOS = Duration.ofMillis(100).toNanos();

  private final ThreadKind kind;
  private final long patienceNanos;
  private final CountDownLatch gate = new CountDownLatch(1);
  private final List<Thread> threads = new ArrayList<>();
  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

  /**
   * Makes a race without threads, with the usual patience.
   *
   * @param kind the kind of its threads
   */
  public RacingThreads(ThreadKind kind) {
    this(kind, PATIENCE);
  }

  /**
   * Makes a race without threads.
   *
   * @param kind the kind of its threads
   * @param patience how long {@link #race} and {@link #awaitTrue} wait before they call it a wedge
   */
  public RacingThreads(ThreadKind kind, Duration patience) {
    this.kind = Objects.requireNonNull(kind, "kind");
    this.patienceNanos = patience.toNanos();
  }

  /**
   * Adds a thread.
   *
   * @param task what it does once the gate is open
   * @return the thread, started, before the gate
   */
  public Thread add(Task task) {
    Thread thread = kind.newThread(() -> runBehindGate(task));
    thread.setName("racer-" + threads.size());
    threads.add(thread);
    thread.start();
    return thread;
  }

  /**
   * Adds threads that do the same.
   *
   * @param count how many
   * @param task what each does once the gate is open
   */
  public void add(int count, Task task) {
    for (int i = 0; i < count; i++) {
      add(task);
    }
  }

  /** Opens the gate, without waiting for anything. */
  public void start() {
    gate.countDown();
  }

  /**
   * Opens the gate and waits until every thread has ended.
   *
   * @throws AssertionError if a thread threw something, as soon as it did, or if threads have not
   *     ended in time
   */
  public void race() {
    start();
    awaitTrue("all threads end", () -> threads.stream().noneMatch(Thread::isAlive));
    throwFailures();
  }

  /**
   * Waits for a state that the threads are sure to reach.
   *
   * @param what the state, for the message
   * @param condition whether it is reached
   * @throws AssertionError if a thread threw something meanwhile, or if it is not reached in time
   */
  public void awaitTrue(String what, BooleanSupplier condition) {
    long begin = System.nanoTime();
    for (int looks = 0; !condition.getAsBoolean(); looks++) {
      throwFailures();
      if (System.nanoTime() - begin > patienceNanos) {
        throw new AssertionError(
            "wedged: waited " + Duration.ofNanos(patienceNanos) + " until " + what + stacks());
      }
      pause(looks);
    }
  }

  /**
   * Waits until a thread sleeps in whatever it waits for, or for a moment if it spins instead.
   * Makes the case likely that a test is after; what the test asserts must hold in either.
   *
   * @param thread the thread
   */
  public void letFallAsleep(Thread thread) {
    long begin = System.nanoTime();
    for (int looks = 0; System.nanoTime() - begin < DROWSY_NANOS; looks++) {
      Thread.State state = thread.getState();
      if (state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING) {
        return;
      }
      pause(looks);
    }
  }

  /** Interrupts the threads that are left. Does not wait for them: they may be wedged. */
  @Override
  public void close() {
    start();
    threads.forEach(Thread::interrupt);
  }

  private void runBehindGate(Task task) {
    try {
      awaitGate();
      task.run();
    } catch (Throwable thrown) {
      failures.add(thrown);
    }
  }

  /** An interrupt that comes early is meant for the task. */
  private void awaitGate() {
    boolean interrupted = false;
    while (gate.getCount() > 0) {
      try {
        gate.await();
      } catch (InterruptedException early) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Leaves the processor to the racers: this thread only watches them. */
  private static void pause(int looks) {
    if (looks < 100) {
      Thread.yield();
    } else {
      LockSupport.parkNanos(1_000_000);
    }
  }

  private void throwFailures() {
    Throwable first = failures.poll();
    if (first != null) {
      AssertionError error = new AssertionError("a thread of the test failed: " + first, first);
      failures.forEach(error::addSuppressed);
      throw error;
    }
  }

  private String stacks() {
    StringBuilder text = new StringBuilder();
    for (Thread thread : threads) {
      if (thread.isAlive()) {
        text.append(System.lineSeparator()).append(thread).append(' ').append(thread.getState());
        for (StackTraceElement frame : thread.getStackTrace()) {
          text.append(System.lineSeparator()).append("    at ").append(frame);
        }
      }
    }
    return text.toString();
  }
}
