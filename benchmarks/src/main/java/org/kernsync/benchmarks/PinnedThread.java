package org.kernsync.benchmarks;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** A platform thread on the first core, where the model's first CPU is too. */
final class PinnedThread implements AutoCloseable {
  private final ExecutorService executor =
      Executors.newSingleThreadExecutor(
          body ->
              new Thread(
                  () -> {
                    Cores.pinTo(0);
                    body.run();
                  },
                  "pinned"));

  Future<Void> submit(Callable<Void> work) {
    return executor.submit(work);
  }

  @Override
  public void close() {
    executor.close();
  }
}
