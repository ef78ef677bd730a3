package org.kernsync.kernel.report;

import java.util.concurrent.TimeUnit;

/**
 * Says how far a run is: rewritten in place on a terminal, otherwise a line every two seconds.
 *
 * <p><b>Context:</b> one thread at a time.
 */
public final class ProgressLine {
  private static final long PLAIN_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final int BAR = 20;

  private final Terminal terminal;
  private long nextPlainNanos = PLAIN_INTERVAL_NANOS;

  /**
   * Makes a progress line.
   *
   * @param terminal where it shows
   */
  public ProgressLine(Terminal terminal) {
    this.terminal = terminal;
  }

  /**
   * Shows where the run stands; call it as often as the line shall move.
   *
   * @param elapsedNanos time since the start
   * @param durationNanos time it will take, 0 or less if that is open
   * @param running tasks that run or are runnable
   * @param blocked tasks that sleep
   * @param switches context switches so far
   */
  public void update(
      long elapsedNanos, long durationNanos, int running, int blocked, long switches) {
    if (!terminal.canRewrite()) {
      if (elapsedNanos < nextPlainNanos) {
        return;
      }
      nextPlainNanos = elapsedNanos - elapsedNanos % PLAIN_INTERVAL_NANOS + PLAIN_INTERVAL_NANOS;
    }
    terminal.line(text(elapsedNanos, durationNanos, running, blocked, switches));
  }

  /** Ends the line, so that what follows starts on one of its own. */
  public void finish() {
    terminal.finish();
  }

  static String text(
      long elapsedNanos, long durationNanos, int running, int blocked, long switches) {
    StringBuilder out = new StringBuilder();
    if (durationNanos > 0) {
      int filled = (int) Math.clamp(BAR * (double) elapsedNanos / durationNanos, 0, BAR);
      out.append('[').repeat('#', filled).repeat('.', BAR - filled).append("] ");
      out.append(Quantity.seconds(elapsedNanos)).append(" of ");
      out.append(Quantity.seconds(durationNanos));
    } else {
      out.append(Quantity.seconds(elapsedNanos));
    }
    out.append(" | ").append(running).append(" running, ").append(blocked).append(" blocked | ");
    return out.append(Quantity.grouped(switches)).append(" switches").toString();
  }
}
