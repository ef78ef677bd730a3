package org.kernsync.rcu;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes the threads that run callbacks where the user gives none. */
final class Workers {
  private static final long IDLE_SECONDS = 5;
  private static final AtomicInteger MADE = new AtomicInteger();

  private Workers() {}

  /** One daemon thread at most; none while there has been nothing to do for some seconds. */
  static ThreadPoolExecutor newWorker() {
    ThreadPoolExecutor worker =
        new ThreadPoolExecutor(
            1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), Workers::newThread);
    worker.allowCoreThreadTimeOut(true);
    return worker;
  }

  /**
   * Lets the thread end as soon as it has nothing to do. Not a shutdown: who called in time and
   * came late is still served, by a new thread.
   */
  static void letGo(ThreadPoolExecutor worker) {
    worker.setKeepAliveTime(1, TimeUnit.MILLISECONDS);
  }

  private static Thread newThread(Runnable work) {
    // Inherits nothing from whoever happened to call first: neither thread locals nor a class
    // loader.
    String name = "kernsync-rcu-" + MADE.incrementAndGet(); // volatile: opaque would do, a number
    Thread thread = new Thread(null, work, name, 0, false);
    thread.setContextClassLoader(ClassLoader.getSystemClassLoader());
    thread.setDaemon(true);
    return thread;
  }
}
