package org.kernsync.kernel.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Turns Ctrl-C and a request to terminate into an orderly stop: the JVM, which is about to end,
 * waits until the model has stopped and what there is has been written, but not for ever.
 *
 * <p>The exit code that the shell sees is the JVM's own: 130 for SIGINT, 143 for SIGTERM. The
 * thread that runs the command goes on as after any other run; its call of {@link System#exit} then
 * waits for the end that is under way.
 *
 * <p><b>Context.</b> Opened and closed by the thread that runs the command.
 */
final class ShutdownGuard implements AutoCloseable {
  private static final long STOP_SECONDS = 15; // the model itself gives up after 10
  private static final long WRITE_SECONDS = 60;

  private final Thread hook = new Thread(this::onShutdown, "kernsync-shutdown");
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final CountDownLatch written = new CountDownLatch(1);
  private Runnable stop = () -> {}; // guarded by this
  private boolean requested; // guarded by this

  private ShutdownGuard() {}

  static ShutdownGuard open() {
    ShutdownGuard guard = new ShutdownGuard();
    try {
      Runtime.getRuntime().addShutdownHook(guard.hook);
    } catch (IllegalStateException _) { // the JVM is ending already
      guard.requested = true;
    }
    return guard;
  }

  /** Names what stops the model; it is called at once where the request has come before. */
  synchronized void onRequest(Runnable stopModel) {
    stop = stopModel;
    if (requested) {
      stop.run();
    }
  }

  synchronized boolean isRequested() {
    return requested;
  }

  private synchronized void request() {
    requested = true;
    stop.run();
  }

  private void onShutdown() {
    request();
    try {
      if (stopped.await(STOP_SECONDS, TimeUnit.SECONDS)) {
        written.await(WRITE_SECONDS, TimeUnit.SECONDS);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt(); // nobody does that to a hook; if so, the JVM may end
    }
  }

  /** The model has stopped: what is left to wait for is the writing. */
  void stopped() {
    stopped.countDown();
  }

  @Override
  public void close() {
    stopped.countDown();
    written.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException _) {
      // it is running, and now it ends
    }
  }
}
