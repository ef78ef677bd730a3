package org.kernsync.rcu.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.kernsync.internal.Crew;
import org.kernsync.rcu.Rcu;
import org.kernsync.rcu.RcuReference;

/** The second example: nobody works by the old rules any more, and that is known. */
class ConfigurationHandOverTest {
  /** Where to write; closed when nobody writes there any more. */
  private static final class Sink {
    private volatile boolean closed;
    private final AtomicInteger afterClose = new AtomicInteger();

    private void write() {
      if (closed) {
        afterClose.incrementAndGet();
      }
    }
  }

  private record Configuration(int version, Sink sink) {}

  private interface HandOver {
    void handOver(Rcu rcu);
  }

  /** Returns how often somebody wrote to a sink that was closed. */
  private static int run(HandOver handOver) {
    AtomicBoolean stop = new AtomicBoolean();
    AtomicInteger late = new AtomicInteger();
    Rcu rcu = new Rcu();
    RcuReference<Configuration> current = new RcuReference<>(new Configuration(0, new Sink()));
    try (Crew crew = new Crew()) {
      for (int i = 0; i < 2; i++) {
        crew.start(
            () -> {
              while (!stop.get()) {
                rcu.readLock();
                try {
                  Configuration mine = current.dereference();
                  for (int record = 0; record < 20; record++) {
                    mine.sink().write();
                  }
                } finally {
                  rcu.readUnlock();
                }
              }
            });
      }
      long begin = System.nanoTime();
      for (int version = 1; System.nanoTime() - begin < 300_000_000L; version++) {
        Configuration old = current.replace(new Configuration(version, new Sink()));
        handOver.handOver(rcu);
        old.sink().closed = true;
        Thread.yield();
        late.addAndGet(old.sink().afterClose.get());
      }
      stop.set(true);
    }
    rcu.close();
    return late.get();
  }

  /** After synchronize nobody uses the old configuration. */
  @Test
  void sink_closedAfterSynchronize_isNotUsedAnyMore() {
    assertThat(run(Rcu::synchronize)).isZero();
  }

  /** The pointer alone does not say when the last one is done. */
  @Test
  void sink_closedAtOnce_isStillUsed() {
    int late = 0;
    for (int i = 0; i < 20 && late == 0; i++) {
      late = run(rcu -> {});
    }
    assertThat(late).isPositive();
  }
}
