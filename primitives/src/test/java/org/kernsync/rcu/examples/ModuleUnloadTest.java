package org.kernsync.rcu.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kernsync.internal.Crew;
import org.kernsync.rcu.RcuReference;
import org.kernsync.rcu.Srcu;

/** The third example: a plug-in is stopped when the last call into it has returned. */
class ModuleUnloadTest {
  /** What is loaded and unloaded; its calls may block. */
  private static final class Module {
    private final AtomicBoolean running = new AtomicBoolean(true);

    private void handle(CountDownLatch mayReturn, AtomicInteger failures)
        throws InterruptedException {
      mayReturn.await();
      if (!running.get()) {
        failures.incrementAndGet();
      }
    }

    private void stop() {
      running.set(false);
    }
  }

  private final Srcu srcu = new Srcu();
  private final RcuReference<Module> loaded = new RcuReference<>(new Module());
  private final CountDownLatch mayReturn = new CountDownLatch(1);
  private final AtomicInteger failures = new AtomicInteger();

  static Stream<ThreadFactory> kinds() {
    return Crew.kinds().stream();
  }

  /** A call into the module; false if none is loaded. */
  private boolean request() throws InterruptedException {
    long section = srcu.readLock();
    try {
      Module module = loaded.dereference();
      if (module == null) {
        return false;
      }
      module.handle(mayReturn, failures);
      return true;
    } finally {
      srcu.readUnlock(section);
    }
  }

  private void unload() {
    Module old = loaded.replace(null);
    srcu.synchronize();
    old.stop();
  }

  /** Unloading waits for calls that block in the module, and for no others. */
  @ParameterizedTest
  @MethodSource("kinds")
  void unload_callsBlockInTheModule_waitsForThem(ThreadFactory kind) {
    AtomicBoolean unloaded = new AtomicBoolean();
    try (Crew crew = new Crew(kind)) {
      for (int i = 0; i < 5; i++) {
        crew.start(() -> assertThat(request()).isTrue());
      }
      Crew.until("all are inside", () -> srcu.statistics().readers() == 5);
      crew.start(
          () -> {
            unload();
            unloaded.set(true);
          });
      Crew.until("new calls find nothing", () -> loaded.access() == null);
      crew.start(() -> assertThat(request()).isFalse());
      for (int i = 0; i < 200; i++) {
        Thread.yield();
      }
      assertThat(unloaded).isFalse();
      mayReturn.countDown();
    }
    assertThat(unloaded).isTrue();
    assertThat(failures).hasValue(0);
    srcu.close();
  }
}
