package org.kernsync.benchmarks.compare;

import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.kernsync.kernel.report.Terminal;

/** Says how far a run is: on a terminal with each fork, else every twenty seconds. */
final class Progress implements AutoCloseable {
  private static final long PLAIN_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(20);

  private final Terminal terminal;
  private final int rounds;
  private final int forks;
  private final long expectedForkNanos;
  private final long begin;
  private int done;
  private long nextPlainNanos;

  Progress(Terminal terminal, int rounds, int forks, Pace pace) {
    this.terminal = terminal;
    this.rounds = rounds;
    this.forks = forks;
    expectedForkNanos = TimeUnit.MILLISECONDS.toNanos(pace.runMillis(1));
    begin = System.nanoTime();
  }

  /** A fork is about to run. */
  void next(int round, Cell cell) {
    long elapsed = elapsedNanos();
    if (terminal.canRewrite() || elapsed >= nextPlainNanos) {
      nextPlainNanos = elapsed + PLAIN_INTERVAL_NANOS;
      terminal.line(text(round, elapsed) + "; " + cell.label());
    }
  }

  void done() {
    done++;
  }

  long elapsedNanos() {
    return System.nanoTime() - begin;
  }

  /** The first forks say little of the others, so what is known beforehand counts for a while. */
  String text(int round, long elapsed) {
    long assumed = 20;
    double forkNanos = (double) (elapsed + assumed * expectedForkNanos) / (done + assumed);
    double left = (forks - done) * forkNanos;
    return String.format(
        Locale.ROOT,
        "round %d of %d, fork %d of %d, %s left",
        round + 1,
        rounds,
        done + 1,
        forks,
        time(left));
  }

  private static String time(double nanos) {
    long seconds = Math.round(nanos / TimeUnit.SECONDS.toNanos(1));
    return seconds < 90 ? seconds + " s" : Math.round(seconds / 60.0) + " min";
  }

  @Override
  public void close() {
    terminal.finish();
  }
}
