package org.kernsync.stress.torture.busted;

import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.kernsync.stress.harness.ThreadKind;
import org.kernsync.stress.torture.RcuUnderTest;

/** The updater's side, grace periods that callers share, one at a time: right if the wait is. */
public abstract class NaiveGracePeriods implements RcuUnderTest {
  private static final long NAP_NANOS = 20_000;

  private final ReentrantLock driver = new ReentrantLock();
  private final AtomicLong sequence = new AtomicLong(); // odd: a grace period is under way
  private final ConcurrentLinkedQueue<Runnable> queue = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean scheduled = new AtomicBoolean();
  private final ThreadPoolExecutor worker =
      new ThreadPoolExecutor(
          1, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), ThreadKind.PLATFORM::newThread);

  /** For what is made of it. */
  protected NaiveGracePeriods() {}

  /** Waits for all sections that began before the call; by one thread at a time. */
  protected abstract void awaitReaders();

  /** Before a grace period begins, while others may still join it: nothing. */
  protected void beforeBegin() {}

  /**
   * One step of waiting for a reader.
   *
   * @param looks how many looks there were before
   */
  protected static void pause(int looks) {
    if (looks < 100) {
      Thread.onSpinWait();
    } else {
      LockSupport.parkNanos(NAP_NANOS);
    }
  }

  /** What {@link #sequence} is once a grace period is over that began after the call. */
  private long snapshot() {
    VarHandle.fullFence(); // full: removal before the load of sequence
    long seen = sequence.get();
    return (seen & 1) == 0 ? seen + 2 : seen + 3;
  }

  @Override
  public final void synchronize() {
    condSynchronize(snapshot());
  }

  @Override
  public final void condSynchronize(long cookie) {
    while (!poll(cookie)) {
      driver.lock();
      try {
        if (!poll(cookie)) {
          beforeBegin();
          sequence.incrementAndGet();
          awaitReaders();
          sequence.incrementAndGet();
        }
      } finally {
        driver.unlock();
      }
    }
  }

  @Override
  public final long startPoll() {
    long cookie = snapshot();
    call(() -> {});
    return cookie;
  }

  @Override
  public final boolean poll(long cookie) {
    return sequence.get() >= cookie;
  }

  @Override
  public final void call(Runnable callback) {
    queue.add(callback);
    if (!scheduled.getAndSet(true)) {
      worker.execute(this::drain);
    }
  }

  private void drain() {
    scheduled.set(false);
    List<Runnable> batch = new ArrayList<>();
    for (Runnable each = queue.poll(); each != null; each = queue.poll()) {
      batch.add(each);
    }
    synchronize();
    batch.forEach(Runnable::run);
  }

  @Override
  public final void barrier() {
    CountDownLatch done = new CountDownLatch(1);
    call(done::countDown);
    try {
      done.await();
    } catch (InterruptedException nobodyDoes) {
      throw new IllegalStateException(nobodyDoes);
    }
  }

  @Override
  public final long gracePeriods() {
    return sequence.get() / 2;
  }

  @Override
  public final void close() {
    barrier();
    worker.shutdown();
  }
}
