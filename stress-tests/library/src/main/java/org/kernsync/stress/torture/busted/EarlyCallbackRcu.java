package org.kernsync.stress.torture.busted;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.kernsync.stress.harness.ThreadKind;
import org.kernsync.stress.torture.RcuUnderTest;

/** Broken: runs callbacks at once. All that waits by itself waits long enough. */
public final class EarlyCallbackRcu extends ForwardingRcu {
  private final ThreadPoolExecutor worker =
      new ThreadPoolExecutor(
          1, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), ThreadKind.PLATFORM::newThread);

  /**
   * Makes one.
   *
   * @param right a domain that would let them wait
   */
  public EarlyCallbackRcu(RcuUnderTest right) {
    super(right);
  }

  @Override
  public void call(Runnable callback) {
    worker.execute(callback);
  }

  @Override
  public void barrier() {
    CountDownLatch done = new CountDownLatch(1);
    worker.execute(done::countDown);
    try {
      done.await();
    } catch (InterruptedException nobodyDoes) {
      throw new IllegalStateException(nobodyDoes);
    }
  }

  @Override
  public void close() {
    super.close();
    worker.shutdown();
  }
}
