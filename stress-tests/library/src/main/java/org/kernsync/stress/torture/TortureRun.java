package org.kernsync.stress.torture;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.kernsync.stress.harness.ThreadKind;

/**
 * Runs a torture: for its time, or until the first failure.
 *
 * <pre>{@code
 * Verdict verdict =
 *     new TortureRun(RcuType.RCU, new TortureSettings(8, seed, 0), null)
 *         .run(Duration.ofSeconds(10), System.err::println);
 * }</pre>
 */
public final class TortureRun {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration PATIENCE_WHEN_RED = Duration.ofSeconds(10);
  private static final long PROGRESS_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final TortureType type;
  private final TortureSettings settings;
  private final String busted;

  /**
   * Makes a run.
   *
   * @param type what is tortured
   * @param settings how
   * @param busted one of the type's broken twins; null for the right one
   */
  public TortureRun(TortureType type, TortureSettings settings, String busted) {
    this.type = type;
    this.settings = settings;
    this.busted = busted;
  }

  /**
   * Runs it.
   *
   * @param length for so long, unless something goes wrong before; where the settings ask for
   *     numbers, for so long at most, and red if they are not there by then
   * @param progress is given a line each second
   * @return what came out
   * @throws InterruptedException if interrupted; threads have been asked to end
   */
  public Verdict run(Duration length, Consumer<String> progress) throws InterruptedException {
    long begin = System.nanoTime();
    TortureCrew crew = new TortureCrew();
    Torture torture = type.newTorture(settings, busted);
    HeapWatch heap = new HeapWatch(settings.goals().heapGrowthMegabytes());
    double seconds;
    try {
      torture.start(crew);
      watch(torture, heap, crew, begin, length.toNanos(), progress);
    } finally {
      seconds = (System.nanoTime() - begin) / 1e9;
      crew.stop(crew.failures().isEmpty() ? PATIENCE : PATIENCE_WHEN_RED);
    }
    if (crew.failures().isEmpty()) {
      // By a thread of its own: what is wrong may be that it does not come to an end.
      crew.start(ThreadKind.PLATFORM, "settle", () -> torture.settle(crew));
      crew.stop(PATIENCE);
    }
    return new Verdict(
        type.word(),
        busted,
        settings.seed(),
        seconds,
        torture.counts() + heap.counts(),
        crew.failures());
  }

  private void watch(
      Torture torture,
      HeapWatch heap,
      TortureCrew crew,
      long begin,
      long lengthNanos,
      Consumer<String> progress)
      throws InterruptedException {
    long told = 0;
    while (true) {
      long passed = System.nanoTime() - begin;
      double reached = torture.progress();
      boolean hasNumbers = !Double.isNaN(reached);
      heap.look(hasNumbers ? reached : (double) passed / lengthNanos, crew);
      if (hasNumbers && reached >= 1) {
        return;
      }
      if (passed >= lengthNanos) {
        if (hasNumbers) {
          crew.fail("goal: " + torture.missing());
        }
        return;
      }
      if (crew.awaitFailure(Math.min(LOOK_NANOS, lengthNanos - passed))) {
        return;
      }
      if (passed - told >= PROGRESS_NANOS) {
        told = passed;
        progress.accept(
            "torture " + type.word() + " " + passed / PROGRESS_NANOS + " s: " + torture.counts());
      }
    }
  }
}
