package org.kernsync.stress.torture;

import java.lang.Thread.UncaughtExceptionHandler;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.kernsync.stress.harness.ThreadKind;

/** One thread that runs callbacks, comes and goes, and tells a handler what it has to report. */
final class CallbackWorker implements Executor {
  private final ThreadPoolExecutor pool;

  CallbackWorker(UncaughtExceptionHandler reports) {
    pool =
        new ThreadPoolExecutor(
            1,
            1,
            1,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            body -> {
              Thread thread = ThreadKind.PLATFORM.newThread(body);
              thread.setName("callbacks");
              thread.setUncaughtExceptionHandler(reports);
              return thread;
            });
    pool.allowCoreThreadTimeOut(true);
  }

  @Override
  public void execute(Runnable task) {
    pool.execute(task);
  }
}
