package org.kernsync.kernel.workload.replay;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;

/** The threads that play scripts, one play after the other; all of them begin and end together. */
final class Players implements AutoCloseable {
  private final List<Thread> threads = new ArrayList<>();
  private final CyclicBarrier curtain; // the players' and the caller's
  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private final long[] begins;
  private final long[] ends;
  private Stage stage; // changes hands at the curtain, like all of these
  private Script.Part part; // null: go home

  Players(int count) {
    curtain = new CyclicBarrier(count + 1);
    begins = new long[count];
    ends = new long[count];
    for (int i = 0; i < count; i++) {
      int number = i;
      Thread thread = new Thread(() -> run(number), "replay-" + i);
      thread.setDaemon(true);
      threads.add(thread);
    }
    threads.forEach(Thread::start);
  }

  private void run(int number) {
    try {
      for (curtain.await(); part != null; curtain.await()) {
        begins[number] = System.nanoTime();
        try {
          part.play(stage.lanes().get(number));
        } catch (Throwable failure) { // told by the caller's thread, errors too
          failures.add(failure);
        }
        ends[number] = System.nanoTime();
        curtain.await();
      }
    } catch (InterruptedException | BrokenBarrierException _) {
      Thread.currentThread().interrupt(); // the caller has gone: so does this thread
    }
  }

  /** Plays a script once; returns the time from the first beginning to the last end. */
  long play(Stage newStage, Script script) throws ReplayException, InterruptedException {
    stage = newStage;
    part = script.part(newStage);
    await();
    await();
    if (!failures.isEmpty()) {
      throw told(failures.peek());
    }
    long first = begins[0];
    long last = ends[0];
    for (int i = 1; i < begins.length; i++) {
      first = begins[i] - first < 0 ? begins[i] : first;
      last = ends[i] - last > 0 ? ends[i] : last;
    }
    return last - first;
  }

  private static ReplayException told(Throwable failure) {
    return switch (failure) {
      case ReplayException known -> known;
      case RuntimeException unexpected -> throw unexpected;
      case Error error -> throw error;
      default -> throw new IllegalStateException(failure);
    };
  }

  private void await() throws InterruptedException {
    try {
      curtain.await();
    } catch (BrokenBarrierException broken) {
      throw new IllegalStateException("a player was interrupted", broken);
    }
  }

  /**
   * Sends the threads home and waits for them, unless the caller is interrupted: then they go by
   * themselves.
   */
  @Override
  public void close() {
    part = null;
    try {
      if (!curtain.isBroken()) {
        await();
      }
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
